namespace TunPS.Tests;

/// <summary>What happens around a connection's job on other threads.</summary>
[Collection(nameof(Session))]
public sealed class TunConnectionJobTests
{
    private const string NewDevices = "$a, $b = 1..2 | ForEach-Object { New-TunDevice -Mtu 1279 }; ";

    [DeviceFact]
    public void Whoever_is_told_of_the_end_may_stop_and_remove_the_job() => NetworkNamespace.Run(() =>
    {
        using Session session = new();
        TunConnectionJob job = session.RunFor<TunConnectionJob>(NewDevices + "Connect-TunDevice $a $b");
        using ManualResetEventSlim told = new();
        job.StateChanged += (_, change) =>
        {
            job.StopJob();
            job.Dispose();
            told.Set();
        };
        _ = session.Run("Remove-TunDevice $a");

        Assert.True(told.Wait(TimeSpan.FromSeconds(30)), "The end was not told, or waits for itself.");
    });

    [DeviceFact]
    public void Whoever_is_told_of_a_copy_may_stop_the_job() => NetworkNamespace.Run(() =>
    {
        using Session session = new();
        TunConnectionJob job = session.RunFor<TunConnectionJob>(NewDevices + "Connect-TunDevice $a $b -Mirror");
        job.Output.DataAdded += (_, _) => job.StopJob();
        _ = session.Run(
            "Add-TunAddress $a 192.0.2.1/24; [Net.Sockets.UdpClient]::new().Send([byte[]] 1, 1, '192.0.2.2', 9)");

        Assert.True(job.Finished.WaitOne(TimeSpan.FromSeconds(30)), "The stop waits for itself.");
        Assert.Equal(JobState.Stopped, job.JobStateInfo.State);
        _ = Assert.Single(job.Output);
    });

    [DeviceFact]
    public void A_stop_from_several_threads_waits_for_the_end_on_each() => NetworkNamespace.Run(() =>
    {
        using Session session = new();
        TunConnectionJob job = session.RunFor<TunConnectionJob>(NewDevices + "Connect-TunDevice $a $b");
        Task<JobState>[] stops =
        [
            .. Enumerable.Range(0, 4).Select(_ => Background.Run(() =>
            {
                job.StopJob();
                return job.JobStateInfo.State;
            })),
        ];

        Assert.All(stops, stop => Assert.Equal(JobState.Stopped, stop.Result));
    });

    [DeviceFact]
    public void A_stop_after_the_end_does_not_change_how_it_ended() => NetworkNamespace.Run(() =>
    {
        using Session session = new();
        TunConnectionJob job = session.RunFor<TunConnectionJob>(NewDevices + "Connect-TunDevice $a $b");
        _ = session.Run("Remove-TunDevice $b; Wait-Job *; Stop-Job *");
        job.StopJob();

        Assert.Equal(JobState.Completed, job.JobStateInfo.State);
        Assert.Equal("The device tun1 was closed.", job.StatusMessage);
    });

    [DeviceFact]
    public void Jobs_leave_nothing_behind() => NetworkNamespace.Run(() =>
    {
        using Session session = new();
        _ = session.Run(NewDevices);
        Leaks.AssertNone(() => Assert.Empty(session.Run(
            "Connect-TunDevice $a $b -Mirror -Delay 1 | Remove-Job -Force; "
            + "Connect-TunDevice $a -RemoteEndPoint 127.0.0.1:4000 -LocalEndPoint 127.0.0.1:0 | Remove-Job -Force; "
            + "Get-Job")));
        TunDevice device = (TunDevice)((PSObject)session["a"]!).BaseObject;

        Assert.Empty(session.Errors);
        Assert.Null(OpenConnections.Find(device));
    });

    [DeviceFact]
    public void A_connection_between_two_runspaces_devices_ends_with_the_first_of_them() => NetworkNamespace.Run(() =>
    {
        using Session session = new();
        TunConnectionJob job;
        using (Session other = new())
        {
            _ = other.Run("$null = New-TunDevice tun1 -Mtu 1279");
            job = session.RunFor<TunConnectionJob>("Connect-TunDevice (New-TunDevice tun0 -Mtu 1279) tun1");
        }

        _ = session.Run("Wait-Job * -Timeout 30");
        Assert.Equal(JobState.Completed, job.JobStateInfo.State);
        Assert.Empty(job.Error);
    });
}
