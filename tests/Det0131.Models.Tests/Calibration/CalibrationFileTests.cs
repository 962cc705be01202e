using System.Text;
using Det0131.Models.Calibration;

namespace Det0131.Models.Tests.Calibration;

public sealed class CalibrationFileTests
{
    [Fact]
    public void FromBytes_WhatWasWritten_GivesTheSameRatesToTheBit()
    {
        var saved = Example();
        var bytes = CalibrationFile.ToBytes(saved);
        var read = CalibrationFile.FromBytes(bytes);
        Assert.Equal(bytes, CalibrationFile.ToBytes(read));
        Assert.Equal(["AN0367", "AN0368"], read.Analytics.Select(a => a.Analytic));
        foreach (var (before, after) in saved.Analytics.OrderBy(a => a.Analytic, StringComparer.Ordinal).Zip(read.Analytics))
        {
            Assert.Equal(before.IsOptimistic, after.IsOptimistic);
            for (var i = 0; i < StratumKey.Count; i++)
            {
                Assert.Equal(before.Strata.IndexOf(StratumKey.FromOrdinal(i)), after.Strata.IndexOf(StratumKey.FromOrdinal(i)));
            }

            for (var s = 0; s < before.Rates.Length; s++)
            {
                for (var score = -5f; score < 100; score += 0.37f)
                {
                    Assert.Equal(before.PeriodOf(s, score), after.PeriodOf(s, score));
                    Assert.Equal(saved.Threshold.Opens(before.Analytic, s, score), read.Threshold.Opens(before.Analytic, s, score));
                }
            }
        }
    }

    [Fact]
    public void ToBytes_SameHistoryInAnotherOrder_GivesTheSameBytes()
    {
        var site = new SimulatedSite("exponential", 300);
        var groups = site.Groups(0, 20, new Random(1)).ToArray();
        var bytes = new[] { groups, [.. groups.Reverse()] }.Select(order =>
        {
            var history = new IncidentHistory();
            foreach (var (key, day, score, stratum) in order)
            {
                history.Add(key, day, score, stratum);
            }

            var periods = ReturnPeriods.Fit("AN0368", history, 20);
            return CalibrationFile.ToBytes(new SavedCalibration([periods], Threshold.Fit([periods], new AlertBudget())));
        }).ToArray();
        Assert.Equal(bytes[0], bytes[1]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1,2]")]
    [InlineData("""{"analytics":[null],"threshold":null}""")]
    [InlineData("""{"analytics":null,"threshold":{"budget":{},"ratePerDay":{},"strata":[]}}""")]
    [InlineData("""{"analytics":[null],"threshold":{"budget":{},"ratePerDay":{},"strata":[]}}""")]
    [InlineData("""{"analytics":[],"threshold":{"budget":{"alertsPerDay":-1},"ratePerDay":{},"strata":[]}}""")]
    [InlineData("""{"analytics":[],"threshold":{"budget":{},"ratePerDay":{},"strata":[null]}}""")]
    public void FromBytes_SomethingElse_IsRefused(string json) =>
        Assert.Throws<InvalidDataException>(() => CalibrationFile.FromBytes(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("\"meanExcess\":", "\"meanExcess\":-")]
    [InlineData("\"tailStart\":", "\"tailStart\":1")]
    [InlineData("\"days\":20", "\"days\":0")]
    [InlineData("\"upperBounds\":[", "\"upperBounds\":[9999,")]
    [InlineData("\"bits\":[0,", "\"bits\":[5,")]
    [InlineData("\"stratum\":0", "\"stratum\":7")]
    [InlineData("\"groups\":", "\"groups\":-")]
    [InlineData("\"analytic\":\"AN0367\"", "\"analytic\":null")]
    public void FromBytes_TamperedNumber_IsRefused(string found, string replacement)
    {
        var json = Encoding.UTF8.GetString(CalibrationFile.ToBytes(Example()));
        var tampered = json.Replace(found, replacement, StringComparison.Ordinal);
        Assert.NotEqual(json, tampered);
        var e = Assert.Throws<InvalidDataException>(() => CalibrationFile.FromBytes(Encoding.UTF8.GetBytes(tampered)));
        Assert.StartsWith("A calibration that cannot be read", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromBytes_TooLong_IsRefusedUnread() =>
        Assert.Throws<InvalidDataException>(() => CalibrationFile.FromBytes(new byte[CalibrationFile.MaximumBytes + 1]));

    private static SavedCalibration Example()
    {
        var periods = new[] { "AN0368", "AN0367" }.Select((name, i) => ReturnPeriods.Fit(
            name, new SimulatedSite("exponential", 300, name).Days(0, 20, new Random(i)), 20, isOptimistic: i == 1)).ToArray();
        return new SavedCalibration(periods, Threshold.Fit(periods, new AlertBudget { Shares = { ["AN0367"] = 0.3 } }));
    }
}
