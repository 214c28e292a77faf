namespace TunPS.MacOS.Tests.RecordedKernel;

public sealed unsafe class RecordedCallTests
{
    [Fact]
    public void The_calls_are_listed_in_words()
    {
        using Caller caller = new();
        int control = caller.Open();
        _ = caller.NameOf(control);
        int inet = caller.Socket(2);
        _ = caller.SetMtu(inet, "utun4", 1400);
        int route = caller.RouteSocket();
        _ = caller.Write(route, Caller.Message(2, 0));
        _ = caller.Read(control, new byte[1]);

        string[] expected =
        [
            "socket(PF_SYSTEM, SOCK_DGRAM)",
            "connect(control, unit 0)",
            "ioctl(utun4, FIONBIO)",
            "getsockopt(utun4, UTUN_OPT_IFNAME)",
            "socket(AF_INET, SOCK_DGRAM)",
            "ioctl(utun4, SIOCSIFMTU)",
            "socket(PF_ROUTE, SOCK_RAW)",
            "ioctl(route, FIONBIO)",
            "write(route, RTM_DELETE)",
        ];
        Assert.Equal(expected, caller.Xnu.Calls);
    }

    [Fact]
    public void A_call_that_is_refused_does_nothing()
    {
        using Caller caller = new();
        caller.Xnu.FailNext("connect", 16);
        int control = caller.Control();
        Assert.Equal(-16, caller.Connect(control, 0));
        Assert.Null(caller.Xnu.FindInterface("utun4"));
        Assert.Equal(0, caller.Connect(control, 0));

        caller.Xnu.FailNext(call => call.EndsWith("SIOCSIFMTU)", StringComparison.Ordinal), 12, times: 2);
        int inet = caller.Socket(2);
        Assert.Equal(-12, caller.SetMtu(inet, "utun4", 1400));
        Assert.Equal(-12, caller.SetMtu(inet, "utun4", 1400));
        Assert.Equal(1500, caller.Xnu.Interface("utun4").Mtu);
        Assert.Equal(0, caller.SetMtu(inet, "utun4", 1400));
    }

    [Fact]
    public void Reads_and_writes_can_be_refused_too()
    {
        using Caller caller = new();
        int control = caller.Open();
        caller.Xnu.FailNext("write(utun4", 55);
        caller.Xnu.FailNext("read(utun4", 4);

        Assert.Equal(-55, caller.Write(control, 0, 0, 0, 2, 0x45));
        Assert.Equal(-4, caller.Read(control, new byte[1]));
        Assert.Equal(5, caller.Write(control, 0, 0, 0, 2, 0x45));
    }

    [Fact]
    public void Each_step_of_a_sequence_can_be_refused_by_its_number()
    {
        for (int step = 1; step <= 3; step++)
        {
            using Caller caller = new();
            caller.Xnu.FailAt(step, 55);
            int control = caller.Control();
            int connected = control < 0 ? control : caller.Connect(control, 0);
            int result = connected < 0 ? connected : caller.SetNonBlocking(control);

            Assert.Equal(-55, result);
            Assert.Equal(step, caller.Xnu.Calls.Count);
        }
    }

    [Fact]
    public void Two_kernels_know_nothing_of_each_other()
    {
        using Caller one = new();
        using Caller other = new();
        _ = one.Open();
        Assert.Null(other.Xnu.FindInterface("utun4"));
        Assert.Equal("utun4", other.NameOf(other.Open()));
        _ = Assert.Single(other.Xnu.Calls, call => call.StartsWith("connect", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_stays_open()
    {
        Leaks.AssertNone(() =>
        {
            using Caller caller = new();
            _ = caller.Open();
            _ = caller.RouteSocket();
            _ = caller.Control();
            caller.Close(caller.Open());
            _ = caller.Xnu.InterfaceNames;
        });
    }

    [Fact]
    public void Threads_may_open_and_close_at_the_same_time()
    {
        RecordedXnu xnu = new();
        using Caller caller = new(xnu);
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            using Caller own = new(xnu, ownsKernel: false);
            for (int i = 0; i < 50; i++)
            {
                int control = own.Open();
                Assert.StartsWith("utun", own.NameOf(control), StringComparison.Ordinal);
                own.Close(control);
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.Equal(6, xnu.InterfaceNames.Count);
    }
}
