using System.Globalization;
using Det0131.Models.Features;

namespace Det0131.Models.Tests.Features;

public sealed class WindowedSinkTests
{
    private const long Second = 1_000_000L;
    private const long Minute = 60 * Second;
    private const long Hour = 60 * Minute;
    private const long Day = 24 * Hour;

    /// <summary>Monday 2026-08-03, 00:00 UTC.</summary>
    private const long Monday = 1_785_715_200_000_000;

    [Fact]
    public void Number_WeeksAndDays_AgreeWithTheCalendar()
    {
        // Independent of the arithmetic: the base class library's ISO weeks, around year ends and the epoch.
        foreach (var start in new[] { new DateTime(1970, 1, 1), new DateTime(2020, 12, 20), new DateTime(2026, 12, 20) })
        {
            var first = start.AddDays(-1) < DateTime.UnixEpoch ? start : start.AddDays(-1);
            for (var day = first; day < start.AddDays(40); day = day.AddDays(1))
            {
                var (today, tomorrow) = (Micros(day), Micros(day.AddDays(1)));
                var sameWeek = ISOWeek.GetWeekOfYear(day) == ISOWeek.GetWeekOfYear(day.AddDays(1));
                Assert.Equal(sameWeek, FeatureCalendar.Number(today, 7 * Day) == FeatureCalendar.Number(tomorrow, 7 * Day));
                Assert.Equal(FeatureCalendar.Number(today, Day) + 1, FeatureCalendar.Number(tomorrow, Day));
                Assert.Equal(Micros(ISOWeek.ToDateTime(ISOWeek.GetYear(day), ISOWeek.GetWeekOfYear(day), DayOfWeek.Monday)),
                    FeatureCalendar.Start(FeatureCalendar.Number(today + 12 * Hour, 7 * Day), 7 * Day));
            }
        }
    }

