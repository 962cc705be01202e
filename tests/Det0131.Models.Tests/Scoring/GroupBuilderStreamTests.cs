using Det0131.Models.Baselines;
using Det0131.Models.Context;
using Det0131.Models.Events;
using Det0131.Models.Features;
using Det0131.Models.Learning;
using Det0131.Models.Scoring;
using Det0131.Models.Tests.Features;

namespace Det0131.Models.Tests.Scoring;

/// <summary>What a stream that does not end needs: late flows, bounds, groups that are scored while they grow.</summary>
public sealed class GroupBuilderStreamTests
{
    private const long Hour = 3_600_000_000L;
    private const long Time = FeatureCases.Time;
    private const long HourEnd = (Time / Hour + 1) * Hour;

    private readonly List<EventGroup> _closed = [];

    [Fact]
    public void DrainTouched_GroupsThatEventsWentInto_AreGivenOnceUntilTouchedAgain()
    {
        var builder = Builder(new StreamBounds());
        var first = builder.Process(Flow("a.example"))!;
        var second = builder.Process(Flow("b.example"))!;
        builder.Process(Flow("a.example"));
        Assert.Equal([first, second], builder.DrainTouched());
        Assert.Empty(builder.DrainTouched());
        builder.Process(Flow("b.example"));
        Assert.All(builder.Open, group => Assert.False(group.IsClosed));
        // One that is closed meanwhile is still to be scored.
        builder.CloseAll();
        Assert.Equal([second], builder.DrainTouched());
        Assert.Equal(2, _closed.Count);
        Assert.All(_closed, group => Assert.True(group.IsClosed));
    }

    [Fact]
    public void DrainTouched_HistoryWithoutBounds_RemembersNothing()
    {
        var builder = Builder(null);
        builder.Process(Flow("a.example"));
        Assert.Empty(builder.DrainTouched());
    }

    /// <summary>A flow is logged when it ends: late is what ended late, by the hour of its end as by that of its start.</summary>
    [Theory]
    [InlineData(0L, false)]
    [InlineData(29 * 60_000_000L, false)]
    [InlineData(31 * 60_000_000L, true)]
    [InlineData(Hour, true)]
    [InlineData(5 * Hour, true)]
    [InlineData(long.MaxValue, true)]
    [InlineData(-5 * Hour, false)]
    public void Process_FlowThatBeganLongAgo_IsLateOnlyWhenItEndedLate(long duration, bool isScored)
    {
        var builder = Builder(new StreamBounds());
        builder.Process(Flow("a.example"));
        // Late by two hours and a moment for the hour of Time; not for the next.
        builder.Process(Flow("b.example", at: HourEnd + 2 * Hour + 1));
        var first = Assert.Single(_closed);
        var late = builder.ObservationsLate;
        var group = builder.Process(Flow("a.example", duration: duration, at: HourEnd - Hour / 2));
        Assert.Equal(isScored ? 0 : 1, builder.EventsLate);
        Assert.Equal(isScored, group is not null);
        if (group is null)
        {
            return;
        }

        Assert.NotSame(first, group);
        Assert.Equal((first.Hour, first.Destination, 1), (group.Hour, group.Destination, group.EventCount));
        // The hour's windows are closed: not observed, and counted.
        Assert.True(builder.ObservationsLate > late);
        // A second one joins it; with the next hour it is closed.
        Assert.Same(group, builder.Process(Flow("a.example", duration: duration, at: HourEnd - Hour / 2)));
        builder.Process(Flow("b.example", at: HourEnd + 3 * Hour));
        Assert.Equal([first, group], _closed);
    }

