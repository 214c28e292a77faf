namespace TunPS;

/// <summary>
/// A queue that gives back its memory: with the last item goes what it had grown to. Queue&lt;T&gt; keeps that.
/// </summary>
internal sealed class Ring<T>
{
    private const int SmallSize = 64;

    // What is not worth giving back, because the next burst would want it again.
    private const int KeptSize = 4096;

    // The length is a power of two.
    private T[] _items = new T[SmallSize];
    private int _first;

    internal int Count { get; private set; }

    /// <summary>How many fit before it grows.</summary>
    internal int Capacity => _items.Length;

    /// <summary>The oldest; there must be one.</summary>
    internal ref readonly T First => ref _items[_first];

    internal void Add(in T item)
    {
        if (Count == _items.Length)
        {
            Grow();
        }

        _items[(_first + Count) & (_items.Length - 1)] = item;
        Count++;
    }

    /// <summary>Removes the oldest; there must be one.</summary>
    internal T Take()
    {
        T item = _items[_first];
        _items[_first] = default!;
        _first = (_first + 1) & (_items.Length - 1);
        Count--;
        if (Count == 0 && _items.Length > KeptSize)
        {
            _items = new T[SmallSize];
            _first = 0;
        }

        return item;
    }

    private void Grow()
    {
        T[] larger = new T[_items.Length * 2];
        _items.AsSpan(_first).CopyTo(larger);
        _items.AsSpan(0, _first).CopyTo(larger.AsSpan(_items.Length - _first));
        _items = larger;
        _first = 0;
    }
}
