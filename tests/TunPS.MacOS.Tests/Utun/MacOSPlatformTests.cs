using TunPS.Native;
using TunPS.Platform.MacOS;

namespace TunPS.MacOS.Tests.Utun;

/// <summary>What waits and events are made of.</summary>
[Collection(OwnKernel.Collection)]
public sealed class MacOSPlatformTests
{
    private const int EMFILE = 24;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void The_ends_of_a_pipe_do_not_block_and_are_closed_on_exec()
    {
        using OwnKernel mac = new();
        Assert.Equal(0, mac.Platform.OpenPipe(out int readEnd, out int writeEnd));
        using DescriptorHandle one = new(readEnd, ownsDescriptor: true);
        using DescriptorHandle other = new(writeEnd, ownsDescriptor: true);

        Assert.All([readEnd, writeEnd], end =>
        {
            Assert.True(mac.Xnu.IsCloseOnExec(end));
            Assert.True(mac.Xnu.IsNonBlocking(end));
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void A_pipe_that_fails_at_any_step_leaves_no_descriptor(int step)
    {
        using OwnKernel mac = new();
        Leaks.AssertNone(() =>
        {
            mac.Xnu.FailAt(step, XnuNumbers.EAGAIN);
            Assert.Equal(
                step, mac.CallsOf(() => Assert.Equal(-Errno.EAGAIN, mac.Platform.OpenPipe(out _, out _))).Count());
        });
    }

    [Fact]
    public void An_event_that_gets_no_pipe_says_why_and_leaves_nothing()
    {
        using OwnKernel mac = new();
        mac.Xnu.FailNext("pipe", EMFILE);
        TunException failed = Assert.Throws<TunException>(() => new InterruptEvent());

        Assert.Equal(TunError.LimitReached, failed.Error);
        Assert.Equal(EMFILE, failed.Errno);
        new InterruptEvent().Dispose();
    }

    [Theory]
    [InlineData(null, -1)]
    [InlineData(0L, 0)]
    [InlineData(1L, 1)]
    [InlineData(100_000L, 1)]
    [InlineData(999_999L, 1)]
    [InlineData(1_000_000L, 1)]
    [InlineData(1_000_001L, 2)]
    [InlineData(30_000_000_000L, 30_000)]
    [InlineData(2_147_483_647_000_000L, int.MaxValue)]
    [InlineData(2_147_483_647_000_001L, int.MaxValue)]
    [InlineData(long.MaxValue, int.MaxValue)]
    public void A_rest_is_whole_milliseconds_and_none_of_it_is_left_out(long? nanoseconds, int milliseconds)
        => Assert.Equal(milliseconds, MacOSPlatform.ToMilliseconds(nanoseconds));

    [Fact]
    public void A_signal_does_not_end_a_wait()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open();
        mac.Xnu.FailNext("poll", Errno.EINTR, times: 5);

        Assert.Equal(WaitStatus.TimedOut, device.WaitReadable(TimeSpan.FromMilliseconds(1)).Status);
    }

    [Fact]
    public void A_wait_that_the_system_refuses_says_why()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open();
        mac.Xnu.FailNext("poll", XnuNumbers.ENOMEM);

        TunException failed = Assert.Throws<TunException>(() => device.WaitReadable(s_patience));
        Assert.Equal(TunError.LimitReached, failed.Error);
    }

    [Fact]
    public void Readers_and_writers_that_wait_end_when_the_device_is_gone()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open();
        mac.Xnu.RecordsTransfers = true;
        Task<Exception> waiting = Background.Run(() => Background.Failure(
            () => _ = device.Read(new byte[TunDevice.MaxPacketLength], s_patience)));
        mac.WaitForPolls(1);
        mac.Xnu.HangUp("utun7");

        Assert.Equal(TunError.DeviceGone, Assert.IsType<TunException>(Background.Result(waiting)).Error);
    }

    [Fact]
    public void Closing_ends_a_reader_and_the_interface_goes_with_it()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open();
        mac.Xnu.RecordsTransfers = true;
        Task<Exception> waiting = Background.Run(() => Background.Failure(
            () => _ = device.Read(new byte[TunDevice.MaxPacketLength], s_patience)));
        mac.WaitForPolls(1);
        device.Dispose();

        _ = Assert.IsType<ObjectDisposedException>(Background.Result(waiting));
        Assert.DoesNotContain("utun7", mac.Xnu.InterfaceNames);
        Assert.Equal(TunDeviceState.Closed, device.State);
    }
}
