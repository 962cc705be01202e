using Det0131.Models.Analytics;
using Det0131.Models.Baselines;
using Det0131.Models.Context;
using Det0131.Models.Events;
using Det0131.Models.Features;
using Det0131.Models.Learning;
using Det0131.Models.Scoring;
using Det0131.Models.Tests.Features;

namespace Det0131.Models.Tests.Scoring;

public sealed class GroupBuilderTests
{
    private const long Hour = 3_600_000_000L;
    private const long Day = 24 * Hour;

    /// <summary>The last hour begins at 14:00 UTC of the day.</summary>
    private const long Time = FeatureCases.Time;

    private readonly List<EventGroup> _closed = [];

    [Fact]
    public void Process_KeyOfAGroup_IsAnalyticHostUserDestinationAndHour()
    {
        var builder = Builder(Table([]));
        var first = builder.Process(Flow());
        Assert.Same(first, builder.Process(Flow(e => e.TimeMicros += 60_000_000)));
        Assert.NotSame(first, builder.Process(Flow(e => e.User = "bob")));
        Assert.NotSame(first, builder.Process(Flow(e => e.RegisteredDomain = "other.example")));
        Assert.NotSame(first, builder.Process(Flow(e => (e.Host, e.SourceAddress) = ("pc8", "10.0.0.8"))));
        Assert.NotSame(first, builder.Process(Flow(e => e.TimeMicros += Hour)));
        Assert.NotSame(first, builder.Process(Flow(e => e.Platform = Platform.Linux)));
        Assert.Equal(6, builder.Open.Count);
        builder.CloseAll();
        Assert.Equal(6, _closed.Count);
        Assert.Empty(builder.Open);
    }

    [Fact]
    public void Process_EventsOfAGroup_AddUp()
    {
        var builder = Builder(Table([]));
        builder.Process(Flow(e => e.Identity = 1));
        builder.Process(Flow(e => (e.Identity, e.TimeMicros, e.SourceBytes) = (2, Time - 1_000_000, 70)));
        builder.Process(FeatureCases.Start());
        builder.CloseAll();
        var flows = Assert.Single(_closed);
        Assert.Equal(3, flows.EventCount);
        Assert.Equal(5_070, flows.BytesOut);
        Assert.Equal((Time - 1_000_000, Time), (flows.FirstMicros, flows.LastMicros));
        Assert.Equal((1 << (int)EventKind.NetworkFlow) | (1 << (int)EventKind.ProcessStart), flows.KindMask);
        Assert.Equal("ann on pc7", flows.Entity);
        Assert.Equal("winword.exe", flows.Facts.Parent);
        Assert.Equal(new UInt128[] { 1, 2 }, flows.References.Select(r => r.Identity).Where(i => i != 0).Order());
    }

    [Fact]
    public void Process_AbsentFields_StayNotObserved()
    {
        var builder = Builder(Table([]));
        var group = builder.Process(new SecurityEvent
        {
            TimeMicros = Time, Kind = EventKind.NetworkFlow, Platform = Platform.Windows, Host = "pc7", HostSide = HostSide.Source,
            SourceAddress = "10.0.0.7", DestinationAddress = "203.0.113.9",
        })!;
        var observed = AnalyticCatalogue.All[0].Features.Where((_, slot) => group.Surprisals[slot] >= 0).Select(f => f.Id);
        // Only that the host sent at this hour is told, and without three dates even that is not observed.
        Assert.Empty(observed);
    }

    [Fact]
    public void Process_EventThatCannotMoveData_IsSeenAndNotScored()
    {
        var builder = Builder(Table([]));
        Assert.Null(builder.Process(new SecurityEvent { TimeMicros = Time, Kind = EventKind.ProcessStart, Host = "pc7", Process = "notepad.exe" }));
        Assert.Equal((1, 0), (builder.EventsSeen, builder.EventsScored));
    }

    [Fact]
    public void Process_TwoHoursAfterTheHour_IsLate()
    {
        var builder = Builder(Table([]));
        builder.Process(Flow());
        var end = (Time / Hour + 1) * Hour;
        builder.Process(Flow(e => e.TimeMicros = end + 2 * Hour - 1));
        Assert.NotNull(builder.Process(Flow()));
        Assert.Empty(_closed);
        builder.Process(Flow(e => e.TimeMicros = end + 2 * Hour));
        Assert.Equal(2, Assert.Single(_closed).EventCount);
        Assert.Null(builder.Process(Flow()));
        Assert.Equal(1, builder.EventsLate);
    }

    /// <summary>One backup must not mark every later group of its host.</summary>
    [Fact]
    public void Process_GroupWithUnderAQuarterOfTheWindow_IsNotMarkedByIt()
    {
        var builder = Builder(Table(Enumerable.Range(1, 28).Select(day => Row("volume.hour", "host:pc7", "", "", UnitBefore(day), 1_000 + day))));
        var slot = Slot("volume.hour");
        var big = builder.Process(Flow(e => e.SourceBytes = 6_000_000))!;
        Assert.True(big.Surprisals[slot] > 5);
        Assert.Equal(6_000_000, big.Peaks[slot].Magnitude);
        var other = builder.Process(Flow(e => (e.SourceBytes, e.RegisteredDomain) = (1_000_000, "other.example")))!;
        Assert.Equal(EventGroup.NotObserved, other.Surprisals[slot]);
        // 2 of 8 million is a quarter.
        builder.Process(Flow(e => (e.SourceBytes, e.RegisteredDomain) = (1_000_000, "other.example")));
        Assert.Equal(8_000_000, other.Peaks[slot].Magnitude);
        Assert.True(other.Surprisals[slot] >= big.Surprisals[slot]);
    }

