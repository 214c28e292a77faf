using System.Numerics;

namespace TunPS;

/// <summary>How many of something there are, in words. Compiled into the module as well.</summary>
internal static class Quantity
{
    /// <summary>"1 packet", "2 packets", "0.5 seconds".</summary>
    internal static string Of<T>(T count, string noun)
        where T : INumberBase<T>
        => count == T.One ? $"1 {noun}" : $"{count:0.###} {noun}s";
}
