using System.Management.Automation;
using System.Net;
using System.Net.Sockets;

namespace TunPS.Commands;

[Cmdlet(VerbsCommunications.Connect, "TunDevice", DefaultParameterSetName = DeviceSet)]
[OutputType(typeof(TunConnectionJob))]
public sealed class ConnectTunDeviceCommand : ImpairmentCommand, IPacketFilterParameters
{
    private const string DeviceSet = "Device";
    private const string EndPointSet = "EndPoint";

    private PacketFilter? _filter;

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(TunDeviceNameCompleter))]
    public TunDeviceOrName Device { get; set; } = null!;

    [Parameter(ParameterSetName = DeviceSet, Mandatory = true, Position = 1)]
    [ArgumentCompleter(typeof(TunDeviceNameCompleter))]
    public TunDeviceOrName OtherDevice { get; set; } = null!;

    [Parameter(ParameterSetName = EndPointSet, Mandatory = true)]
    [EndPointTransformation]
    public IPEndPoint RemoteEndPoint { get; set; } = null!;

    [Parameter(ParameterSetName = EndPointSet)]
    [EndPointTransformation]
    public IPEndPoint? LocalEndPoint { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [PacketProtocolTransformation]
    [ArgumentCompleter(typeof(PacketProtocolCompleter))]
    public PacketProtocol[] Protocol { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    public IPPrefix[] Source { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    public IPPrefix[] Destination { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    [PortTransformation]
    public int[] Port { get; set; } = [];

    [Parameter]
    public SwitchParameter Mirror { get; set; }

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int MirrorInterval { get; set; } = 1;

    [Parameter]
    public int Seed { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public InterruptEvent[] InterruptEvent { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    protected override void BeginProcessing() => _filter = PacketFilterBinding.Create(this, ThrowTerminatingError);

    protected override void ProcessRecord()
    {
        TunDevice? other = null;
        if (!TryResolve(Device, out TunDevice device)
            || (ParameterSetName == DeviceSet && !TryResolve(OtherDevice, out other)))
        {
            return;
        }

        if (other is not null && other.Layer != device.Layer)
        {
            WriteError(TunErrors.LayersDiffer(device, other));
            return;
        }

        if (PacketFilterBinding.Check(_filter, [device]) is ErrorRecord error)
        {
            WriteError(error);
            return;
        }

        WarnIfConnected(device, other);
        TunConnectionJob job = new(Name, device, other, RemoteEndPoint, InterruptEvent);
        try
        {
            job.Run(Start(device, other, job));
        }
        catch (Exception e) when (Map(e, device, other) is ErrorRecord record)
        {
            job.Dispose();
            WriteError(record);
            return;
        }

        JobRepository.Add(job);
        WriteObject(job);
    }

    private ErrorRecord? Map(Exception exception, TunDevice device, TunDevice? other)
        => TunErrors.Map(exception, RemoteEndPoint ?? (object)device, other?.IsClosed == true ? other : device);

    private bool TryResolve(TunDeviceOrName wanted, out TunDevice device)
    {
        if (!wanted.TryResolve(out device, out ErrorRecord error))
        {
            WriteError(error);
            return false;
        }

        if (device.IsClosed)
        {
            WriteError(TunErrors.DeviceClosed(device));
        }

        return !device.IsClosed;
    }

    private void WarnIfConnected(params TunDevice?[] ends)
    {
        foreach (TunDevice end in ends.OfType<TunDevice>())
        {
            if (OpenConnections.Find(end) is TunConnectionJob taker)
            {
                WriteWarning(
                    $"The connection '{taker.Name}' takes packets from the device {end}, too: "
                    + "each goes through one of the two.");
            }
        }
    }

    private TunConnection Start(TunDevice device, TunDevice? other, TunConnectionJob job)
    {
        TunConnectionOptions options = new()
        {
            Filter = _filter,
            Mirror = Mirror || IsGiven(nameof(MirrorInterval)) ? job.Keep : null,
            MirrorInterval = MirrorInterval,
            Impairment = Change(Impairment.None),
            Seed = IsGiven(nameof(Seed)) ? Seed : null,
            Events = InterruptEvent,
        };
        if (other is not null)
        {
            return TunConnection.Start(device, other, options);
        }

        // Without a port of its own the two ends of a line take the same one, and each needs but the other's address.
        // An address of IPv4 that is written as one of IPv6 is one of IPv4.
        IPAddress remote = RemoteEndPoint.Address;
        bool isIPv6 = remote.AddressFamily == AddressFamily.InterNetworkV6 && !remote.IsIPv4MappedToIPv6;
        IPEndPoint local = LocalEndPoint
            ?? new IPEndPoint(isIPv6 ? IPAddress.IPv6Any : IPAddress.Any, RemoteEndPoint.Port);
        return TunConnection.Start(device, RemoteEndPoint, local, options);
    }
}
