using Det0131.Models.Alerts;

namespace Det0131.Models.Tests.Alerts;

public sealed class ReturnPeriodTests
{
    [Theory]
    [InlineData(0.05, "20 times a day")]
    [InlineData(0.5, "2 times a day")]
    [InlineData(1, "once a day")]
    [InlineData(4.25, "once in 4.2 days")]
    [InlineData(43, "once in 43 days")]
    [InlineData(730, "once in 730 days")]
    [InlineData(3652.5, "once in 10 years")]
    [InlineData(1e9, "once in over 100 years")]
    public void ToString_Measured_SaysItInPlainWords(double days, string expected) =>
        Assert.Equal(expected, ReturnPeriod.Measured(days).ToString());

    [Fact]
    public void ToString_BoundAndNone_SaySo()
    {
        Assert.Equal("rarer than once in 280 days", ReturnPeriod.RarerThan(280).ToString());
        Assert.Equal("not calibrated yet", ReturnPeriod.Uncalibrated.ToString());
    }

    [Fact]
    public void RatePerDay_EachKind_IsTheInverseOrNull()
    {
        Assert.Equal(0.25, ReturnPeriod.Measured(4).RatePerDay);
        Assert.Equal(0.25, ReturnPeriod.RarerThan(4).RatePerDay);
        Assert.Null(ReturnPeriod.Uncalibrated.RatePerDay);
        Assert.Equal(default, ReturnPeriod.Uncalibrated);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Measured_NotAPositiveFiniteNumber_IsRefused(double days)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => ReturnPeriod.Measured(days));
        Assert.Contains("finite number of days above 0", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => ReturnPeriod.RarerThan(days));
    }
}
