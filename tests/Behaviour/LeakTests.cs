using System.Net;

namespace TunPS.Behaviour.Tests;

/// <summary>What is counted is the whole process, so nothing else may run meanwhile.</summary>
[CollectionDefinition(nameof(LeakTests), DisableParallelization = true)]
[Collection(nameof(LeakTests))]
public sealed class LeakTests
{
    [Fact]
    public void A_deferred_event_opens_nothing_until_somebody_waits()
    {
        List<InterruptEvent> events = [];
        Leaks.AssertNone(() =>
        {
            InterruptEvent stop = InterruptEvent.CreateDeferred();
            stop.Trigger();
            stop.Reset();
            events.Add(stop);
        });
        events.ForEach(stop => stop.Dispose());
    }

    [Fact]
    public void Udp_links_leave_no_descriptor_whether_they_succeed_or_fail()
    {
        IPEndPoint peer = new(IPAddress.Loopback, 9);
        Leaks.AssertNone(() =>
        {
            using UdpLink link = UdpLink.Open(peer, new IPEndPoint(IPAddress.Loopback, 0));
            _ = Assert.Throws<TunException>(() => UdpLink.Open(peer, link.LocalEndPoint));
        });
    }
}
