namespace TunPS;

/// <summary>What kind of thing went wrong, for programs that react to it. The message is for people.</summary>
public enum TunError
{
    /// <summary>The system refused for a reason that has no kind of its own here; the errno says which.</summary>
    System,

    /// <summary>
    /// The process lacks a right: CAP_NET_ADMIN, the device's ownership, access to /dev/net/tun, or CAP_SYS_ADMIN for
    /// another network namespace; on macOS it is not root.
    /// </summary>
    AccessDenied,

    /// <summary>The system has no TUN driver, or its device node /dev/net/tun is missing.</summary>
    DriverMissing,

    /// <summary>The interface name is taken by something that cannot be shared.</summary>
    NameInUse,

    /// <summary>A limit of the process or the system is reached: descriptors or memory.</summary>
    LimitReached,

    /// <summary>The kernel does not accept a value.</summary>
    InvalidValue,

    /// <summary>The bytes are not an IP packet that a TUN device takes.</summary>
    InvalidPacket,

    /// <summary>The interface is down, so that it takes no packets.</summary>
    LinkDown,

    /// <summary>The interface was deleted under the open device.</summary>
    DeviceGone,

    /// <summary>What was named is not there: an address, a route, a network namespace.</summary>
    NotFound,

    /// <summary>What is to be added is there already.</summary>
    AlreadyExists,

    /// <summary>This operating system or device cannot do it.</summary>
    NotSupported,
}
