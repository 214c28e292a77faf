using TunPS.Native;
using TunPS.Native.Linux;
using TunPS.Platform;
using TunPS.Platform.Linux;

namespace TunPS.Core.Tests.Offload;

/// <summary>Making and opening devices with offload.</summary>
public sealed class OffloadDeviceTests
{
    private const int PiecesInSeries = 11;

    private static readonly byte[] s_series = KernelPeer.Payload(1050);

    [DeviceFact]
    public void A_device_says_whether_it_has_offload() => NetworkNamespace.Run(() =>
    {
        List<string> changes = [];
        using TunDevice device = TunDevice.Create(OffloadPeer.Options(), changes.Add);
        using TunDevice other = TunDevice.Create(new TunDeviceOptions { Name = "spec1" });

        Assert.True(device.HasOffload);
        Assert.Equal(Environment.OSVersion.Version >= new Version(6, 2), device.HasUdpOffload);
        Assert.StartsWith("Switched on offload for TCP", changes[1], StringComparison.Ordinal);
        Assert.True(other is { HasOffload: false, HasUdpOffload: false, HasPendingSegments: false });
        Assert.Equal(VirtioHeader.Size, TunOffload.GetHeaderSize(device.Queue.Handle));
    });

    [DeviceFact]
    public void The_kernel_hands_over_a_series_in_one_piece_with_offload_only() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = OffloadPeer.Create();
        Assert.SkipUnless(device.HasUdpOffload, "The kernel has no offload for UDP.");
        OffloadPeer.SendSeries(s_series, 100, isIPv6: false);