    [Fact]
    public void Process_MoreGroupsThanMayBeOpen_ClosesTheOldestHour()
    {
        var builder = Builder(new StreamBounds { OpenGroups = 20 });
        for (var i = 0; i < 5; i++)
        {
            builder.Process(Flow($"old{i}.example", at: Time - Hour));
        }

        for (var i = 0; i < 15; i++)
        {
            builder.Process(Flow($"new{i}.example"));
        }

        Assert.Equal((20, 0), (builder.Open.Count, builder.GroupsClosedEarly));
        // One that is open needs no place.
        builder.Process(Flow("new3.example"));
        Assert.Empty(_closed);
        builder.Process(Flow("more.example"));
        Assert.Equal((16, 5), (builder.Open.Count, builder.GroupsClosedEarly));
        Assert.Equal(Enumerable.Range(0, 5).Select(i => $"old{i}.example"), _closed.Select(g => g.Destination));
        // Their hour is not over: what comes for it is a group again.
        Assert.NotNull(builder.Process(Flow("old0.example", at: Time - Hour)));
        Assert.Equal(0, builder.EventsLate);
    }

    /// <summary>A flood of names is bounded and counted; the volume of the same host, beside it, is the number that it is without the flood.</summary>
    [Fact]
    public void Process_FloodOfNames_IsBoundedAndHidesNoVolume()
    {
        var bounded = Builder(new StreamBounds { PerEntity = 50 });
        var free = Builder(new StreamBounds());
        foreach (var builder in new[] { bounded, free })
        {
            for (var i = 0; i < 300; i++)
            {
                var query = FeatureCases.Query();
                query.DnsName = $"{i * 7919:x8}.tunnel.example";
                builder.Process(query);
            }

            builder.Process(Flow("a.example"));
        }

        Assert.Equal(0, free.ObservationsBounded);
        Assert.True(bounded.ObservationsBounded > 200);
        Assert.True(bounded.OpenWindows <= free.OpenWindows);
        var flows = new[] { bounded, free }.Select(b => b.Open.Single(g => g.Destination == "a.example")).ToList();
        Assert.Equal(flows[1].Surprisals, flows[0].Surprisals);
        Assert.Equal(flows[1].Peaks, flows[0].Peaks);
    }

    [Fact]
    public void Process_WindowsOfManyHosts_AreBoundedInTotalAndFreedWhenTheyClose()
    {
        var builder = Builder(new StreamBounds { Total = 100 });
        for (var i = 0; i < 200; i++)
        {
            builder.Process(Flow("a.example", host: i));
        }

        Assert.True(builder.OpenWindows <= 100);
        var refused = builder.ObservationsBounded;
        Assert.True(refused > 0);
        // Weeks later every window is over, and there is room again.
        builder.Process(Flow("a.example", host: 999, at: Time + 24 * 14 * Hour));
        Assert.InRange(builder.OpenWindows, 1, 10);
        Assert.Equal(refused, builder.ObservationsBounded);
    }

    [Fact]
    public void Validate_BadBounds_NamesThemAll()
    {
        var fault = Assert.Throws<ArgumentException>(() => Builder(new StreamBounds { PerEntity = 0, Total = -1, OpenGroups = 9 }));
        Assert.All(["PerEntity is 0", "Total is -1", "OpenGroups is 9"], text => Assert.Contains(text, fault.Message, StringComparison.Ordinal));
        new StreamBounds().Validate();
    }

    private static SecurityEvent Flow(string domain, long at = Time, long? duration = null, int? host = null)
    {
        var e = FeatureCases.Flow();
        (e.RegisteredDomain, e.Domain, e.TimeMicros, e.DurationMicros) = (domain, domain, at, duration);
        if (host is { } number)
        {
            (e.Host, e.SourceAddress) = ($"m{number}", $"10.1.{number / 256}.{number % 256}");
        }

        return e;
    }

    private GroupBuilder Builder(StreamBounds? bounds)
    {
        const long day = 24 * Hour;
        var table = new BaselineTable.Builder(BaselineSchema.For(new FeatureCalendar(day)), new BaselineSpan(day, Time / day * day - 30 * day, Time / day * day), RowOrder.Any);
        for (var i = 1; i <= 28; i++)
        {
            table.Add(FeatureCatalogue.Get("volume.hour").Index, "host:pc7", "", "", (int)(Time / day) - i, 1_000 + i);
        }

        return new GroupBuilder(
            new EventSituator(FeatureCases.Site), new FeatureExtractor(SiteKnowledge.Tools(FeatureCases.Site)), new BaselineIndex(table.Build()), SeasonalBook.Empty,
            _ => 0, leaveOwnDateOut: false, _closed.Add, bounds);
    }
}
