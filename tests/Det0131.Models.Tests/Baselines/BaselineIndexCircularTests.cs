using System.Globalization;
using Det0131.Models.Baselines;
using static Det0131.Models.Tests.Baselines.SampleTables;

namespace Det0131.Models.Tests.Baselines;

public sealed class BaselineIndexCircularTests
{
    [Theory]
    [InlineData(1, 400, false, false)]
    [InlineData(2, 400, true, false)]
    [InlineData(3, 400, false, true)]
    [InlineData(4, 1200, true, true)]
    [InlineData(5, 150, true, true)]
    public void CircularBits_RandomTables_EqualTheFormulaOnRawRows(int seed, int count, bool decay, bool groups)
    {
        // Brute-force twin below, from the raw rows, with the Gaussian uncut.
        var rows = RandomRows(seed, count, untilDay: seed == 5 ? 20 : 40);
        var options = new BaselineIndexOptions { HalfLifeDays = decay ? 11 : null, AsOfMicros = 45 * Day, PeerGroup = groups ? GroupOf : null };
        var index = new BaselineIndex(Build(rows), options);
        var observed = 0;
        foreach (var entity in Entities)
        {
            for (var date = 0; date < 44; date += 8)
            {
                for (var hour = 0; hour < 24; hour += 9)
                {
                    foreach (var leaveOut in new[] { false, true })
                    {
                        var bits = index.CircularBits(Hours, entity, hour, date, leaveOut);

                        var left = rows.Where(r => r.Feature == Hours && !(leaveOut && r.Unit == date)).ToList();
                        Assert.Equal(Twin(left, options, entity, hour, date), bits, 1e-4);
                        Assert.Equal(bits, index.CircularBits(Hours, index.EntityId(entity), hour, date, leaveOut));
                        Assert.Equal(bits, index.ExplainCircular(Hours, entity, hour, date, leaveOut).Bits);
                        observed += double.IsNaN(bits) ? 0 : 1;
                    }
                }
            }
        }

        Assert.True(observed > 20);
    }

    [Fact]
    public void CircularBits_LeaveDateOut_EqualsATableWithoutTheDate()
    {
        // Property, to the last bit.
        var table = Build(RandomRows(8, 2000));
        var index = new BaselineIndex(table, new() { HalfLifeDays = 20, AsOfMicros = 45 * Day, PeerGroup = GroupOf });
        for (var date = 0; date < 40; date += 4)
        {
            var without = new BaselineIndex(Without(table, (f, u) => f == Hours && u == date),
                new() { HalfLifeDays = 20, AsOfMicros = 45 * Day, PeerGroup = GroupOf });
            Assert.All(Entities, e => Assert.All(Enumerable.Range(0, 24), hour => Assert.Equal(
                without.CircularBits(Hours, e, hour, date, false), index.CircularBits(Hours, e, hour, date, true))));
        }
    }

    [Fact]
    public void CircularBits_UnderThreeDates_NotObserved()
    {
        var index = new BaselineIndex(Build([Seen("host:a", 10, 9), Seen("host:a", 11, 9), Seen("host:a", 12, 9)]));

        Assert.False(double.IsNaN(index.CircularBits(Hours, "host:a", 9, 13, false)));
        Assert.True(double.IsNaN(index.CircularBits(Hours, "host:a", 9, 12, true)));
        Assert.True(double.IsNaN(index.CircularBits(Hours, "host:b", 9, 12, false)));
        Assert.Null(index.ExplainCircular(Hours, "host:b", 9, 12, false).UsualHours);
    }

    [Fact]
    public void CircularBits_RoundTheClock_NothingIsUnusual()
    {
        var rows = from date in Enumerable.Range(0, 42) from hour in Enumerable.Range(0, 24) select Seen("host:a", date, hour);
        var month = new BaselineIndex(Build(rows));
        var week = new BaselineIndex(Build(rows.Where(r => r.Unit is >= 4 and < 18)));

        Assert.All(Enumerable.Range(0, 168), i =>
        {
            Assert.Equal(0, month.CircularBits(Hours, "host:a", i % 24, 50 + (i / 24), false), 1e-9);
            Assert.Equal(0, week.CircularBits(Hours, "host:a", i % 24, 50 + (i / 24), false), 1e-9);
        });
        Assert.Equal("00-24", month.ExplainCircular(Hours, "host:a", 3, 50, false).UsualHours);
    }