        Assert.Equal(VirtioHeader.Size + 28 + 1050, OffloadPeer.ReadRawSeries(device).Length);
    });

    [DeviceFact]
    public void A_persistent_device_has_the_offload_that_it_is_opened_with() => NetworkNamespace.Run(() =>
    {
        TunDeviceOptions with = new() { Name = "spec0", Offload = true, IsPersistent = true };
        TunDeviceOptions without = new() { Name = "spec0" };
        using (TunDevice device = TunDevice.Create(with))
        {
            device.Interface!.AddAddress(TunAddress.Parse("192.0.2.1/24"));
        }

        using (TunDevice device = TunDevice.Create(without))
        {
            OffloadPeer.SendSeries(s_series, 100, isIPv6: false);
            Assert.Equal(
                [.. Enumerable.Repeat(128, PiecesInSeries - 1), 78],
                Enumerable.Range(0, PiecesInSeries).Select(_ => OffloadPeer.ReadRawSeries(device).Length));
        }

        using (TunDevice device = TunDevice.Create(with))
        {
            OffloadPeer.SendSeries(s_series, 100, isIPv6: false);
            Assert.Equal(
                s_series, OffloadPeer.ReadSeries(device, PiecesInSeries).SelectMany(packet => packet[28..]));
        }
    });

    [DeviceFact]
    public void A_longer_header_that_a_persistent_device_has_kept_is_set_right() => NetworkNamespace.Run(() =>
    {
        TunDeviceOptions options = new() { Name = "spec0", Offload = true, IsPersistent = true };
        using (TunDevice device = TunDevice.Create(options))
        {
            SetHeaderSize(device, 12);
        }

        using TunDevice again = TunDevice.Create(new TunDeviceOptions { Name = "spec0", Offload = true });
        Assert.Equal(VirtioHeader.Size, TunOffload.GetHeaderSize(again.Queue.Handle));
    });

    [DeviceFact]
    public void Each_flow_of_a_multi_queue_device_comes_out_of_one_queue() => NetworkNamespace.Run(() =>
    {
        using TunDevice one = OpenQueue(offload: true);
        using TunDevice other = OpenQueue(offload: true);
        const int Flows = 20;
        for (int i = 0; i < Flows; i++)
        {
            OffloadPeer.SendSeries(s_series, 100, isIPv6: false);
        }

        ushort[][] flows = [Ports(one), Ports(other)];
        Assert.All(flows, Assert.NotEmpty);
        Assert.Equal(Flows * PiecesInSeries, flows.Sum(ports => ports.Length));
        Assert.Empty(flows[0].Intersect(flows[1]));
        Assert.True(one is { HasOffload: true } && other is { HasOffload: true });
    });

    [DeviceFact]
    public void A_queue_with_another_setting_is_refused_and_takes_nothing_from_the_others() => NetworkNamespace.Run(() =>
    {
        foreach (bool offload in (bool[])[true, false])
        {
            using TunDevice one = OpenQueue(offload);
            TunException e = Assert.Throws<TunException>(() => OpenQueue(!offload));
            Assert.Equal(TunError.NameInUse, e.Error);
            Assert.Contains($"{(offload ? "with" : "without")} offload", e.Message, StringComparison.Ordinal);
            Assert.Contains("-Offload", e.Remedy, StringComparison.Ordinal);

            OffloadPeer.SendSeries(s_series, 100, isIPv6: false);
            Assert.Equal(s_series, OffloadPeer.ReadSeries(one, PiecesInSeries).SelectMany(packet => packet[28..]));
            Assert.Equal(1, one.Interface!.QueueCount);
        }
    });

    [DeviceFact]
    public void A_queue_beside_those_with_another_header_is_refused() => NetworkNamespace.Run(() =>
    {
        using TunDevice one = OpenQueue(offload: true);
        SetHeaderSize(one, 12);

        Assert.Equal(TunError.NameInUse, Assert.Throws<TunException>(() => OpenQueue(offload: true)).Error);
        Assert.Equal(12, TunOffload.GetHeaderSize(one.Queue.Handle));
    });

    [DeviceFact]
    public void A_descriptor_with_a_virtio_header_is_a_device_with_offload() => NetworkNamespace.Run(() =>
    {
        using TunDevice original = OffloadPeer.Create();
        int descriptor = (int)original.Queue.Handle.DangerousGetHandle();
        using (TunDevice borrowed = TunDevice.FromDescriptor(descriptor, ownsDescriptor: false))
        {
            Assert.Equal((true, original.HasUdpOffload), (borrowed.HasOffload, borrowed.HasUdpOffload));
            OffloadPeer.SendSeries(s_series, 100, isIPv6: false);
            Assert.Equal(s_series, OffloadPeer.ReadSeries(borrowed, PiecesInSeries).SelectMany(packet => packet[28..]));
        }

        SetHeaderSize(original, 12);
        Assert.Contains(
            "12 bytes",
            Assert.Throws<ArgumentException>(() => TunDevice.FromDescriptor(descriptor, ownsDescriptor: false)).Message,
            StringComparison.Ordinal);
    });

    [Fact]
    public void A_kernel_that_refuses_is_told_with_what_to_do()
    {
        using FileStream nothing = File.OpenRead("/dev/null");
        using DescriptorHandle handle = new((int)nothing.SafeFileHandle.DangerousGetHandle(), ownsDescriptor: false);
        Platform.Failure failure = Assert.NotNull(TunOffload.Set(handle, isWanted: true, out OffloadLevel level));

        Assert.Equal((TunError.NotSupported, OffloadLevel.None), (failure.Error, level));
        Assert.Contains("-Offload", failure.Remedy, StringComparison.Ordinal);
        Assert.Equal(TunError.NotSupported, TunOffload.Enable(handle, out _)!.Value.Error);
    }

    private static TunDevice OpenQueue(bool offload) => TunDevice.Create(new TunDeviceOptions
    {
        Name = "spec0",
        MultiQueue = true,
        Offload = offload,
        Mtu = 1279,
        Addresses = [TunAddress.Parse("192.0.2.1/24")],
    });

    private static ushort[] Ports(TunDevice device)
    {
        byte[] buffer = new byte[TunDevice.MaxPacketLength];
        List<ushort> ports = [];
        while (device.TryRead(buffer, out int length).Status == WaitStatus.Ready)
        {
            ports.Add((ushort)new TunPacket(buffer[..length], device.Name, device.Layer).SourcePort!);
        }

        return [.. ports];
    }

    private static unsafe void SetHeaderSize(TunDevice device, int size)
        => Assert.Equal(0, Libc.Ioctl(device.Queue.Handle, TunRequests.TUNSETVNETHDRSZ, &size));
}
