using TunPS.Native;
using TunPS.Native.MacOS;
using TunPS.Platform.MacOS;

namespace TunPS.MacOS.Tests.Utun;

/// <summary>Tables and messages of a kernel, for tests of those who read them.</summary>
internal static class KernelTables
{
    /// <summary>The interfaces, the routes, and what a route socket hears while a device is made.</summary>
    internal static byte[][] All { get; } = Record();

    internal static byte[] Interfaces => All[0];

    internal static byte[] Routes => All[1];

    private static unsafe byte[][] Record()
    {
        using RecordedXnu xnu = new();
        XnuKernel kernel = new(xnu);
        using DescriptorHandle listener = kernel.OpenSocket(
            XnuSockets.AF_ROUTE, XnuSockets.SOCK_RAW, 0, out _)!;
        Assert.Equal(0, kernel.SetNonBlocking(listener));
        using UtunQueue queue = new UtunDriver(kernel).Open("utun7");
        UtunLink link = (UtunLink)queue.FindLink(out _)!;
        foreach (string address in new[]
        {
            "192.0.2.1/23",
            "198.51.100.1 peer 198.51.100.2/32",
            "2001:db8::1/47",
            "2001:db8:1::1 peer 2001:db8:1::2/128",
        })
        {
            Assert.Null(link.AddAddress(TunAddress.Parse(address), detectDuplicates: false));
        }

        Assert.Null(link.AddRoute(TunRoute.Parse("10.1.0.0/16 via 192.0.2.2")));
        Assert.Null(link.SetMtu(1400));
        byte[] interfaces = kernel.ReadTable(Name(RouteConstants.NET_RT_IFLIST2), out _);
        byte[] routes = kernel.ReadTable(Name(RouteConstants.NET_RT_DUMP), out _);
        List<byte> heard = [];
        byte[] buffer = new byte[4096];
        fixed (byte* bytes = buffer)
        {
            nint length;
            while ((length = xnu.Read((int)listener.DangerousGetHandle(), bytes, (nuint)buffer.Length)) > 0)
            {
                heard.AddRange(buffer[..(int)length]);
            }
        }

        return [interfaces, routes, [.. heard]];
    }

    private static int[] Name(int operation) => [RouteConstants.CTL_NET, XnuSockets.AF_ROUTE, 0, 0, operation, 0];
}
