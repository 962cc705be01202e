using Det0131.Models.Learning;

namespace Det0131.Models.Tests.Learning;

public sealed class RatePeriodsTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 1)]
    [InlineData(5, 2)]
    [InlineData(20, 5)]
    [InlineData(21, 7)]
    [InlineData(28, 7)]
    [InlineData(55, 14)]
    [InlineData(365, 14)]
    public void Of_Days_IsAQuarterAndWholeWeeksOnceThereAreThree(int days, int expected) =>
        Assert.Equal(expected, RatePeriods.Of(days, PeriodChoice.DayMicros));

    [Theory]
    [InlineData(21, 6)]
    [InlineData(100, 25)]
    public void Of_ShorterPeriods_IsAQuarter(int count, int expected)
    {
        Assert.Equal(expected, RatePeriods.Of(count, PeriodChoice.HourMicros));
        Assert.Equal(expected, RatePeriods.Of(count, PeriodChoice.TenMinutesMicros));
    }

    // Properties: something is left to learn from once there are three periods, and of days with three weeks twice as many as give the rates.
    [Fact]
    public void Of_AnyHistory_LeavesMoreToLearnFrom()
    {
        for (var count = 3; count < 400; count++)
        {
            var rates = RatePeriods.Of(count, PeriodChoice.DayMicros);
            Assert.InRange(rates, 1, count - 1);
            Assert.True(count < 21 || (rates % 7 == 0 && count - rates >= 2 * rates), $"{rates} of {count}");
        }
    }
}
