using System.Net;
using TunPS.Native.Linux;

namespace TunPS.Core.Tests;

/// <summary>The socket of a UDP link, as /proc shows it.</summary>
public sealed class LinuxUdpLinkTests
{
    [Fact]
    public void The_socket_is_closed_in_programs_that_are_started()
    {
        using UdpLink link = UdpLink.Open(new IPEndPoint(IPAddress.Loopback, 9));
        string info = File.ReadAllText($"/proc/self/fdinfo/{link.Handle.DangerousGetHandle()}");

        string flags = info.Split('\n').First(line => line.StartsWith("flags:", StringComparison.Ordinal))[6..].Trim();
        Assert.Equal(Libc.O_CLOEXEC | Libc.O_NONBLOCK, Convert.ToInt32(flags, 8) & (Libc.O_CLOEXEC | Libc.O_NONBLOCK));
    }
}
