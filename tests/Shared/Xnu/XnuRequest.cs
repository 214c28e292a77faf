namespace TunPS.Testing;

/// <summary>The requests of ioctl(2), computed as sys/ioccom.h does.</summary>
internal static class XnuRequest
{
    private const uint Void = 0x2000_0000;
    private const uint Out = 0x4000_0000;
    private const uint In = 0x8000_0000;

    private const int InterfaceRequestSize = 32;
    private const int AliasRequestSize = 64;
    private const int AliasRequest6Size = 128;
    private const int InterfaceRequest6Size = 288;

    internal static readonly uint FIOCLEX = Make(Void, 'f', 1, 0);
    internal static readonly uint FIONCLEX = Make(Void, 'f', 2, 0);
    internal static readonly uint FIONBIO = Make(In, 'f', 126, 4);
    internal static readonly uint CTLIOCGINFO = Make(In | Out, 'N', 3, 100);

    internal static readonly uint SIOCSIFADDR = Make(In, 'i', 12, InterfaceRequestSize);
    internal static readonly uint SIOCSIFDSTADDR = Make(In, 'i', 14, InterfaceRequestSize);
    internal static readonly uint SIOCSIFFLAGS = Make(In, 'i', 16, InterfaceRequestSize);
    internal static readonly uint SIOCGIFFLAGS = Make(In | Out, 'i', 17, InterfaceRequestSize);
    internal static readonly uint SIOCSIFNETMASK = Make(In, 'i', 22, InterfaceRequestSize);
    internal static readonly uint SIOCDIFADDR = Make(In, 'i', 25, InterfaceRequestSize);
    internal static readonly uint SIOCAIFADDR = Make(In, 'i', 26, AliasRequestSize);
    internal static readonly uint SIOCGIFADDR = Make(In | Out, 'i', 33, InterfaceRequestSize);
    internal static readonly uint SIOCGIFDSTADDR = Make(In | Out, 'i', 34, InterfaceRequestSize);
    internal static readonly uint SIOCGIFNETMASK = Make(In | Out, 'i', 37, InterfaceRequestSize);
    internal static readonly uint SIOCGIFMTU = Make(In | Out, 'i', 51, InterfaceRequestSize);
    internal static readonly uint SIOCSIFMTU = Make(In, 'i', 52, InterfaceRequestSize);
    internal static readonly uint SIOCSIFLLADDR = Make(In, 'i', 60, InterfaceRequestSize);
    internal static readonly uint SIOCIFCREATE = Make(In | Out, 'i', 120, InterfaceRequestSize);
    internal static readonly uint SIOCIFDESTROY = Make(In, 'i', 121, InterfaceRequestSize);
    internal static readonly uint SIOCDIFADDR_IN6 = Make(In, 'i', 25, InterfaceRequest6Size);
    internal static readonly uint SIOCAIFADDR_IN6 = Make(In, 'i', 26, AliasRequest6Size);
    internal static readonly uint SIOCGIFAFLAG_IN6 = Make(In | Out, 'i', 73, InterfaceRequest6Size);

    private static readonly Dictionary<uint, string> s_names = new()
    {
        [FIOCLEX] = nameof(FIOCLEX),
        [FIONCLEX] = nameof(FIONCLEX),
        [FIONBIO] = nameof(FIONBIO),
        [CTLIOCGINFO] = nameof(CTLIOCGINFO),
        [SIOCSIFADDR] = nameof(SIOCSIFADDR),
        [SIOCSIFDSTADDR] = nameof(SIOCSIFDSTADDR),
        [SIOCSIFFLAGS] = nameof(SIOCSIFFLAGS),
        [SIOCGIFFLAGS] = nameof(SIOCGIFFLAGS),
        [SIOCSIFNETMASK] = nameof(SIOCSIFNETMASK),
        [SIOCDIFADDR] = nameof(SIOCDIFADDR),
        [SIOCAIFADDR] = nameof(SIOCAIFADDR),
        [SIOCGIFADDR] = nameof(SIOCGIFADDR),
        [SIOCGIFDSTADDR] = nameof(SIOCGIFDSTADDR),
        [SIOCGIFNETMASK] = nameof(SIOCGIFNETMASK),
        [SIOCGIFMTU] = nameof(SIOCGIFMTU),
        [SIOCSIFMTU] = nameof(SIOCSIFMTU),
        [SIOCSIFLLADDR] = nameof(SIOCSIFLLADDR),
        [SIOCIFCREATE] = nameof(SIOCIFCREATE),
        [SIOCIFDESTROY] = nameof(SIOCIFDESTROY),
        [SIOCDIFADDR_IN6] = nameof(SIOCDIFADDR_IN6),
        [SIOCAIFADDR_IN6] = nameof(SIOCAIFADDR_IN6),
        [SIOCGIFAFLAG_IN6] = nameof(SIOCGIFAFLAG_IN6),
    };

    /// <summary>The bytes behind the argument; none for a request without one.</summary>
    internal static int Size(uint request) => (request & Void) != 0 ? 0 : (int)(request >> 16) & 0x1FFF;

    /// <summary>Whether it is a request to an interface: the group 'i'.</summary>
    internal static bool IsOfInterface(uint request) => (char)((request >> 8) & 0xFF) == 'i';

    internal static string Name(uint request)
        => s_names.TryGetValue(request, out string? name) ? name : $"0x{request:X8}";

    private static uint Make(uint direction, char group, uint number, uint size)
        => direction | ((size & 0x1FFF) << 16) | ((uint)group << 8) | number;
}