    [Fact]
    public void ExplainCircular_OfficeHours_NightAndWeekendStandOut()
    {
        // Date 4 is a Monday. Six weeks, 8 to 17 on workdays.
        var index = new BaselineIndex(Build(
            from week in Enumerable.Range(0, 6) from day in Enumerable.Range(0, 5) from hour in Enumerable.Range(8, 10)
            select Seen("user:alice", 4 + (7 * week) + day, hour)));

        var noon = index.ExplainCircular(Hours, "user:alice", 12, 46, false);
        var night = index.ExplainCircular(Hours, "user:alice", 3, 46, false);
        Assert.Equal((6, 30, "08-17"), (noon.DatesInSlot, noon.Dates, noon.UsualHours));
        Assert.Equal((0, 30), (night.DatesInSlot, night.Dates));
        Assert.True(noon.Bits < 1 && night.Bits > 3.5, $"{noon.Bits} {night.Bits}");
        Assert.True(index.CircularBits(Hours, "user:alice", 12, 51, false) > 3.5, "Saturday noon");
    }

    [Fact]
    public void ExplainCircular_NightShiftUnderFourWeeks_RangeWrapsAndWeekdaysCountTogether()
    {
        var index = new BaselineIndex(Build(from day in Enumerable.Range(4, 4) from hour in new[] { 22, 23, 0, 1 } select Seen("u", day, hour)));

        var evidence = index.ExplainCircular(Hours, "u", 23, 8, false);

        Assert.Equal((4, 4, "22-02"), (evidence.DatesInSlot, evidence.Dates, evidence.UsualHours));
        Assert.Equal(3, index.ExplainCircular(Hours, "u", 23, 7, true).DatesInSlot);
    }

    [Theory]
    [InlineData(-1, 3)]
    [InlineData(24, 3)]
    [InlineData(3, -1)]
    [InlineData(3, int.MaxValue)]
    public void CircularBits_OutOfRange_Refused(int hour, int date)
    {
        var index = new BaselineIndex(Build([]));

        Assert.Throws<ArgumentOutOfRangeException>(() => index.CircularBits(Hours, "host:a", hour, date, false));
        Assert.Throws<ArgumentException>(() => index.CircularBits(Plain, "host:a", 3, 3, false));
    }

    [Fact]
    public void HourOfWeek_Dates_FollowTheCalendar()
    {
        // Independent: the day of the week of DateOnly.
        var epoch = new DateOnly(1970, 1, 1);
        for (var date = 0; date < 3000; date++)
        {
            var weekday = ((int)epoch.AddDays(date).DayOfWeek + 6) % 7;
            Assert.Equal((weekday * 24) + 5, HourOfWeek.Of(date, 5));
            Assert.Equal(weekday >= 5, HourOfWeek.IsWeekend(HourOfWeek.Of(date, 23)));
        }
    }

    private static BaselineRow Seen(string entity, int date, int hour) =>
        new(Hours, entity, "", hour.ToString(CultureInfo.InvariantCulture), date, 0);

    private static double Twin(List<BaselineRow> rows, BaselineIndexOptions o, string entity, int hour, int date)
    {
        var own = rows.Where(r => r.Entity == entity).ToList();
        var dates = own.Select(r => r.Unit).Distinct().Order().ToList();
        if (dates.Count < 3)
        {
            return double.NaN;
        }

        var byDay = dates[^1] - dates[0] >= 25;
        var group = o.PeerGroup?.Invoke(entity);
        var others = rows.Where(r => r.Entity != entity).ToList();
        var peers = others.Where(r => group is not null && o.PeerGroup!(r.Entity) == group).ToList();
        var flat = Enumerable.Repeat(1 / 168.0, 168).ToArray();
        var p = Estimate(own, Estimate(peers.Count > 0 ? peers : others, flat));
        var slot = SlotOf(date, hour);
        return -Math.Log2(p.Where(x => x <= p[slot] * 1.01).Sum());

        double[] Estimate(List<BaselineRow> seen, double[] parent)
        {
            var n = seen.Sum(Weight);
            return [.. Enumerable.Range(0, 168).Select(i => (seen.Sum(r => Weight(r) * Share(r, i)) + (24 * parent[i])) / (n + 24))];
        }

        // How much of a row falls on an hour of the week.
        double Share(BaselineRow r, int i)
        {
            var seen = SlotOf(r.Unit, int.Parse(r.Value, CultureInfo.InvariantCulture));
            return byDay ? Gauss(seen - i, 168)
                : seen / 120 != i / 120 ? 0 : Gauss((seen % 24) - (i % 24), 24) / (i < 120 ? 5 : 2);
        }

        double Weight(BaselineRow r) => o.HalfLifeDays is { } halfLife ? Math.Pow(2, -(45 - r.Unit) / halfLife) : 1;

        static int SlotOf(int date, int hour) => ((date + 3) % 7 * 24) + hour;

        static double Gauss(int distance, int circle)
        {
            var near = Math.Min((distance + circle) % circle, (circle - distance) % circle);
            return Math.Exp(-0.5 * near * near) / Math.Sqrt(2 * Math.PI);
        }
    }
}
