using System.Management.Automation.Runspaces;

namespace TunPS.Tests;

public sealed class TunErrorsTests
{
    public static TheoryData<TunError> AllKinds => [.. Enum.GetValues<TunError>()];

    [Theory]
    [MemberData(nameof(AllKinds))]
    public void Every_kind_of_failure_has_an_id_a_category_and_its_target(TunError kind)
    {
        TunException failure = new("do it", new Platform.Failure(kind, "reason", 1, "remedy"));
        ErrorRecord record = Assert.IsType<ErrorRecord>(TunErrors.Map(failure, "tun0"));

        Assert.Matches("^Tun[A-Za-z]+$", record.FullyQualifiedErrorId);
        Assert.NotEqual(ErrorCategory.NotSpecified, record.CategoryInfo.Category);
        Assert.Equal("tun0", record.TargetObject);
        Assert.Equal("Cannot do it: reason: EPERM (1).", record.ErrorDetails.Message);
        Assert.Equal("remedy", record.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void Kinds_are_told_apart_by_their_ids()
    {
        string[] ids = [.. Enum.GetValues<TunError>()
            .Select(kind => TunErrors.Map(new TunException("x", new Platform.Failure(kind, "y")), null)!)
            .Select(record => record.FullyQualifiedErrorId)];

        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public void The_cores_other_exceptions_have_their_categories()
    {
        (Exception Exception, string Id, ErrorCategory Category)[] table =
        [
            (new TimeoutException(), "TunTimeout", ErrorCategory.OperationTimeout),
            (new TunInterruptedException("x", default), "TunInterrupted", ErrorCategory.OperationStopped),
            (new ObjectDisposedException("TunPS.TunDevice"), "TunDeviceClosed", ErrorCategory.ResourceUnavailable),
            (new ObjectDisposedException("TunPS.InterruptEvent"), "TunEventDisposed", ErrorCategory.ResourceUnavailable),
            (new ArgumentException("x"), "TunInvalidArgument", ErrorCategory.InvalidArgument),
            (new FormatException("x"), "TunInvalidArgument", ErrorCategory.InvalidArgument),
        ];
        Assert.All(table, row =>
        {
            ErrorRecord record = TunErrors.Map(row.Exception, null)!;
            Assert.Equal(row.Id, record.FullyQualifiedErrorId);
            Assert.Equal(row.Category, record.CategoryInfo.Category);
        });
    }

    [Fact]
    public void What_is_not_ours_passes()
    {
        Assert.Null(TunErrors.Map(new PipelineStoppedException(), null));
        Assert.Null(TunErrors.Map(new InvalidOperationException(), null));
        Assert.Null(TunErrors.Map(new InvalidRunspaceStateException(), null));
    }
}
