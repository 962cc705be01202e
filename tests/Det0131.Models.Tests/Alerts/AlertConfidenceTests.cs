using Det0131.Models.Alerts;

namespace Det0131.Models.Tests.Alerts;

public sealed class AlertConfidenceTests
{
    [Theory]
    [InlineData(0, 20)]
    [InlineData(1, 35)]
    [InlineData(2, 35)]
    [InlineData(3, 50)]
    [InlineData(7, 65)]
    [InlineData(14, 80)]
    [InlineData(28, 90)]
    [InlineData(int.MaxValue, 90)]
    public void Of_MeasuredWithoutMarks_GivesTheWrittenTable(int periods, int expected) =>
        Assert.Equal(expected, AlertConfidence.Of(periods, ReturnPeriod.Measured(10), AlertFlags.None));

    [Fact]
    public void Of_Marks_TakeAway()
    {
        Assert.Equal(85, AlertConfidence.Of(28, ReturnPeriod.RarerThan(10), AlertFlags.None));
        Assert.Equal(75, AlertConfidence.Of(28, ReturnPeriod.Measured(10), AlertFlags.OptimisticRates));
        Assert.Equal(75, AlertConfidence.Of(28, ReturnPeriod.Measured(10), AlertFlags.ColdStart | AlertFlags.OverBudget));
        Assert.Equal(65, AlertConfidence.Of(28, ReturnPeriod.Uncalibrated, AlertFlags.Campaign));
        Assert.Equal(5, AlertConfidence.Of(0, ReturnPeriod.Uncalibrated, AlertFlags.ColdStart | AlertFlags.OptimisticRates));
    }

    [Fact]
    public void Of_NegativePeriods_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => AlertConfidence.Of(-1, ReturnPeriod.Uncalibrated, AlertFlags.None));
}
