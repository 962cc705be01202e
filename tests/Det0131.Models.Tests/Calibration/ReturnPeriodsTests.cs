using Det0131.Models.Calibration;
using Det0131.Models.Events;

namespace Det0131.Models.Tests.Calibration;

public sealed class ReturnPeriodsTests
{
    private static readonly StratumKey Flow = StratumKey.Of(StratumKey.BitOf(EventKind.NetworkFlow), 1);
    private static readonly StratumKey Dns = StratumKey.Of(StratumKey.BitOf(EventKind.DnsQuery), 1);

    // Brute-force twin: rate(s) = (incidents at or above s + 1) / days as long as 30 incidents lie above s.
    [Theory]
    [InlineData(500)]
    [InlineData(5_000)]
    public void RatePerDay_BelowTheTail_CountsIncidents(int incidents)
    {
        var random = new Random(incidents);
        var scores = Enumerable.Range(0, incidents).Select(_ => (float)(-Math.Log(1 - random.NextDouble()) * 5)).ToArray();
        var rates = Fit(scores, days: 20).Rates[0];
        var inTail = Math.Min(30, (int)(0.05 * incidents));
        var start = scores.Order().ToArray()[^(inTail + 1)];
        Assert.Equal(start, rates.Tail.TailStart);
        foreach (var score in scores.Where(score => score <= start).Append(-3).Append(0))
        {
            var exact = (scores.Count(s => s >= score) + 1) / 20.0;
            Assert.Equal(exact, rates.RatePerDay(score), exact * 0.0071);
        }
    }

    // Known distribution: beyond all data the tail of an exponential sample still meets the true rate, within the error of a mean of 30 (4 sd).
    [Fact]
    public void RatePerDay_BeyondTheData_FollowsTheExponential()
    {
        var random = new Random(5);
        var scores = Enumerable.Range(0, 10_000).Select(_ => (float)(-Math.Log(1 - random.NextDouble()) * 3)).ToArray();
        var rates = Fit(scores, days: 100).Rates[0];
        Assert.InRange(rates.Tail.MeanExcess, 3 * (1 - (4 / Math.Sqrt(30))), 3 * (1 + (4 / Math.Sqrt(30))));
        var farther = rates.Tail.TailStart + (float)rates.Tail.MeanExcess;
        Assert.Equal(rates.RatePerDay(MathF.BitIncrement(rates.Tail.TailStart)) / Math.E, rates.RatePerDay(farther), 1e-4);
    }

    [Fact]
    public void PeriodOf_RisingScore_NeverFalls()
    {
        var random = new Random(6);
        foreach (var count in new[] { 1, 10, 29, 30, 31, 60, 700 })
        {
            var periods = Fit([.. Enumerable.Range(0, count).Select(_ => MathF.Round((float)random.NextDouble() * 40) / 2)], days: 7);
            var last = 0.0;
            for (var score = -10f; score < 200; score += 0.05f)
            {
                var days = periods.PeriodOf(0, score).Days;
                Assert.True(days >= last);
                last = days;
            }
        }
    }

    [Fact]
    public void Fit_SeveralGroupsOfOneKeyAndDay_CountAsOneIncidentOfTheBestScore()
    {
        var history = new IncidentHistory();
        for (var i = 0; i < 60; i++)
        {
            history.Add(new IncidentKey("AN0368", "alice", "example.org"), 20_000, i, Flow);
            history.Add(new IncidentKey("AN0368", "alice", "example.org"), 20_002, i, Flow); // not the next day: that would be one alert
        }

        var periods = ReturnPeriods.Fit("AN0368", history, days: 2);
        Assert.Equal(2, history.Incidents);
        Assert.Equal(2, periods.Rates[0].Tail.Count);
        Assert.Equal(120, periods.Rates[0].Groups);
        Assert.Equal(3 / 2.0, periods.Rates[0].RatePerDay(59), 1e-12);
        Assert.Equal(2, periods.PeriodOf(0, MathF.BitIncrement(59)).Days, 1e-4); // none at or above: 1 / days
    }

    [Fact]
    public void Fit_Under50Groups_IsNotCalibratedAndSaysSo()
    {
        var periods = Fit([.. Enumerable.Range(0, 49).Select(i => (float)i)], days: 10);
        Assert.False(periods.Rates[0].IsCalibrated);
        var period = periods.PeriodOf(0, 1_000);
        Assert.False(period.IsCalibrated);
        Assert.False(period.IsRarerThanOnceAYear);
        Assert.Equal("not calibrated (too few groups)", period.ToString());
        Assert.True(Fit([.. Enumerable.Range(0, 50).Select(i => (float)i)], days: 10).Rates[0].IsCalibrated);
    }

    [Fact]
    public void Fit_TooFewIncidentsForATail_BorrowsTheOtherStratasSteepness()
    {
        var history = new IncidentHistory();
        var random = new Random(8);
        for (var i = 0; i < 5_000; i++)
        {
            history.Add(new IncidentKey("AN0368", $"host{i}", "a"), 20_000, (float)(-Math.Log(1 - random.NextDouble()) * 3), Flow);
        }

        for (var i = 0; i < 400; i++)
        {
            history.Add(new IncidentKey("AN0368", $"host{i % 10}", "dns"), 20_000, i % 17, Dns);
        }

        var periods = ReturnPeriods.Fit("AN0368", history, days: 1);
        var large = periods.Rates[periods.Strata.IndexOf(Flow)];
        var small = periods.Rates[periods.Strata.IndexOf(Dns)];
        Assert.Equal(10, small.Tail.Count);
        Assert.True(small.IsTailAssumed);
        Assert.False(large.IsTailAssumed);
        Assert.Equal(large.Tail.MeanExcess, small.Tail.MeanExcess);
        Assert.True(Fit([.. Enumerable.Repeat(5f, 60)], days: 1).Rates[0].IsTailAssumed); // no excess at all: the constant
    }

    [Theory]
    [InlineData(0.4, 140, "2.5 times a day")]
    [InlineData(1, 140, "once in 1 days")]
    [InlineData(43.4, 140, "once in 43 days")]
    [InlineData(140, 140, "once in 140 days")]
    [InlineData(140.1, 140, "rarer than once in 140 days")]
    [InlineData(double.PositiveInfinity, 140, "rarer than once in 140 days")]
    public void ToString_ReturnPeriod_ReadsAsASentence(double days, double limit, string text) =>
        Assert.Equal(text, new ReturnPeriod(days, limit, true).ToString());

    [Fact]
    public void Fit_BadArguments_AreRefused()
    {
        var history = new IncidentHistory();
        Assert.Throws<ArgumentException>(() => ReturnPeriods.Fit("AN0368", history, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => history.Add(new IncidentKey("AN0368", "a", "b"), 1, float.NaN, Flow));
        for (var day = 0; day < 5; day++)
        {
            history.Add(new IncidentKey("AN0368", "a", "b"), day, 1, Flow);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => ReturnPeriods.Fit("AN0368", history, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => ReturnPeriods.Fit("AN0368", history, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => ReturnPeriods.Fit("AN0368", history, 0));
        Assert.Equal(4, ReturnPeriods.Fit("AN0368", history, 4).Days);
    }

    private static ReturnPeriods Fit(float[] scores, double days)
    {
        var history = new IncidentHistory();
        for (var i = 0; i < scores.Length; i++)
        {
            history.Add(new IncidentKey("AN0368", $"host{i}", "a"), 20_000, scores[i], Flow);
        }

        return ReturnPeriods.Fit("AN0368", history, days);
    }
}
