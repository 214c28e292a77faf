using System.Runtime.Versioning;

namespace TunPS.Platform.Linux;

/// <summary>What the kernel answered to one request.</summary>
/// <param name="Errno">0 on success.</param>
/// <param name="KernelText">The kernel's own explanation of an error, when it gave one.</param>
/// <param name="Messages">The payloads that came before the end, family header first.</param>
/// <param name="IsDisturbed">Something changed during the dump, and the messages do not belong together.</param>
[SupportedOSPlatform("linux")]
internal sealed record NetlinkReply(
    int Errno, string? KernelText, IReadOnlyList<byte[]> Messages, bool IsDisturbed)
{
    /// <summary>A reply that is only an error.</summary>
    internal static NetlinkReply Failed(int errno) => new(errno, null, [], IsDisturbed: false);

    /// <summary>
    /// Null on success; otherwise what <paramref name="meaning"/> makes of the errno, with the kernel's words added.
    /// </summary>
    internal Failure? ToFailure(Func<int, Failure> meaning)
    {
        if (Errno == 0)
        {
            return null;
        }

        Failure failure = meaning(Errno);
        return KernelText is null ? failure : failure with { Reason = $"{failure.Reason} (\"{KernelText}\")" };
    }
}