    [Fact]
    public void Process_CommandWordOfOneMachine_IsTheRareWordThatWasStored()
    {
        var words = Enumerable.Range(1, 28).SelectMany(day => (day % 2 == 0 ? new[] { "curl.exe", "<rare>" } : ["curl.exe"]).Select(w => Row("command.token", "host:pc7", "winword.exe>curl.exe", w, UnitBefore(day), 0)));
        var builder = Builder(Table(words), ["curl.exe"]);
        var group = builder.Process(FeatureCases.Start())!;
        var slot = Slot("command.token");
        Assert.Equal("<rare>", group.Peaks[slot].Value);
        // By the formula: 14 of 42, so a little over log2(3) bits; as unknown words they would have above five.
        Assert.InRange(group.Surprisals[slot], 1.5, 1.8);
    }

    [Fact]
    public void Process_LocalDestination_GivesTheAllowanceColumn()
    {
        var builder = Builder(Table([]));
        var local = builder.Process(Flow(e => (e.DestinationAddress, e.RegisteredDomain, e.Domain) = ("10.0.0.30", null, null)))!;
        Assert.True(local.IsLocal);
        Assert.Equal("10.0.0.30:443/ssl", local.Destination);
        Assert.Equal([1, 0], new[] { local, builder.Process(Flow())! }.Select(Local));

        static float Local(EventGroup group)
        {
            var row = new float[ModelColumns.Names(AnalyticCatalogue.All[group.Analytic]).Count];
            ModelColumns.Fill(group, row);
            return row[AnalyticCatalogue.All[group.Analytic].Features.Length];
        }
    }

    [Fact]
    public void Process_MoreEventsThanAreKept_AreCounted()
    {
        var builder = Builder(Table([]));
        EventGroup? group = null;
        for (var i = 0; i < EventGroup.MaximumReferences + 5; i++)
        {
            group = builder.Process(Flow());
        }

        Assert.Equal(EventGroup.MaximumReferences, group!.References.Count);
        Assert.Equal(EventGroup.MaximumReferences + 5, group.EventCount);

        // The largest is kept wherever it comes.
        foreach (var bytes in new[] { 5_000_000L, 7_000_000, 6_000_000 })
        {
            var e = Flow();
            e.SourceBytes = bytes;
            builder.Process(e);
        }

        Assert.Equal(EventGroup.MaximumReferences + 1, group.References.Count);
        Assert.Equal(7_000_000, group.References.Max(r => r.Bytes));
    }

    public static IEnumerable<TheoryDataRow<string>> Kinds => [new("flow"), new("start"), new("query"), new("post"), new("file"), new("call")];

    /// <summary>
    /// The hot path: after a group's first events, a repeated event costs no memory. Measured, not estimated.
    /// </summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Process_RepeatedEvent_AllocatesNothing(string kind)
    {
        var e = kind switch
        {
            "flow" => Flow(),
            "start" => FeatureCases.Start(),
            "query" => FeatureCases.Query(),
            "post" => FeatureCases.Post(),
            "file" => FeatureCases.File(),
            _ => FeatureCases.Call(),
        };
        var builder = Builder(Table([Row("volume.hour", "host:pc7", "", "", UnitBefore(1), 1_000), Row("protocol.host", "host:pc7", "", "ssl/443", UnitBefore(1), 0)]));
        // More than the group keeps references to, and enough for the runtime's own caches.
        for (var i = 0; i < 3_000; i++)
        {
            Assert.NotNull(builder.Process(e));
        }

        Assert.Equal(0, Allocation.LeastOfRounds(() =>
        {
            for (var i = 0; i < 1_000; i++)
            {
                builder.Process(e);
            }
        }));
    }

    private static SecurityEvent Flow(Action<SecurityEvent>? change = null)
    {
        var e = FeatureCases.Flow();
        change?.Invoke(e);
        return e;
    }

    private GroupBuilder Builder(BaselineTable table, IReadOnlyCollection<string>? words = null) => new(
        new EventSituator(FeatureCases.Site), new FeatureExtractor(SiteKnowledge.Tools(FeatureCases.Site with { CommandWords = [.. words ?? []] })), new BaselineIndex(table), SeasonalBook.Empty,
        _ => 0, leaveOwnDateOut: false, _closed.Add);

    private static int Slot(string feature) => AnalyticCatalogue.All[0].SlotByFeature[FeatureCatalogue.Get(feature).Index];

    private static int UnitBefore(int days) => (int)(Time / Day) - days;

    private static BaselineRow Row(string feature, string entity, string scope, string value, int unit, double magnitude) =>
        new(FeatureCatalogue.Get(feature).Index, entity, scope, value, unit, magnitude);

    private static BaselineTable Table(IEnumerable<BaselineRow> rows)
    {
        var day = Time / Day;
        var builder = new BaselineTable.Builder(BaselineSchema.For(new FeatureCalendar(Day)), new BaselineSpan(Day, (day - 30) * Day, day * Day), RowOrder.Any);
        foreach (var row in rows)
        {
            builder.Add(row.Feature, row.Entity, row.Scope, row.Value, row.Unit, row.Magnitude);
        }

        return builder.Build();
    }
}
