namespace TunPS.Testing;

/// <summary>The calls that a recorded kernel has to refuse.</summary>
internal sealed class Faults
{
    private readonly Lock _gate = new();
    private readonly List<Fault> _faults = [];
    private volatile bool _isEmpty = true;

    /// <summary>Whether none is left, which is all that the data path looks at.</summary>
    internal bool IsEmpty => _isEmpty;

    internal void Add(Func<string, bool> when, int errno, int times, int after)
    {
        lock (_gate)
        {
            _faults.Add(new Fault(when, errno) { Times = times, After = after });
            _isEmpty = false;
        }
    }

    internal void Clear()
    {
        lock (_gate)
        {
            _faults.Clear();
            _isEmpty = true;
        }
    }

    /// <summary>The errno that the call ends with; 0 when it is to be done.</summary>
    internal int Take(string call)
    {
        if (_isEmpty)
        {
            return 0;
        }

        lock (_gate)
        {
            int errno = 0;
            foreach (Fault fault in _faults)
            {
                if (errno == 0 && fault.Times > 0 && fault.When(call))
                {
                    if (fault.After > 0)
                    {
                        fault.After--;
                    }
                    else
                    {
                        fault.Times--;
                        errno = fault.Errno;
                    }
                }
            }

            _ = _faults.RemoveAll(fault => fault.Times == 0);
            _isEmpty = _faults.Count == 0;
            return errno;
        }
    }

    private sealed class Fault(Func<string, bool> when, int errno)
    {
        internal Func<string, bool> When { get; } = when;

        internal int Errno { get; } = errno;

        internal int Times { get; set; }

        internal int After { get; set; }
    }
}
