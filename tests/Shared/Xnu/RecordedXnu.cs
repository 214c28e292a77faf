using System.Collections.Concurrent;
using TunPS.Native.MacOS;
using static TunPS.Testing.XnuNumbers;

namespace TunPS.Testing;

/// <summary>
/// A kernel that answers as xnu does, for a backend that has no Mac to run on. Each answer is read from xnu's sources,
/// whose functions the comments name. The descriptors are real ones of this system: the data path goes through a
/// socketpair, UDP through real sockets, so that waiting and closing are real too.
/// </summary>
/// <remarks>
/// It keeps a list of the calls, and can refuse any of them. Interfaces, addresses and routes exist only in here:
/// several kernels in one process know nothing of each other.
/// </remarks>
internal sealed partial class RecordedXnu : IXnu, IDisposable
{
    /// <summary>What utun_register_control registers.</summary>
    internal const string ControlName = "com.apple.net.utun_control";

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<int, RecordedDescriptor> _descriptors = new();
    private readonly List<string> _calls = [];
    private readonly Faults _faults = new();
    private readonly RecordedNetwork _network;
    private readonly InternetControl _internet;
    private readonly Internet6Control _internet6;

    /// <param name="systemUnits">How many utuns the system's own services hold: utun0 and so on.</param>
    internal RecordedXnu(int systemUnits = 4)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The recorded kernel makes its descriptors by the calls of Linux.");
        _network = new RecordedNetwork(systemUnits);
        _internet = new InternetControl(_network, Tell);
        _internet6 = new Internet6Control(_network, Tell);
    }

    /// <summary>Whether the process is root: opening and changing interfaces needs that.</summary>
    internal bool IsRoot { get; set; } = true;

    /// <summary>The number of the utun control, which each system numbers as it likes.</summary>
    internal uint ControlId { get; set; } = 7;

    /// <summary>kern.ipc.maxsockbuf: no buffer becomes larger.</summary>
    internal int MaxSocketBuffer { get; set; } = 8 * 1024 * 1024;

    /// <summary>Whether reads, writes and waits are in the list of calls; they are many.</summary>
    internal bool RecordsTransfers { get; set; }

    /// <summary>The calls so far, in order: "ioctl(utun4, SIOCSIFMTU)".</summary>
    internal IReadOnlyList<string> Calls
    {
        get
        {
            lock (_calls)
            {
                return [.. _calls];
            }
        }
    }

    /// <summary>The names of all interfaces, those of the system first.</summary>
    internal IReadOnlyList<string> InterfaceNames
    {
        get
        {
            lock (_gate)
            {
                Sweep();
                return [.. _network.Interfaces.Select(one => one.Name)];
            }
        }
    }

    /// <summary>What is in the routing table.</summary>
    internal IReadOnlyList<RecordedRoute> Routes
    {
        get
        {
            lock (_gate)
            {
                Sweep();
                return [.. _network.Table.Routes];
            }
        }
    }

    /// <summary>An interface, and the kernel's side of its data path.</summary>
    internal RecordedInterface Interface(string name)
        => FindInterface(name) ?? throw new InvalidOperationException($"There is no interface {name}.");

    /// <summary>The same; null when it is not there, or not any more.</summary>
    internal RecordedInterface? FindInterface(string name)
    {
        lock (_gate)
        {
            Sweep();
            return _network.Find(name);
        }
    }

    /// <summary>Whether the caller asked for close-on-exec (FIOCLEX).</summary>
    internal bool IsCloseOnExec(int descriptor) => _descriptors[descriptor].IsCloseOnExec;

    /// <summary>Whether the caller asked for a descriptor that does not block (FIONBIO).</summary>
    internal bool IsNonBlocking(int descriptor) => _descriptors[descriptor].IsNonBlocking;

    /// <summary>Refuses the next calls that begin so: "connect", "ioctl(utun4, SIOC".</summary>
    internal void FailNext(string call, int errno, int times = 1)
        => FailNext(candidate => candidate.StartsWith(call, StringComparison.Ordinal), errno, times);

    /// <summary>Refuses the next calls of which <paramref name="when"/> says so.</summary>
    internal void FailNext(Func<string, bool> when, int errno, int times = 1) => _faults.Add(when, errno, times, 0);

    /// <summary>
    /// Refuses one call, by its number from now, from 1, so that a test can go through all steps of a sequence.
    /// Reads, writes and waits count only with <see cref="RecordsTransfers"/>.
    /// </summary>
    internal void FailAt(int number, int errno) => _faults.Add(IsRecorded, errno, 1, number - 1);

    /// <summary>Refuses nothing any more.</summary>
    internal void ClearFaults() => _faults.Clear();

    /// <summary>Lets the kernel end the connection behind an interface: the device is gone.</summary>
    internal void HangUp(string name)
    {
        lock (_gate)
        {
            if (_network.Find(name)?.Control is { } control)
            {
                Destroy(control);
            }
        }
    }

    public void Dispose()
    {
        foreach (RecordedDescriptor descriptor in _descriptors.Values)
        {
            descriptor.Dispose();
        }

        _descriptors.Clear();
    }

    private static bool IsTransfer(string call)
        => call.StartsWith("read", StringComparison.Ordinal) || call.StartsWith("write", StringComparison.Ordinal)
            || call.StartsWith("recvfrom", StringComparison.Ordinal)
            || call.StartsWith("sendto", StringComparison.Ordinal) || call.StartsWith("poll", StringComparison.Ordinal);

    private static bool IsRequest(string call)
        => !IsTransfer(call) || call.StartsWith("write(route", StringComparison.Ordinal);

    private bool IsRecorded(string call) => RecordsTransfers || IsRequest(call);

    // The errno of the call when it is to be refused, else 0.
    private int Begin(string call)
    {
        if (IsRecorded(call))
        {
            lock (_calls)
            {
                _calls.Add(call);
            }
        }

        return _faults.Take(call);
    }

    // The same for the data path, which takes its time only when someone wants to know.
    private int BeginTransfer(string call, int descriptor)
        => !RecordsTransfers && _faults.IsEmpty ? 0 : Begin($"{call}({NameOf(descriptor)})");

    private string NameOf(int descriptor)
        => _descriptors.TryGetValue(descriptor, out RecordedDescriptor? known) ? known.Name : $"{descriptor}";

    private RecordedDescriptor? Find(int descriptor)
        => _descriptors.TryGetValue(descriptor, out RecordedDescriptor? known) ? known : null;

    // The same, also for one that the test brings along; null when it is not open.
    private RecordedDescriptor? FindOrAdopt(int descriptor)
        => Find(descriptor) ?? (descriptor >= 0 && HostCalls.IsOpen(descriptor)
            ? _descriptors.GetOrAdd(descriptor, number => new ForeignDescriptor(number))
            : null);

    private int Register(RecordedDescriptor made)
    {
        if (_descriptors.TryRemove(made.Number, out RecordedDescriptor? closed))
        {
            Forget(closed);
        }

        _descriptors[made.Number] = made;
        return made.Number;
    }

    // close(2) does not come by here: what was closed shows at the other end.
    private void Sweep()
    {
        foreach (RecordedDescriptor descriptor in _descriptors.Values)
        {
            if (descriptor.IsClosed && _descriptors.TryRemove(new(descriptor.Number, descriptor)))
            {
                Forget(descriptor);
            }
        }
    }

    private void Forget(RecordedDescriptor closed)
    {
        if (closed is ControlSocket control)
        {
            Destroy(control);
        }

        closed.Dispose();
    }

    // utun_ctl_disconnect: the addresses, the interface, its routes.
    private void Destroy(ControlSocket control)
    {
        if (control.Interface is { IsAttached: true } gone)
        {
            gone.Drain();
            foreach (RecordedAddress address in gone.Addresses.FindAll(address => address.Family == AF_INET))
            {
                _ = _internet.Delete(gone, address.Bytes);
            }

            _internet6.DeleteAll(gone);
            if (gone.IsUp)
            {
                gone.Flags &= ~IFF_UP;
                Tell(RouteMessages.InterfaceChanged(gone), 0);
            }

            _network.Detach(gone);
        }

        control.Dispose();
    }

    // raw_input: to all routing sockets, or to those that want this family.
    private void Tell(byte[] message, int family) => Tell(message, family, null);

    private void Tell(byte[] message, int family, RouteSocket? except)
    {
        foreach (RouteSocket listener in _descriptors.Values.OfType<RouteSocket>())
        {
            if (listener != except && (listener.Family == 0 || listener.Family == family))
            {
                _ = listener.TrySend(message);
            }
        }
    }
}