    [Fact]
    public void Calendar_UnitsOfFeatures_AreThePeriodTheWindowOrTheDate()
    {
        var calendar = new FeatureCalendar(Day);
        Assert.Equal(Day, calendar.UnitMicros(FeatureCatalogue.Get("volume.hour")));
        Assert.Equal(7 * Day, calendar.UnitMicros(FeatureCatalogue.Get("volume.destination_week")));
        Assert.Equal(Day, calendar.UnitMicros(FeatureCatalogue.Get("time.user")));
        var hourly = new FeatureCalendar(Hour);
        Assert.Equal(Hour, hourly.UnitMicros(FeatureCatalogue.Get("dns.rate")));
        Assert.Equal(Day, hourly.UnitMicros(FeatureCatalogue.Get("volume.day")));
        Assert.Equal(Day, hourly.UnitMicros(FeatureCatalogue.Get("time.user")));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FeatureCalendar(0));
    }

    [Theory]
    [InlineData("volume.hour", Hour)]
    [InlineData("volume.day", Day)]
    [InlineData("volume.destination_week", 7 * Day)]
    [InlineData("dns.rate", 10 * Minute)]
    [InlineData("http.post_burst", 5 * Minute)]
    public void Add_AcrossAnAlignedBound_StartsAnew(string feature, long length)
    {
        var sink = new RecordingSink();
        Add(sink, feature, Monday, 3);
        Add(sink, feature, Monday + length - 1, 4);
        Add(sink, feature, Monday + length, 5);
        Assert.Equal([3.0, 7, 5], sink.Told.Select(t => t.Magnitude));
        sink.CloseAll();
        Assert.Equal([5.0, 7], sink.Closed.Select(t => t.Magnitude).Order());
        Assert.Equal(0, sink.OpenWindows);
    }

    [Fact]
    public void Add_UntilTwoHoursAfterTheWindowsEnd_StillCounts()
    {
        var sink = new RecordingSink();
        Add(sink, "volume.hour", Monday + 30 * Minute, 1);
        sink.At(Monday + 3 * Hour - 1);
        Add(sink, "volume.hour", Monday + 59 * Minute, 2);
        Assert.Equal(3, sink.Told[^1].Magnitude);
        Assert.Empty(sink.Closed);
        Assert.Equal(0, sink.LateObservations);

        sink.At(Monday + 3 * Hour);
        Assert.Equal(3, Assert.Single(sink.Closed).Magnitude);
        Add(sink, "volume.hour", Monday + 59 * Minute, 4);
        Assert.Equal(1, sink.LateObservations);
        Assert.Equal(2, sink.Told.Count);
    }

    [Fact]
    public void Add_ManyEventsOutOfOrder_SumsLikeAGroupBy()
    {
        // The twin groups by entity and clock hour with LINQ. Events are at most an hour out of order: none is late.
        var random = new Random(7);
        var sink = new RecordingSink();
        var events = Enumerable.Range(0, 2_000).Select(i => (Time: Monday + (long)(i * 90.0 * Second) + (long)(random.NextDouble() * Hour), Entity: "host:" + random.Next(5), Amount: (double)random.Next(1_000))).ToList();
        foreach (var e in events)
        {
            sink.At(e.Time);
            sink.Select(FeatureCatalogue.Get("volume.hour"));
            sink.Add(e.Entity, "", "", e.Amount);
        }

        sink.CloseAll();
        var expected = events.GroupBy(e => (e.Entity, Hour: e.Time / Hour)).Select(g => (g.Key.Entity, Sum: g.Sum(e => e.Amount))).Order();
        Assert.Equal(0, sink.LateObservations);
        Assert.Equal(expected, sink.Closed.Select(c => (c.Entity, c.Magnitude)).Order());
    }

    [Fact]
    public void AddDistinct_SameItemTwice_CountsOnce()
    {
        var sink = new RecordingSink();
        foreach (var (item, minute) in new[] { ("a", 0), ("a", 1), ("b", 2), ("a", 3), ("a", 10) })
        {
            sink.At(Monday + minute * Minute);
            sink.Select(FeatureCatalogue.Get("dns.information"));
            sink.AddDistinct("host:pc", "example.com", "example.com", item, 20);
        }

        // The fifth is in the next ten minutes.
        Assert.Equal([20.0, 20, 40, 40, 20], sink.Told.Select(t => t.Magnitude));
    }

    [Fact]
    public void AddDistinct_MoreItemsThanAreKept_StandsStill()
    {
        var sink = new RecordingSink();
        sink.At(Monday);
        sink.Select(FeatureCatalogue.Get("dns.information"));
        for (var i = 0; i < 9_000; i++)
        {
            sink.AddDistinct("host:pc", "example.com", "example.com", i.ToString(CultureInfo.InvariantCulture), 1);
        }

        Assert.Equal(8_192, sink.Told[^1].Magnitude);
    }

    [Fact]
    public void Touch_PauseOfFiveMinutes_GoesOnAndALongerOneEnds()
    {
        var sink = new RecordingSink();
        Touch(sink, Monday);
        Touch(sink, Monday + 5 * Minute);
        Touch(sink, Monday + 7 * Minute);
        Assert.Equal(420, sink.Told[^1].Magnitude);
        Touch(sink, Monday + 12 * Minute + 1);
        Assert.Equal(0, sink.Told[^1].Magnitude);
        var ended = Assert.Single(sink.Closed);
        Assert.Equal(420, ended.Magnitude);
        Assert.Equal((Monday + 7 * Minute).ToString(CultureInfo.InvariantCulture), ended.Scope);
    }

    [Fact]
    public void Touch_OverMidnight_IsSeenAnewEveryDay()
    {
        var sink = new RecordingSink();
        for (var minute = 0L; minute <= 3 * 24 * 60; minute++)
        {
            Touch(sink, Monday + minute * Minute);
        }

        sink.CloseAll();
        Assert.Equal([86_340.0, 86_340, 86_340, 0], sink.Closed.Select(c => c.Magnitude));
    }

    [Fact]
    public void LearningSink_WindowsAndValues_CountInTheirUnit()
    {
        var rows = new Tests.Learning.MemoryCounter();
        var sink = new LearningSink(new FeatureCalendar(Day), rows);
        foreach (var hour in new[] { 1, 1, 30 })
        {
            sink.At(Monday + hour * Hour);
            sink.Select(FeatureCatalogue.Get("volume.hour"));
            sink.Add("host:pc", "", "", 10);
            sink.Select(FeatureCatalogue.Get("volume.series"));
            sink.Add("host:pc", "", "", 10);
            sink.Select(FeatureCatalogue.Get("protocol.host"));
            sink.Value("host:pc", "", "ssl/443");
            sink.Value("host:pc", "", "");
            sink.Value(null, "", "ssl/443");
        }

        sink.CloseAll();
        var day = (int)(Monday / Day);
        var sums = rows.Rows.Where(r => r.Feature == FeatureCatalogue.Get("volume.hour").Index).Select(r => (r.Unit, r.Magnitude)).Order();
        Assert.Equal([(day, 20.0), (day + 1, 10.0)], sums);
        Assert.Equal([day, day, day + 1], rows.Rows.Where(r => r.Value == "ssl/443").Select(r => r.Unit));
        Assert.Equal([20.0, 10], sink.HourlySums["host:pc"].Values);
        Assert.Equal(rows.Rows.Count, sink.Observations);
    }

    private static void Add(RecordingSink sink, string feature, long time, double amount)
    {
        sink.At(time);
        sink.Select(FeatureCatalogue.Get(feature));
        sink.Add("host:pc", "x", "", amount);
    }

    private static void Touch(RecordingSink sink, long time)
    {
        sink.At(time);
        sink.Select(FeatureCatalogue.Get("dns.session_duration"));
        sink.Touch("host:pc", "example.com");
    }

    private static long Micros(DateTime day) => (day - DateTime.UnixEpoch).Ticks / 10;
}
