namespace TunPS;

/// <summary>
/// All error ids of the module, spelt as scripts see them. They never change their meaning; docs/guides/troubleshooting.md
/// tells of each.
/// </summary>
internal enum TunErrorId
{
    /// <summary>The process lacks a right.</summary>
    TunAccessDenied,

    /// <summary>What is to be added is there already.</summary>
    TunAlreadyExists,

    /// <summary>Several open devices have the name.</summary>
    TunAmbiguousName,

    /// <summary>The file may not be read or written.</summary>
    TunCaptureAccessDenied,

    /// <summary>The capture is damaged from a place on.</summary>
    TunCaptureDamaged,

    /// <summary>The file exists.</summary>
    TunCaptureExists,

    /// <summary>The file is no capture, or none that can be continued.</summary>
    TunCaptureInvalid,

    /// <summary>There is no such file or folder.</summary>
    TunCaptureNotFound,

    /// <summary>The path is not that of one file.</summary>
    TunCapturePathInvalid,

    /// <summary>The file cannot be read.</summary>
    TunCaptureReadFailed,

    /// <summary>The capture ends in the middle of a packet.</summary>
    TunCaptureTruncated,

    /// <summary>The file cannot be written.</summary>
    TunCaptureWriteFailed,

    /// <summary>The connection does not run any more.</summary>
    TunConnectionEnded,

    /// <summary>A connection ended by what was never to happen.</summary>
    TunConnectionFailed,

    /// <summary>No connection has the name or the id.</summary>
    TunConnectionNotFound,

    /// <summary>The device was closed here.</summary>
    TunDeviceClosed,

    /// <summary>The interface was removed under the open device.</summary>
    TunDeviceGone,

    /// <summary>No device, or no interface, has the name.</summary>
    TunDeviceNotFound,

    /// <summary>The system has no TUN driver.</summary>
    TunDriverMissing,

    /// <summary>The event was disposed.</summary>
    TunEventDisposed,

    /// <summary>An event ended the sending.</summary>
    TunInterrupted,

    /// <summary>A value cannot be used.</summary>
    TunInvalidArgument,

    /// <summary>The bytes are no packet that can be sent, kept or read.</summary>
    TunInvalidPacket,

    /// <summary>A limit of the process or the system is reached.</summary>
    TunLimitReached,

    /// <summary>The interface is down.</summary>
    TunLinkDown,

    /// <summary>The name is taken.</summary>
    TunNameInUse,

    /// <summary>A test was given no device.</summary>
    TunNoDevice,

    /// <summary>The packet cannot be answered.</summary>
    TunNoReply,

    /// <summary>The job is of another kind.</summary>
    TunNotAConnection,

    /// <summary>What was named is not there.</summary>
    TunNotFound,

    /// <summary>This system, kernel or device cannot do it.</summary>
    TunNotSupported,

    /// <summary>Pester is not loaded, or too old.</summary>
    TunPesterMissing,

    /// <summary>The system refused for another reason.</summary>
    TunSystemError,

    /// <summary>The timeout of a sending ran out.</summary>
    TunTimeout,
}
