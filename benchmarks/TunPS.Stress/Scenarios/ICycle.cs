namespace TunPS.Stress.Scenarios;

/// <summary>A way to make a device that is up with an MTU, two addresses and a route, and to remove it again.</summary>
internal interface ICycle
{
    internal const string Device = "cycle0";
    internal const int Mtu = 1400;
    internal const string IPv4 = "192.0.2.1/24";
    internal const string IPv6 = "2001:db8::1/64";
    internal const string Route = "198.51.100.0/24";

    string Name { get; }

    void Make();

    void Remove();
}
