namespace TunPS.Tests.Examples;

/// <summary>What is run as an example: that it passes when it should, and fails when it should.</summary>
public sealed class ExampleRunTests
{
    private const string Fence = "```";

    public static TheoryData<string, string> Good => new()
    {
        {
            "What is typed is shown as the console shows it",
            """
            @@@powershell
            $d = New-TunDevice lab0 -Mtu 1279
            $d.Name; $d.Mtu
            New-TunDevice lab0
            'Ready', 'TimedOut' | ForEach-Object {
                $_
            }
            Get-Verb New | Select-Object Verb, Group
            Write-Verbose 'And that.' -Verbose
            @@@

            @@@output
            lab0
            1279
            New-TunDevice: Cannot open the device 'lab0': this process has it open: EBUSY (16).
            ...
            Ready
            TimedOut

            Verb Group
            ---- -----
            New  Common

            VERBOSE: And that.
            @@@
            """
        },
        {
            "Blocks share a shell and a folder",
            """
            @@@powershell
            Import-Module TunPS
            $a = 5
            Set-Content a.txt hello
            @@@

            @@@sh
            cat a.txt
            sudo id -u
            sudo ip tuntap add mode tun name tun7
            @@@

            @@@output
            hello
            0
            @@@

            @@@powershell
            "$a is five."
            (Get-TunDevice -All).Name
            @@@

            @@@output
            5 is five.
            tun7
            @@@
            """
        },
        {
            "A block waits for what another terminal does",
            """
            @@@powershell
            $d = New-TunDevice -Address 192.0.2.1/24
            Receive-TunPacket $d -Protocol Icmp | Select-Object Source, Destination
            @@@

            @@@output
            Source    Destination
            ------    -----------
            192.0.2.1 192.0.2.2
            @@@

            <!-- example: other terminal, stopped -->
            @@@sh
            ping 192.0.2.2
            @@@
            """
        },
        {
            "The other terminal may be a second pwsh",
            """
            @@@sh
            while [ ! -e done ]; do sleep 0.05; done; echo "$(cat done)."
            @@@

            @@@output
            one and two.
            @@@

            <!-- example: other terminal -->
            @@@powershell
            $a = 'one'
            @@@

            <!-- example: other terminal -->
            @@@powershell
            Set-Content new "$a and two"; Move-Item new done
            'It is done.'
            @@@

            @@@output
            It is done.
            @@@
            """
        },
        {
            "What is endless is stopped when its output has come",
            """
            <!-- example: stopped -->
            @@@powershell
            'first'; while ($true) { 'again'; Start-Sleep 0.01 }
            'never'
            @@@

            @@@output
            first
            again
            @@@

            <!-- example: stopped -->
            @@@sh
            ping -i 0.2 127.0.0.1
            @@@

            @@@output
            ...
            64 bytes from 127.0.0.1: icmp_seq=1 ttl=64 time=0.05 ms
            ...
            @@@

            <!-- example: stopped -->
            @@@powershell
            Wait-TunDevice (New-TunDevice -Mtu 1279)
            @@@
            """
        },
        {
            "A text is saved as a file",
            """
            <!-- example: saved as etc/lab.ini -->
            @@@ini
            [lab]
            @@@

            @@@powershell
            Get-Content etc/lab.ini
            @@@

            @@@output
            [lab]
            @@@
            """
        },
        {
            "A program in C# is compiled and run",
            """
            @@@csharp
            using TunPS;

            using TunDevice device = TunDevice.Create(new TunDeviceOptions { Name = "lab0" });
            Console.WriteLine($"This is {device.Name}.");
            @@@

            @@@output
            This is lab0.
            @@@
            """
        },
        {
            "What has to fail is marked",
            """
            <!-- example: fails -->
            @@@sh
            echo Never.; exit 1
            @@@

            @@@output
            Never.
            @@@

            <!-- example: fails -->
            @@@powershell
            Get-TunDevice nobody
            @@@
            """
        },
        {
            "An error that is caught or not wanted is none",
            """
            @@@powershell
            try { New-TunDevice lab0 -Layer 5 } catch { $caught = $_ }
            Get-TunDevice nobody -ErrorAction SilentlyContinue
            @@@
            """
        },
    };

