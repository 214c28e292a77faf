using System.Management.Automation;

namespace TunPS;

/// <content>Errors of the assertion for Pester: a wrong test, which is not the same as one that fails.</content>
internal static partial class TunErrors
{
    /// <summary>Pester is not loaded, or too old.</summary>
    internal static ErrorRecord PesterMissing(Version? loaded, Version oldest)
        => Create(
            new InvalidOperationException(loaded is null
                ? "Pester is not loaded in this session, and so there is no Should."
                : $"Pester {loaded} is loaded, which is too old: the operator needs {oldest} or later."),
            TunErrorId.TunPesterMissing,
            "Pester",
            loaded is null
                ? $"Call it in BeforeAll of a test file, or import Pester first: "
                    + $"Import-Module Pester -MinimumVersion {oldest}. "
                    + "If it is not installed: Install-PSResource Pester."
                : $"In a new session: Import-Module Pester -MinimumVersion {oldest}. "
                    + "If it is not installed: Install-PSResource Pester.");

    /// <summary>Nothing reached the operator. What Should cannot bind it drops, and the device with it.</summary>
    internal static ErrorRecord NothingToTest()
        => Create(
            new ArgumentException(
                "A parameter is not one of Should -ReceiveTunPacket, or nothing was piped to it."),
            TunErrorId.TunNoDevice,
            target: null,
            "The parameters are -Protocol, -Source, -Destination, -Port, -Count, -Timeout, -Because and -PassThru.");

    /// <summary>Something else than a device was given to Should.</summary>
    internal static ErrorRecord NoDeviceToTest(object? given)
        => Create(
            new ArgumentException(
                $"Should -ReceiveTunPacket was given {(given is null ? "$null" : $"'{given}'")}, which is no device."),
            TunErrorId.TunNoDevice,
            given,
            "Pipe a device or its name: $d | Should -ReceiveTunPacket. " + given switch
            {
                null => "Does $d get its value in BeforeAll or BeforeEach?",
                TunPacket => "It waits for what is still to come; a packet that was received is tested by its properties: "
                    + "$packet.Protocol | Should -Be Tcp.",
                _ => string.Empty,
            });

    /// <summary>The interface is down, so that a test would find out nothing.</summary>
    internal static ErrorRecord NothingComesWhileDown(TunDevice device)
        => Create(
            new InvalidOperationException($"The interface {device} is down, and so no packet can come."),
            TunErrorId.TunLinkDown,
            device,
            $"Bring it up: Set-TunDevice {device} -State Up.");

    /// <summary>That nothing ever comes cannot be seen.</summary>
    internal static ErrorRecord EndlessExpectation()
        => Create(
            new ArgumentException(
                "Should -Not -ReceiveTunPacket waits the whole -Timeout, and so needs one that ends."),
            TunErrorId.TunInvalidArgument,
            -1,
            "Give seconds, such as 1.");

    /// <summary>The same, with what to do in its message: Pester shows nothing else of an error.</summary>
    internal static ErrorRecord ForPester(ErrorRecord error)
        => new(
            new InvalidOperationException(
                $"{error.ErrorDetails.Message} {error.ErrorDetails.RecommendedAction}".TrimEnd()),
            error.FullyQualifiedErrorId,
            error.CategoryInfo.Category,
            error.TargetObject)
        {
            ErrorDetails = error.ErrorDetails,
        };
}
