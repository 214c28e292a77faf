import validateLinks from 'remark-validate-links'

// What a page links to in this repository exists, with the heading. Nothing is asked of other hosts.
export default { plugins: [[validateLinks, { repository: false }]] }
