using System.Management.Automation;
using System.Net;
using System.Net.NetworkInformation;

namespace TunPS.Commands;

[Cmdlet(VerbsCommon.New, "TunPacket", DefaultParameterSetName = ReplySet)]
[OutputType(typeof(TunPacket))]
public sealed class NewTunPacketCommand : PSCmdlet
{
    private const string ReplySet = "ReplyTo";
    private const string EchoSet = "Echo";
    private const string UdpSet = "Udp";
    private const string TcpSet = "Tcp";
    private const string ProtocolSet = "Protocol";

    // What the system may take for a port of its own choice (RFC 6335).
    private const int FirstEphemeralPort = 49152;

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ReplySet)]
    [ValidateNotNull]
    public TunPacket ReplyTo { get; set; } = null!;

    [Parameter(Mandatory = true, ParameterSetName = EchoSet)]
    public SwitchParameter Echo { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = UdpSet)]
    public SwitchParameter Udp { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = TcpSet)]
    public SwitchParameter Tcp { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = ProtocolSet)]
    [ProtocolTransformation]
    public IPProtocol Protocol { get; set; }

    [Parameter(ParameterSetName = ReplySet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = EchoSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = UdpSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = TcpSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ProtocolSet)]
    [ValidateNotNull]
    [AddressTransformation]
    public IPAddress Source { get; set; } = null!;

    [Parameter(Mandatory = true, Position = 1, ParameterSetName = EchoSet)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = UdpSet)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = TcpSet)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ProtocolSet)]
    [ValidateNotNull]
    [AddressTransformation]
    public IPAddress Destination { get; set; } = null!;

    [Parameter(Mandatory = true, ParameterSetName = UdpSet)]
    [Parameter(Mandatory = true, ParameterSetName = TcpSet)]
    [Alias("Port")]
    [PortTransformation]
    public int DestinationPort { get; set; }

    [Parameter(ParameterSetName = UdpSet)]
    [Parameter(ParameterSetName = TcpSet)]
    [PortTransformation]
    public int SourcePort { get; set; }

    [Parameter]
    [PayloadTransformation]
    public byte[]? Payload { get; set; }

    [Parameter(ParameterSetName = EchoSet)]
    public ushort Id { get; set; } = 1;

    [Parameter(ParameterSetName = EchoSet)]
    [Parameter(ParameterSetName = TcpSet)]
    [Parameter(ParameterSetName = ReplySet)]
    public uint SequenceNumber { get; set; }

    [Parameter(ParameterSetName = TcpSet)]
    [Parameter(ParameterSetName = ReplySet)]
    public uint AcknowledgmentNumber { get; set; }

    [Parameter(ParameterSetName = TcpSet)]
    [Parameter(ParameterSetName = ReplySet)]
    [Alias("TcpFlags")]
    public TcpFlags Flags { get; set; } = TcpFlags.Syn;

    [Parameter(ParameterSetName = TcpSet)]
    [Parameter(ParameterSetName = ReplySet)]
    public ushort Window { get; set; }

    [Parameter(ParameterSetName = TcpSet)]
    [Parameter(ParameterSetName = ReplySet)]
    public ushort Mss { get; set; }

    [Parameter]
    public byte HopLimit { get; set; } = 64;

    [Parameter]
    public byte TrafficClass { get; set; }

    [Parameter]
    public uint Identification { get; set; }

    [Parameter]
    public SwitchParameter DontFragment { get; set; }

    [Parameter]
    public int Mtu { get; set; }

    // Text, so that all the forms in which people write it are taken, and what is none is an error of this command.
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SourceMacAddress { get; set; }

    [Parameter(ParameterSetName = EchoSet)]
    [Parameter(ParameterSetName = UdpSet)]
    [Parameter(ParameterSetName = TcpSet)]
    [Parameter(ParameterSetName = ProtocolSet)]
    [ValidateNotNullOrEmpty]
    public string? DestinationMacAddress { get; set; }

    [Parameter(ParameterSetName = EchoSet)]
    [Parameter(ParameterSetName = UdpSet)]
    [Parameter(ParameterSetName = TcpSet)]
    [Parameter(ParameterSetName = ProtocolSet)]
    public int VlanId { get; set; }

    protected override void ProcessRecord()
    {
        bool isReply = ParameterSetName == ReplySet;
        IReadOnlyList<TunPacket> packets;
        try
        {
            PhysicalAddress? source = SourceMacAddress is null ? null : MacAddressText.Parse(SourceMacAddress);
            packets = isReply ? Reply(source) : Make(CreateSettings(source));
        }
        catch (Exception e) when (TunErrors.Map(e, isReply ? ReplyTo : Destination) is ErrorRecord record)
        {
            WriteError(record);
            return;
        }

        WriteObject(packets, enumerateCollection: true);
    }

    private IReadOnlyList<TunPacket> Reply(PhysicalAddress? source)
    {
        ReplySettings settings = new()
        {
            Payload = Payload is null ? default(ReadOnlyMemory<byte>?) : Payload,
            Source = Source,
            SourceMacAddress = source,
            Flags = IfGiven(nameof(Flags), Flags),
            SequenceNumber = IfGiven(nameof(SequenceNumber), SequenceNumber),
            AcknowledgmentNumber = IfGiven(nameof(AcknowledgmentNumber), AcknowledgmentNumber),
            Window = IfGiven(nameof(Window), Window),
            Mss = IfGiven(nameof(Mss), Mss),
            HopLimit = IfGiven(nameof(HopLimit), HopLimit),
            TrafficClass = TrafficClass,
            Identification = IfGiven(nameof(Identification), Identification),
            DontFragment = DontFragment,
            Mtu = IfGiven(nameof(Mtu), Mtu),
        };
        try
        {
            return PacketReply.Create(ReplyTo, settings);
        }
        catch (FormatException e)
        {
            WriteError(TunErrors.NoReply(e, ReplyTo));
            return [];
        }
    }

    private IReadOnlyList<TunPacket> Make(PacketSettings settings) => ParameterSetName switch
    {
        EchoSet => PacketBuilder.Echo(Source, Destination, Id, EchoSequence(), Payload, settings),
        UdpSet => PacketBuilder.Udp(SourceEnd(), DestinationEnd(), Payload, settings),
        TcpSet => PacketBuilder.Tcp(SourceEnd(), DestinationEnd(), CreateTcpHeader(), Payload, settings),
        _ => PacketBuilder.Raw(Source, Destination, Protocol, Payload, settings),
    };

    private PacketSettings CreateSettings(PhysicalAddress? source) => new()
    {
        HopLimit = HopLimit,
        TrafficClass = TrafficClass,
        Identification = IfGiven(nameof(Identification), Identification),
        DontFragment = DontFragment,
        Mtu = IfGiven(nameof(Mtu), Mtu),
        SourceMacAddress = source,
        DestinationMacAddress = DestinationMacAddress is null ? null : MacAddressText.Parse(DestinationMacAddress),
        VlanId = IfGiven(nameof(VlanId), VlanId),
    };

    private TcpHeader CreateTcpHeader() => new()
    {
        SequenceNumber = SequenceNumber,
        AcknowledgmentNumber = AcknowledgmentNumber,
        Flags = Flags,
        Window = IfGiven(nameof(Window), Window) ?? new TcpHeader().Window,
        Mss = IfGiven(nameof(Mss), Mss),
    };

    private IPEndPoint SourceEnd()
    {
        int anyPort = Random.Shared.Next(FirstEphemeralPort, ushort.MaxValue + 1);
        return new(Source, IfGiven(nameof(SourcePort), SourcePort) ?? anyPort);
    }

    private IPEndPoint DestinationEnd() => new(Destination, DestinationPort);

    private ushort EchoSequence() => IfGiven(nameof(SequenceNumber), SequenceNumber) switch
    {
        null => 1,
        uint number and <= ushort.MaxValue => (ushort)number,
        uint number => throw new ArgumentException(
            $"The sequence number of an echo request has 16 bits: 0 to 65535, and not {number}."),
    };

    private T? IfGiven<T>(string parameter, T value)
        where T : struct
        => MyInvocation.BoundParameters.ContainsKey(parameter) ? value : null;
}
