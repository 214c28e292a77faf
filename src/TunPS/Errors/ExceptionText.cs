namespace TunPS;

/// <summary>What exceptions say to people who write scripts.</summary>
internal static class ExceptionText
{
    /// <summary>The message without the name and the value that .NET adds to it: they mean nothing in a script.</summary>
    internal static string Of(Exception exception)
        => exception is ArgumentException { ParamName: string name }
            ? exception.Message.Split($" (Parameter '{name}')", 2)[0]
            : exception.Message;
}
