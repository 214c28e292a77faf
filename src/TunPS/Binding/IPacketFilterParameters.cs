namespace TunPS;

/// <summary>The parameters of a command that choose packets.</summary>
internal interface IPacketFilterParameters
{
    PacketProtocol[] Protocol { get; }

    IPPrefix[] Source { get; }

    IPPrefix[] Destination { get; }

    int[] Port { get; }
}
