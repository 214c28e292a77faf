using static TunPS.Testing.XnuNumbers;

namespace TunPS.MacOS.Tests.Utun;

/// <summary>What it means that a device cannot be opened.</summary>
[Collection(OwnKernel.Collection)]
public sealed class UtunOpenErrorTests
{
    private const int EMFILE = 24;
    private const int ENFILE = 23;

    [Fact]
    public void A_name_in_use_is_told_with_a_way_out()
    {
        using OwnKernel mac = new();
        TunException refused = Assert.Throws<TunException>(() => OwnKernel.Open("utun2"));

        Assert.Equal(TunError.NameInUse, refused.Error);
        Assert.Equal(EBUSY, refused.Errno);
        Assert.Equal("Cannot create the TUN device 'utun2': there is a utun2 already: EBUSY (16).", refused.Message);
        Assert.Contains("give no name", refused.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_devices_of_one_process_cannot_have_one_name()
    {
        using OwnKernel mac = new();
        using TunDevice first = OwnKernel.Open("utun100");

        Assert.Equal(TunError.NameInUse, Assert.Throws<TunException>(() => OwnKernel.Open("utun100")).Error);
        Assert.Equal(TunDeviceState.Up, first.State);
    }

    [Fact]
    public void Who_is_not_root_is_told_to_use_sudo()
    {
        using OwnKernel mac = new();
        mac.Xnu.IsRoot = false;
        TunException refused = Assert.Throws<TunException>(() => OwnKernel.Open(null));

        Assert.Equal(TunError.AccessDenied, refused.Error);
        Assert.Equal("Cannot create a TUN device: the process is not root: EPERM (1).", refused.Message);
        Assert.Contains("sudo", refused.Remedy, StringComparison.Ordinal);
        Assert.Equal(4, mac.Xnu.InterfaceNames.Count(name => name.StartsWith("utun", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("ioctl(control, CTLIOCGINFO)", ENOENT, TunError.DriverMissing)]
    [InlineData("socket(PF_SYSTEM", EMFILE, TunError.LimitReached)]
    [InlineData("socket(PF_SYSTEM", ENFILE, TunError.LimitReached)]
    [InlineData("socket(PF_SYSTEM", ENOBUFS, TunError.LimitReached)]
    [InlineData("connect", ENOMEM, TunError.LimitReached)]
    [InlineData("connect", EPERM, TunError.AccessDenied)]
    [InlineData("connect", EINVAL, TunError.InvalidValue)]
    [InlineData("connect", 122, TunError.System)]
    [InlineData("ioctl(utun7, FIONBIO)", EBADF, TunError.DeviceGone)]
    [InlineData("getsockopt", EINVAL, TunError.InvalidValue)]
    [InlineData("sysctl", ENOMEM, TunError.LimitReached)]
    public void Each_step_that_fails_says_why(string call, int errno, TunError expected)
    {
        using OwnKernel mac = new();
        mac.Xnu.FailNext(call, errno, times: 100);
        TunException failed = Assert.Throws<TunException>(() => OwnKernel.Open());

        Assert.Equal(expected, failed.Error);
        Assert.Equal(errno, failed.Errno);
        Assert.Matches($@"\b{errno}\)?\.$", failed.Message);
        Assert.DoesNotContain("utun7", mac.Xnu.InterfaceNames);
    }

    [Theory]
    [InlineData(EPERM)]
    [InlineData(ENXIO)]
    [InlineData(ENOMEM)]
    [InlineData(EINVAL)]
    [InlineData(EBUSY)]
    [InlineData(ENOBUFS)]
    public void Whichever_step_fails_nothing_stays_or_everything_is_done(int errno)
    {
        int steps;
        using (OwnKernel whole = new())
        {
            using TunDevice device = TunDevice.Create(Everything(isDown: false));
            AssertEverything(device, isDown: false);
            steps = whole.Xnu.Calls.Count;
        }

        int failures = 0;
        for (int step = 1; step <= steps; step++)
        {
            foreach (bool isDown in new[] { false, true })
            {
                failures += TryWithFault(step, errno, isDown) ? 0 : 1;
            }
        }

        // Most are needed; some are only questions, after which it goes on without an answer.
        Assert.InRange(failures, steps / 2, steps * 2);
    }

    private static bool TryWithFault(int step, int errno, bool isDown)
    {
        using OwnKernel mac = new();
        string[] names = [.. mac.Xnu.InterfaceNames];
        int routes = mac.Xnu.Routes.Count;
        HashSet<string> sockets = mac.FindSockets();
        mac.Xnu.FailAt(step, errno);
        bool isDone;
        try
        {
            using TunDevice device = TunDevice.Create(Everything(isDown));
            mac.Xnu.ClearFaults();
            AssertEverything(device, isDown);
            isDone = true;
        }
        catch (TunException e)
        {
            Assert.NotEqual(0, e.Errno);
            Assert.StartsWith("Cannot ", e.Message, StringComparison.Ordinal);
            isDone = false;
        }

        Assert.Equal(names, mac.Xnu.InterfaceNames);
        Assert.Equal(routes, mac.Xnu.Routes.Count);
        Assert.Empty(mac.FindSockets().Except(sockets));
        return isDone;
    }

    private static TunDeviceOptions Everything(bool isDown) => new()
    {
        Name = "utun7",
        Mtu = 1400,
        Down = isDown,
        Addresses =
        [
            TunAddress.Parse("192.0.2.1/24"),
            TunAddress.Parse("198.51.100.1 peer 198.51.100.2/32"),
            TunAddress.Parse("2001:db8::1/64"),
            TunAddress.Parse("2001:db8:1::1 peer 2001:db8:1::2/128"),
        ],
        Routes = isDown ? [] : [TunRoute.Parse("10.1.0.0/16"), TunRoute.Parse("2001:db8:2::/48 via 2001:db8::2")],
    };

    private static void AssertEverything(TunDevice device, bool isDown)
    {
        TunDeviceOptions options = Everything(isDown);
        Assert.Equal(isDown ? TunDeviceState.Down : TunDeviceState.Up, device.State);
        Assert.Equal(1400, device.Mtu);
        Assert.All(options.Addresses, address => Assert.Contains(address, device.Address));
        Assert.All(options.Routes, route => Assert.Contains(device.Interface!.Route, route.IsMetBy));
        if (!isDown)
        {
            Assert.Contains(TunRoute.Parse("192.0.2.0/24"), device.Interface!.Route);
            Assert.Contains(TunRoute.Parse("2001:db8::/64"), device.Interface!.Route);
        }
    }
}