    public static TheoryData<string, string> Bad => new()
    {
        { "@@@powershell\n'Ready'\n@@@\n\n@@@output\nTimedOut\n@@@", "! TimedOut      | Ready" },
        { "@@@powershell\n'Ready'\n@@@\n\n@@@output\nReady\nReady, too\n@@@", "! Ready, too    | " },
        { "@@@powershell\nGet-TunDevice nobody\n@@@", "It fails: No device named 'nobody' is open" },
        { "@@@powershell\nthrow 'It is broken.'\n@@@", "It fails: It is broken." },
        { "@@@powershell\nif (\n@@@", "It fails: " },
        { "@@@powershell\nsh -c 'exit 3'\n@@@", "It fails: a program ended with the exit code 3" },
        { "@@@sh\nfalse\ntrue\n@@@", "It fails: it ended with the exit code 1" },
        { "@@@csharp\nTunDevice device;\n@@@", "It does not compile:" },
        { "@@@csharp\nEnvironment.Exit(int.Parse(\"5\"));\n@@@", "It fails: it ended with the exit code 5" },
        { "<!-- example: stopped -->\n@@@sh\necho Up\n@@@\n\n@@@output\nDown\n@@@", "! Down          | Up" },
        { "<!-- example: stopped -->\n@@@sh\necho Up\n@@@\n\n@@@output\nUp\n@@@", "It ends before it is stopped" },
        { "<!-- example: stopped -->\n@@@sh\ntrue\n@@@", "It ends before it is stopped" },
        { "<!-- example: stopped -->\n@@@powershell\n$null = 1\n@@@", "It ends before it is stopped" },
        { "<!-- example: stopped -->\n@@@sh\nfalse; sleep 60\n@@@", "It fails: it ended with the exit code 1" },
        {
            "<!-- example: stopped -->\n@@@powershell\nGet-TunDevice nobody; Start-Sleep 60\n@@@",
            "It fails: No device named 'nobody' is open"
        },
        {
            "@@@powershell\n'Ready'; Get-TunDevice nobody\n@@@\n\n@@@output\nReady\n...\n@@@",
            "It fails: No device named 'nobody' is open"
        },
        { "@@@powershell\n'Ready'; Write-Error \"`nNo.\"\n@@@\n\n@@@output\nReady\n...\n@@@", "It fails: \nNo." },
        { "@@@sh\necho Ready; exit 4\n@@@\n\n@@@output\nReady\n@@@", "It fails: it ended with the exit code 4" },
        { "@@@powershell\nsh -c 'exit 3'\n'Ready'\n@@@", "It fails: a program ended with the exit code 3" },
        { "<!-- example: fails -->\n@@@sh\ntrue\n@@@", "It does not fail" },
        { "@@@powershell\n100\n@@@\n\n@@@output\n99\n@@@", "! 99            | 100" },
        { "<!-- example: exact -->\n@@@sh\necho 5 of 6\n@@@\n\n@@@output\n6 of 6\n@@@", "! 6 of 6        | 5 of 6" },
    };

    [ExampleTheory]
    [MemberData(nameof(Good))]
    public void What_its_page_says_passes(string heading, string text) => ExampleRun.Run(Session(heading, text));

    [ExampleTheory]
    [MemberData(nameof(Bad))]
    public void What_its_page_does_not_say_fails(string text, string message)
    {
        Exception? failure = Record.Exception(() => ExampleRun.Run(Session("Bad", text)));

        Assert.Contains(message, failure?.Message, StringComparison.Ordinal);
    }

    [ExampleTheory]
    [InlineData("$leftover = 5; $socket = [Net.Sockets.UdpClient]::new(4001)")]
    [InlineData("$null = New-TunDevice tun0 -Address 192.0.2.1/24")]
    [InlineData("$null = New-TunDevice tun0 -Persist; ip netns add blue")]
    [InlineData("sh -c 'sleep 100 & true'")]
    [InlineData("ip netns add blue; ip netns exec blue sh -c 'sleep 100 >/dev/null & true'; ip netns del blue")]
    [InlineData("$job = Start-ThreadJob { Start-Sleep 100 }")]
    public void The_next_session_sees_nothing_of_it(string code)
    {
        ExampleRun.Run(Session("Once", $"@@@powershell\n{code}\n@@@"));
        ExampleRun.Run(Session("Again", """
            @@@powershell
            "$leftover", (Get-TunDevice -All), (Get-Job), (ip netns list) | Where-Object { $_ }
            $socket = [Net.Sockets.UdpClient]::new(4001)
            (New-TunDevice).Name
            @@@

            @@@output
            tun0
            @@@
            """));
    }

    private static ExampleSession Session(string heading, string text)
    {
        ExamplePage page = ExamplePages.Read(
            "Guide.md", $"## {heading}\n\n{text.Replace("@@@", Fence, StringComparison.Ordinal)}");
        Assert.Empty(page.Problems);
        return Assert.Single(page.Sessions);
    }
}
