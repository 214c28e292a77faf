namespace TunPS.MacOS.Tests.Native;

/// <summary>
/// How large xnu's structs are, and where their fields lie: "offset+size". The same for both processors.
/// </summary>
internal static class StructTable
{
    internal const string Text = """
        ControlInfo 100: Id 0+4, _name 4+96;
        ControlSocketAddress 32: Size 32, Length 0+1, Family 1+1, SystemAddress 2+2, Id 4+4, Unit 8+4, Reserved 12+20;

        SocketAddressIn 16: Size 16, Length 0+1, Family 1+1, Port 2+2, Address 4+4, Zero 8+8;
        SocketAddressIn6 28: Size 28, AddressSize 16,
            Length 0+1, Family 1+1, Port 2+2, FlowInfo 4+4, Address 8+16, ScopeId 24+4;
        LinkSocketAddress 20: Size 20,
            Length 0+1, Family 1+1, Index 2+2, Type 4+1, NameLength 5+1, AddressLength 6+1, SelectorLength 7+1,
            Data 8+12;

        InterfaceNameField 16: _bytes 0+16;
        InterfaceRequest 32: Name 0+16, Flags 16+2, Mtu 16+4, Address 16+16;
        InterfaceRequest6 288: Name 0+16, Address 16+28, Flags 16+4;
        InterfaceAliasRequest 64: Name 0+16, Address 16+16, Destination 32+16, Mask 48+16;
        InterfaceAliasRequest6 128: Name 0+16, Address 16+28, Destination 44+28, Mask 72+28, Flags 100+4,
            Expire 104+8, Preferred 112+8, ValidLifetime 120+4, PreferredLifetime 124+4;

        RouteMessagePrelude 4: Length 0+2, Version 2+1, Type 3+1;
        RouteMessageHeader 92: Size 92, Length 0+2, Version 2+1, Type 3+1, Index 4+2, Flags 8+4, Addresses 12+4,
            ProcessId 16+4, Sequence 20+4, Error 24+4, Use 28+4, Initializes 32+4, Metrics 36+56;
        RouteMetrics 56: Locks 0+4, Mtu 4+4, HopCount 8+4, Expire 12+4, ReceivePipe 16+4, SendPipe 20+4,
            SlowStartThreshold 24+4, RoundTripTime 28+4, RoundTripVariance 32+4, SentPackets 36+4, Filler 40+16;

        InterfaceMessageHeader 112:
            Length 0+2, Version 2+1, Type 3+1, Addresses 4+4, Flags 8+4, Index 12+2, Data 16+96;
        InterfaceMessageHeader2 160:
            Length 0+2, Version 2+1, Type 3+1, Addresses 4+4, Flags 8+4, Index 12+2,
            SendQueueLength 16+4, SendQueueLimit 20+4, SendQueueDrops 24+4, Timer 28+4, Data 32+128;
        InterfaceAddressMessageHeader 20:
            Length 0+2, Version 2+1, Type 3+1, Addresses 4+4, Flags 8+4, Index 12+2, Metric 16+4;
        InterfaceData 96: Type 0+1, TypeLength 1+1, Physical 2+1, AddressLength 3+1, HeaderLength 4+1,
            ReceiveQuota 5+1, TransmitQuota 6+1, Unused 7+1, Mtu 8+4, Metric 12+4, BitRate 16+4,
            InputPackets 20+4, InputErrors 24+4, OutputPackets 28+4, OutputErrors 32+4, Collisions 36+4,
            InputBytes 40+4, OutputBytes 44+4, InputMulticasts 48+4, OutputMulticasts 52+4, InputDrops 56+4,
            UnknownProtocols 60+4, ReceiveTime 64+4, TransmitTime 68+4, ChangedSeconds 72+4, ChangedMicroseconds 76+4,
            Unused2 80+4, HardwareAssist 84+4, Reserved1 88+4, Reserved2 92+4;
        InterfaceData64 128: Type 0+1, TypeLength 1+1, Physical 2+1, AddressLength 3+1, HeaderLength 4+1,
            ReceiveQuota 5+1, TransmitQuota 6+1, Unused 7+1, Mtu 8+4, Metric 12+4, BitRate 16+8,
            InputPackets 24+8, InputErrors 32+8, OutputPackets 40+8, OutputErrors 48+8, Collisions 56+8,
            InputBytes 64+8, OutputBytes 72+8, InputMulticasts 80+8, OutputMulticasts 88+8, InputDrops 96+8,
            UnknownProtocols 104+8, ReceiveTime 112+4, TransmitTime 116+4, ChangedSeconds 120+4,
            ChangedMicroseconds 124+4;

        FileStatus 144: Mode 4+2;
        """;
}
