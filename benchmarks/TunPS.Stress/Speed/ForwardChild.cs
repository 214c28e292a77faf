namespace TunPS.Stress.Speed;

/// <summary>What this program is when it is itself started to do what c/forward.c does.</summary>
internal static class ForwardChild
{
    /// <summary>
    /// The word on the command line that makes it so; two namespaces and 0 or 1 for the offload follow.
    /// </summary>
    internal const string Word = "--forward";

    internal static CProgram.Run Start(string first, string second, bool hasOffload)
        => new CProgram(Environment.ProcessPath!).Start(Word, first, second, hasOffload ? 1 : 0);

    /// <summary>
    /// Says "ready", tells at a line of input what was allocated so far, and goes at the end of the input.
    /// </summary>
    internal static int Run(string first, string second, bool hasOffload)
    {
        using TunDevice one = Create(first, "192.0.2.1/24", hasOffload);
        using TunDevice other = Create(second, "192.0.2.2/24", hasOffload);
        using TunConnection connection = TunConnection.Start(one, other);
        Console.WriteLine("ready");
        while (Console.ReadLine() is not null)
        {
            Console.WriteLine(GC.GetTotalAllocatedBytes(precise: true));
        }

        connection.Stop();
        connection.Completion.GetAwaiter().GetResult();
        return 0;
    }

    private static TunDevice Create(string network, string address, bool hasOffload)
        => TunDevice.Create(new TunDeviceOptions
        {
            Name = "forward0",
            NetworkNamespace = network,
            Addresses = [TunAddress.Parse(address)],
            Mtu = 1500,
            Offload = hasOffload,
        });
}
