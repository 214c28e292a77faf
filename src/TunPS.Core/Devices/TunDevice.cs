using TunPS.Platform;
using TunPS.Platform.Linux;

namespace TunPS;

/// <summary>
/// An open TUN device: what the system routes to its interface can be read here, one IP packet per read, and what is
/// written here enters the system's network stack.
/// </summary>
/// <remarks>
/// All members may be used from any thread. Reads and writes share no lock. Properties of the interface are asked of
/// the kernel each time, in the network namespace of the calling thread.
/// </remarks>
public sealed partial class TunDevice : IDisposable
{
    /// <summary>The smallest MTU of a TUN interface in bytes.</summary>
    public const int MinMtu = 68;

    /// <summary>The largest MTU of a TUN interface in bytes.</summary>
    public const int MaxMtu = 65535;

    /// <summary>
    /// The largest packet in bytes that any device gives, whatever its MTU is changed to. A buffer for reading has at
    /// least this size, so that no packet is ever cut.
    /// </summary>
    public const int MaxPacketLength = 65535;

    // 0 for a descriptor that is no TUN device and has no interface.
    private readonly int _interfaceIndex;

    private string _lastName;

    private TunDevice(TunQueue queue, string? fallbackName = null)
    {
        Queue = queue;
        try
        {
            if (queue.GetInterface(out _lastName, out _) == 0)
            {
                _interfaceIndex = LinuxLink.Find(_lastName)?.Index ?? 0;
            }
            else
            {
                _lastName = fallbackName ?? string.Empty;
            }
        }
        catch
        {
            queue.Dispose();
            throw;
        }
    }

    /// <summary>The interface's name; it follows a rename. Of a device that is gone or closed, the last one seen.</summary>
    public string Name
    {
        get
        {
            try
            {
                if (Queue.GetInterface(out string name, out _) == 0)
                {
                    _lastName = name;
                }
            }
            catch (ObjectDisposedException)
            {
                // Closed: the last name is all that there is.
            }

            return _lastName;
        }
    }

    /// <summary>Whether packets flow, and if not, why.</summary>
    public TunDeviceState State
    {
        get
        {
            if (IsClosed)
            {
                return TunDeviceState.Closed;
            }

            if (_interfaceIndex == 0)
            {
                return TunDeviceState.Up;
            }

            return LinuxLink.Find(_interfaceIndex) switch
            {
                null => TunDeviceState.Gone,
                { IsUp: true } => TunDeviceState.Up,
                _ => TunDeviceState.Down,
            };
        }
    }

    /// <summary>The largest IP packet in bytes that the interface passes; null without an interface.</summary>
    public int? Mtu => FindLink()?.Mtu;

    /// <summary>The interface's addresses, also those that others gave it; empty without an interface.</summary>
    public IReadOnlyList<TunAddress> Address => FindLink() is LinkInfo link ? LinuxLink.GetAddresses(link.Index) : [];

    /// <summary>True after <see cref="Dispose"/>.</summary>
    public bool IsClosed => Closing.IsTriggered;

    /// <summary>Triggered by <see cref="Dispose"/>; every wait on the device watches it.</summary>
    internal InterruptEvent Closing { get; } = InterruptEvent.CreateDeferred();

    internal TunQueue Queue { get; }

    /// <summary>
    /// Makes a TUN interface and opens it, or opens an existing one that nobody has open. Needs CAP_NET_ADMIN, unless
    /// the interface exists, belongs to the user, and no option changes it.
    /// </summary>
    /// <param name="options">Name, MTU, addresses, state.</param>
    /// <param name="onChange">Is told of each change made to the system, as a sentence.</param>
    /// <exception cref="ArgumentException">An option is out of range; nothing was created.</exception>
    /// <exception cref="TunException">
    /// A step failed; the message says which. The device was closed again, which removes a new interface.
    /// </exception>
    public static TunDevice Create(TunDeviceOptions options, Action<string>? onChange = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfInvalid();
        TunPlatform.ThrowIfUnsupported("create a TUN device");

        TunDevice device = new(TunDriver.Open(options.Name, out bool created));
        try
        {
            onChange?.Invoke(created
                ? $"Created the TUN device {device._lastName}."
                : $"Opened the existing TUN device {device._lastName}.");
            device.Configure(options, bringUp: created && !options.Down, onChange);
            return device;
        }
        catch
        {
            device.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Makes a device of a descriptor that is open already: one of /dev/net/tun with an interface attached and without
    /// packet information or virtio header, or a datagram socket whose other end plays the system. The descriptor
    /// becomes non-blocking.
    /// </summary>
    /// <param name="descriptor">The file descriptor.</param>
    /// <param name="ownsDescriptor">
    /// True: it becomes close-on-exec, and <see cref="Dispose"/> closes it. False: it is only borrowed.
    /// </param>
    /// <exception cref="ArgumentException">The descriptor cannot serve; it stays the caller's.</exception>
    public static TunDevice FromDescriptor(int descriptor, bool ownsDescriptor)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(descriptor);
        TunPlatform.ThrowIfUnsupported("use a TUN descriptor");
        return new TunDevice(TunDriver.Adopt(descriptor, ownsDescriptor), $"descriptor {descriptor}");
    }

    /// <summary>
    /// Closes the device. Reads, writes and waits in other threads end at once with
    /// <see cref="ObjectDisposedException"/>; the interface goes when the last of them has returned.
    /// </summary>
    public void Dispose()
    {
        // In this order: who is woken finds the reason, and the descriptor stays open until everyone is out.
        Closing.Trigger();
        Queue.Dispose();
        Closing.Dispose();
    }

    /// <summary>The interface's name.</summary>
    public override string ToString() => _lastName;

    private LinkInfo? FindLink() => IsClosed || _interfaceIndex == 0 ? null : LinuxLink.Find(_interfaceIndex);

    // MTU first, because below 1280 there is no IPv6 to add addresses to; up before the addresses, so that their
    // routes are there when this returns.
    private void Configure(TunDeviceOptions options, bool bringUp, Action<string>? onChange)
    {
        if (options.Mtu is int mtu)
        {
            Check($"set the MTU of {_lastName} to {mtu}", LinuxLink.SetMtu(_interfaceIndex, mtu));
            onChange?.Invoke($"Set the MTU of {_lastName} to {mtu}.");
        }

        if (bringUp)
        {
            Check($"bring {_lastName} up", LinuxLink.BringUp(_interfaceIndex));
            onChange?.Invoke($"Brought {_lastName} up.");
        }

        foreach (TunAddress address in options.Addresses)
        {
            Check($"add the address {address} to {_lastName}", LinuxLink.AddAddress(_interfaceIndex, address));
            onChange?.Invoke($"Added the address {address} to {_lastName}.");
        }
    }

    private void Check(string operation, Failure? failure)
    {
        if (failure is Failure why)
        {
            throw new TunException(operation, why, this);
        }
    }
}
