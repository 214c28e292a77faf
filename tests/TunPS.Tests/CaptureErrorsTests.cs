namespace TunPS.Tests;

public sealed class CaptureErrorsTests
{
    [Fact]
    public void What_can_happen_to_a_file_has_its_category()
    {
        (Exception Exception, bool IsWriting, string Id, ErrorCategory Category)[] table =
        [
            (new FileNotFoundException(), false, "TunCaptureNotFound", ErrorCategory.ObjectNotFound),
            (new DirectoryNotFoundException(), true, "TunCaptureNotFound", ErrorCategory.ObjectNotFound),
            (new UnauthorizedAccessException(), true, "TunCaptureAccessDenied", ErrorCategory.PermissionDenied),
            (new UnauthorizedAccessException(), false, "TunCaptureAccessDenied", ErrorCategory.PermissionDenied),
            (new InvalidDataException(), false, "TunCaptureInvalid", ErrorCategory.InvalidData),
            (new IOException(), true, "TunCaptureWriteFailed", ErrorCategory.WriteError),
            (new IOException(), false, "TunCaptureReadFailed", ErrorCategory.ReadError),
        ];
        Assert.All(table, row =>
        {
            ErrorRecord record = TunErrors.Capture(row.Exception, "/x.pcap", row.IsWriting)!;
            Assert.Equal(row.Id, record.FullyQualifiedErrorId);
            Assert.Equal(row.Category, record.CategoryInfo.Category);
            Assert.Equal("/x.pcap", record.TargetObject);
        });
    }

    [Fact]
    public void What_is_not_about_files_passes()
    {
        Assert.Null(TunErrors.Capture(new PipelineStoppedException(), "/x.pcap", isWriting: true));
        Assert.Null(TunErrors.Capture(new OperationCanceledException(), "/x.pcap", isWriting: true));
        Assert.Null(TunErrors.Capture(new ArgumentException("x"), "/x.pcap", isWriting: false));
    }

    [Theory]
    [InlineData(true, "TunCaptureTruncated")]
    [InlineData(false, "TunCaptureDamaged")]
    public void A_capture_that_is_cut_off_is_told_from_a_damaged_one(bool isTruncated, string id)
    {
        ErrorRecord record = TunErrors.CaptureProblem(new CaptureProblem(isTruncated, 7, "Why."), "/x.pcap");

        Assert.Equal(id, record.FullyQualifiedErrorId);
        Assert.Equal("Why. File: '/x.pcap'.", record.ErrorDetails.Message);
    }
}
