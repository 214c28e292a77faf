using TunPS.Native;

namespace TunPS.Platform;

/// <summary>Hears when an interface changes. What has changed has to be asked for.</summary>
internal abstract class LinkWatch : IDisposable
{
    /// <summary>Readable after a change; also in error, when there were more than could be kept.</summary>
    internal abstract DescriptorHandle Handle { get; }

    /// <summary>Forgets the changes that were told so far.</summary>
    internal abstract void Drain();

    /// <summary>Ends the listening.</summary>
    public void Dispose() => Handle.Dispose();
}
