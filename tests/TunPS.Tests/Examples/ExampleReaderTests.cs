namespace TunPS.Tests.Examples;

public sealed class ExampleReaderTests
{
    private const string Guide = """
        # A guide

        ## First

        ```powershell
        one
        ```

        ```output
        1
        ```

        Some text.

        - In a list:

          <!-- example: other terminal, stopped, exact, fails -->
          ```sh
          two
          ```

        ### Part

        <!-- example: saved as lab/page.ini -->
        ```ini
        [three]
        ```

        ```yaml
        not: run
        ```

        ## Second

        <!-- example: not run: it takes hours, or days -->
        ```csharp
        four();
        ```

        ```text
        PS> five
        5

        PS> six `
        >>     6
        ```
        """;

    [Fact]
    public void A_section_is_a_session()
    {
        ExamplePage page = Read(Guide);

        Assert.Empty(page.Problems);
        Assert.Equal(["First", "Second"], page.Sessions.Select(session => session.Heading));
        Assert.Equal(["one", "two", "[three]"], page.Sessions[0].Blocks.Select(block => block.Code));
        Assert.Equal(["four();", "five", "six `\n    6"], page.Sessions[1].Blocks.Select(block => block.Code));
    }

    [Fact]
    public void Blocks_have_languages_outputs_and_lines()
    {
        ExampleBlock[] blocks = [.. Read(Guide).Sessions.SelectMany(session => session.Blocks)];

        Assert.Equal(
            [
                ExampleLanguage.PowerShell, ExampleLanguage.Shell, ExampleLanguage.Text, ExampleLanguage.CSharp,
                ExampleLanguage.PowerShell, ExampleLanguage.PowerShell,
            ],
            blocks.Select(block => block.Language));
        Assert.Equal(["1", null, null, null, "5\n", null], blocks.Select(block => block.Output));
        Assert.Equal([6, 19, 26, 37, 41, 44], blocks.Select(block => block.Line));
    }

    [Fact]
    public void Blocks_have_marks()
    {
        ExampleMarks[] marks =
            [.. Read(Guide).Sessions.SelectMany(session => session.Blocks).Select(block => block.Marks)];

        Assert.Equal(ExampleMarks.None, marks[0]);
        Assert.Equal(new ExampleMarks { OtherTerminal = true, Stopped = true, Exact = true, Fails = true }, marks[1]);
        Assert.Equal(new ExampleMarks { SavedAs = "lab/page.ini" }, marks[2]);
        Assert.Equal(new ExampleMarks { NotRun = "it takes hours, or days" }, marks[3]);
    }

    [Fact]
    public void A_page_can_be_one_session()
    {
        string text = Guide.Replace(
            "# A guide", "# A guide\n\n<!-- examples: one session -->", StringComparison.Ordinal);
        ExampleSession session = Assert.Single(Read(text).Sessions);

        Assert.Equal((6, "A guide"), (session.Blocks.Count, session.Heading));
    }

    [Fact]
    public void The_sections_of_a_page_can_be_one_session_besides()
    {
        string text = Guide.Replace(
            "# A guide", "# A guide\n\n<!-- examples: also in one session -->", StringComparison.Ordinal);
        IReadOnlyList<ExampleSession> sessions = Read(text).Sessions;

        Assert.Equal(["First", "Second", "From top to bottom"], sessions.Select(session => session.Heading));
        Assert.Equal(
            ["one", "two", "[three]", "five", "six `\n    6"], sessions[2].Blocks.Select(block => block.Code));
    }

    [Fact]
    public void In_help_an_example_is_a_session()
    {
        ExamplePage page = ExamplePages.Read("docs/en-US/Page.md", """
            ## EXAMPLES

            ### Example 1: Once

            ```powershell
            1
            ```

            ### Example 2: Twice

            ```powershell
            2
            ```
            """);

        Assert.Equal(["Example 1: Once", "Example 2: Twice"], page.Sessions.Select(session => session.Heading));
    }

    [Fact]
    public void In_a_topic_lines_with_a_prompt_are_commands()
    {
        ExamplePage page = ExamplePages.Read("module/en-US/about_Lab.help.txt", """
            TOPIC
                about_Lab

            FIRST STEPS
                A device:

                    PS> New-TunDevice |
                    >>     Format-Table

                    Name
                    ----
                    tun0

                That was a device. Now two commands:

                    PS> $a = 1
                    PS> $a
                    1

            THE END
                    PS> 3
            """);

        Assert.Empty(page.Problems);
        Assert.Equal(["FIRST STEPS", "THE END"], page.Sessions.Select(session => session.Heading));
        Assert.Equal(
            [("New-TunDevice |\n    Format-Table", "\nName\n----\ntun0\n"), ("$a = 1", null), ("$a", "1\n")],
            page.Sessions[0].Blocks.Select(block => (block.Code, block.Output)));
        Assert.Equal([7, 16, 17], page.Sessions[0].Blocks.Select(block => block.Line));
    }

    [Fact]
    public void In_a_topic_code_without_a_prompt_is_PowerShell_and_tests_are_run()
    {
        ExamplePage page = ExamplePages.Read("module/en-US/about_Lab.help.txt", """
            A TEST
                Write it:

                       BeforeAll { $a = 1 }

                       Describe 'One' { }

                Run it:

                       sudo pwsh -Command Invoke-Pester

                       [Unit]

            WRONG
                       if (

            """);

        Assert.StartsWith("module/en-US/about_Lab.help.txt:15: this is no PowerShell", Assert.Single(page.Problems),
            StringComparison.Ordinal);
        Assert.Equal(
            ["BeforeAll { $a = 1 }\n\nDescribe 'One' { }\n", "Invoke-Pester -Configuration"],
            Assert.Single(page.Sessions).Blocks.Select(block => block.Code.Split(" @")[0]));
    }

    [Theory]
    [InlineData("<!-- example: somewhere else -->\n```sh\ntrue\n```", "Guide.md:1: there is no mark 'somewhere else'")]
    [InlineData("<!-- example: not run: -->\n```sh\ntrue\n```", "Guide.md:1: the mark lacks the reason")]
    [InlineData("<!-- example: saved as -->\n```ini\n```", "Guide.md:1: the mark lacks the name")]
    [InlineData("<!-- examples: two sessions -->", "Guide.md:1: this is no mark of an example: examples: two sessions")]
    [InlineData("<!-- example: stopped -->\n\nText.", "Guide.md:1: no example follows this mark")]
    [InlineData("<!-- example: stopped -->", "Guide.md:1: no example follows this mark")]
    [InlineData("```sh\ntrue\n```\n\nText.\n\n```output\n1\n```",
        "Guide.md:8: there is no example right before this output")]
    [InlineData("```pwsh\n1\n```", "Guide.md:2: there is no language 'pwsh'")]
    [InlineData("```Sh\n1\n```", "Guide.md:2: there is no language 'Sh'")]
    [InlineData("```\n1\n```", "Guide.md:2: this code has no language")]
    [InlineData("    1", "Guide.md:1: this code has no language")]
    [InlineData("```output\n1\n```", "Guide.md:2: there is no example right before this output")]
    [InlineData("<!-- example: other terminal -->\n```sh\ntrue\n```",
        "Guide.md:3: there is no block before it that it could run beside")]
    [InlineData("## A\n```sh\n1\n```\n## A\n```sh\n2\n```", "Guide.md:7: there are 2 sessions with the heading 'A'")]
    public void What_cannot_be_understood_is_told(string text, string problem)
        => Assert.Equal([problem], Read(text).Problems);

    private static ExamplePage Read(string text) => ExamplePages.Read("Guide.md", text);
}
