using Det0131.Models.Baselines;

namespace Det0131.Models.Tests.Baselines;

public sealed class SeasonalExpectationTests
{
    [Fact]
    public void Fit_OfficeWeek_ExpectsItAndItsSpread()
    {
        // Independent: the process that the series is drawn from, 12 in office hours, else 5, uniform noise of +-1
        // (median absolute deviation 0.5, so scale 0.74).
        var fit = SeasonalExpectation.Fit(Series(weeks: 12, firstHour: 0), 0);

        for (var hour = 0; hour < HourOfWeek.Count; hour++)
        {
            Assert.Equal(Usual(hour), fit.Expected(hour), 0.8);
            Assert.InRange(fit.Scale(hour), 0.3, 1.6);
        }

        Assert.Equal(0.74, Enumerable.Range(0, 168).Average(fit.Scale), 0.15);
        Assert.True(fit.Residual(10, 17) > 5, "a burst at Monday 10:00");
        Assert.True(fit.Residual(3, 12) > 5, "office traffic at night");
        Assert.InRange(fit.Residual(10, 12), -2, 2);
        Assert.True(fit.Residual(10, 0) < -5);
    }

    [Fact]
    public void Fit_SeriesStartsAnywhere_SameWeek()
    {
        // Property: the same hours from Thursday 13:00 on are counted to the same hours of the week.
        var monday = SeasonalExpectation.Fit(Series(6, 0), 0);
        var thursday = SeasonalExpectation.Fit(Series(6, 85), 85);

        Assert.All(Enumerable.Range(0, 168), hour => Assert.Equal(monday.Expected(hour), thursday.Expected(hour), 1.5));
        Assert.True(Math.Abs(thursday.Expected(10) - 12) < 1.5 && Math.Abs(thursday.Expected(3) - 5) < 1.5);
    }

    [Fact]
    public void Fit_OneBurstInTheHistory_DoesNotBecomeUsual()
    {
        var series = Series(4, 0);
        series[168 + 3] = 22;

        var fit = SeasonalExpectation.Fit(series, 0);

        Assert.Equal(5, fit.Expected(3), 1.5);
        Assert.True(fit.Residual(3, 22) > 5);
    }

    [Fact]
    public void Fit_ConstantOrZeroSeries_KeepsTheFloor()
    {
        var constant = SeasonalExpectation.Fit([.. Enumerable.Repeat(7.0, 336)], 5);
        var zeros = SeasonalExpectation.Fit(new double[336], 5, new() { LeastScale = 0.5 });

        Assert.Equal(7, constant.Expected(100), 1e-6);
        Assert.Equal(0.05, constant.Scale(100), 1e-8);
        Assert.Equal(20, constant.Residual(100, 8), 1e-3);
        Assert.Equal(2, zeros.Residual(0, 1), 1e-9);
    }

    [Fact]
    public void Read_AfterWrite_GivesEqualAnswers()
    {
        var fit = SeasonalExpectation.Fit(Series(3, 40), 40);
        var record = new byte[SeasonalExpectation.RecordBytes];
        fit.Write(record);

        var read = SeasonalExpectation.Read(record);

        Assert.All(Enumerable.Range(0, 168), hour => Assert.Equal(fit.Residual(hour, 9.5), read.Residual(hour, 9.5)));
        var again = new byte[SeasonalExpectation.RecordBytes];
        read.Write(again);
        Assert.Equal(record, again);
    }

    [Fact]
    public void Read_CutNewerOrImpossible_Refused()
    {
        var record = new byte[SeasonalExpectation.RecordBytes];
        SeasonalExpectation.Fit(Series(2, 0), 0).Write(record);
        byte[] newer = [.. record], noScale = [.. record], notANumber = [.. record];
        newer[4] = 2;
        noScale.AsSpan(^4..).Clear();
        notANumber.AsSpan(5, 4).Fill(0xff);

        Assert.All([record[..^1], [.. record, 0], new byte[SeasonalExpectation.RecordBytes], noScale, notANumber],
            bytes => Assert.Throws<InvalidDataException>(() => SeasonalExpectation.Read(bytes)));
        Assert.Contains("version 2", Assert.Throws<InvalidDataException>(() => SeasonalExpectation.Read(newer)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => SeasonalExpectation.Read(record).Write(new byte[3]));
    }

    [Fact]
    public void Fit_OutOfRange_Refused()
    {
        Assert.Throws<ArgumentException>(() => SeasonalExpectation.Fit(new double[335], 0));
        Assert.Throws<ArgumentException>(() => SeasonalExpectation.Fit([.. new double[335], double.NaN], 0));
        Assert.Throws<ArgumentException>(() => SeasonalExpectation.Fit([.. new double[335], double.NegativeInfinity], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => SeasonalExpectation.Fit(new double[336], 168));
        Assert.Throws<ArgumentOutOfRangeException>(() => SeasonalExpectation.Fit(new double[336], -1));
        Assert.Throws<ArgumentException>(() => SeasonalExpectation.Fit(new double[336], 0, new() { WindowHours = 169 }));
        Assert.Throws<ArgumentException>(() => SeasonalExpectation.Fit(new double[336], 0, new() { LeastScale = 0 }));
        var fit = SeasonalExpectation.Fit(new double[336], 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => fit.Residual(168, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => fit.Residual(0, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => fit.Expected(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => fit.Scale(168));
    }

    private static double Usual(int hourOfWeek) => hourOfWeek < 120 && hourOfWeek % 24 is >= 8 and < 18 ? 12 : 5;

    private static double[] Series(int weeks, int firstHour)
    {
        var random = new Random(weeks + firstHour);
        return [.. Enumerable.Range(firstHour, weeks * 168).Select(t => Usual(t % 168) + (2 * random.NextDouble()) - 1)];
    }
}
