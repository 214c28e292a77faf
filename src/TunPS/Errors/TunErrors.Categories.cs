using System.Management.Automation;

namespace TunPS;

/// <content>The category of each error: one id, one category.</content>
internal static partial class TunErrors
{
    internal static ErrorCategory CategoryOf(TunErrorId id) => id switch
    {
        TunErrorId.TunAccessDenied => ErrorCategory.PermissionDenied,
        TunErrorId.TunAlreadyExists => ErrorCategory.ResourceExists,
        TunErrorId.TunAmbiguousName => ErrorCategory.InvalidArgument,
        TunErrorId.TunCaptureAccessDenied => ErrorCategory.PermissionDenied,
        TunErrorId.TunCaptureDamaged => ErrorCategory.InvalidData,
        TunErrorId.TunCaptureExists => ErrorCategory.ResourceExists,
        TunErrorId.TunCaptureInvalid => ErrorCategory.InvalidData,
        TunErrorId.TunCaptureNotFound => ErrorCategory.ObjectNotFound,
        TunErrorId.TunCapturePathInvalid => ErrorCategory.InvalidArgument,
        TunErrorId.TunCaptureReadFailed => ErrorCategory.ReadError,
        TunErrorId.TunCaptureTruncated => ErrorCategory.InvalidData,
        TunErrorId.TunCaptureWriteFailed => ErrorCategory.WriteError,
        TunErrorId.TunConnectionEnded => ErrorCategory.ResourceUnavailable,
        TunErrorId.TunConnectionFailed => ErrorCategory.DeviceError,
        TunErrorId.TunConnectionNotFound => ErrorCategory.ObjectNotFound,
        TunErrorId.TunDeviceClosed => ErrorCategory.ResourceUnavailable,
        TunErrorId.TunDeviceGone => ErrorCategory.ObjectNotFound,
        TunErrorId.TunDeviceNotFound => ErrorCategory.ObjectNotFound,
        TunErrorId.TunDriverMissing => ErrorCategory.ResourceUnavailable,
        TunErrorId.TunEventDisposed => ErrorCategory.ResourceUnavailable,
        TunErrorId.TunInterrupted => ErrorCategory.OperationStopped,
        TunErrorId.TunInvalidArgument => ErrorCategory.InvalidArgument,
        TunErrorId.TunInvalidPacket => ErrorCategory.InvalidData,
        TunErrorId.TunLimitReached => ErrorCategory.LimitsExceeded,
        TunErrorId.TunLinkDown => ErrorCategory.ResourceUnavailable,
        TunErrorId.TunNameInUse => ErrorCategory.ResourceBusy,
        TunErrorId.TunNoDevice => ErrorCategory.InvalidArgument,
        TunErrorId.TunNoReply => ErrorCategory.InvalidData,
        TunErrorId.TunNotAConnection => ErrorCategory.InvalidType,
        TunErrorId.TunNotFound => ErrorCategory.ObjectNotFound,
        TunErrorId.TunNotSupported => ErrorCategory.NotImplemented,
        TunErrorId.TunPesterMissing => ErrorCategory.NotInstalled,
        TunErrorId.TunSystemError => ErrorCategory.DeviceError,
        TunErrorId.TunTimeout => ErrorCategory.OperationTimeout,
        _ => throw new ArgumentOutOfRangeException(nameof(id), id, "There is no such error."),
    };
}
