using Det0131.Models.Baselines;
using Microsoft.ML;
using Microsoft.ML.Transforms.TimeSeries;

namespace Det0131.MlNet.Tests;

/// <summary>
/// Our singular spectrum analysis against ML.NET's, on a series that a recurrence of known rank continues exactly. ML.NET computes in float32, so the
/// two, and the series itself, agree to a hundredth of its amplitude.
/// </summary>
public sealed class SeasonalForecastTests
{
    private const int Weeks = 6;
    private const int Steps = 48;
    private const double Tolerance = 0.05;

    // A level, a daily and a half-daily wave: 1 + 2 + 2 components.
    private const int Rank = 5;

    [Fact]
    public void Forecast_DailyRhythm_ContinuesAsMlNetDoes()
    {
        const int window = 48;
        double[] series = [.. Enumerable.Range(0, Weeks * HourOfWeek.Count).Select(Value)];
        var ours = SingularSpectrum.Decompose(series, window, Rank).Forecast(Steps);
        var theirs = MlNetForecast(series, window);
        for (var step = 0; step < Steps; step++)
        {
            Assert.Equal(Value(series.Length + step), ours[step], Tolerance);
            Assert.Equal(ours[step], theirs[step], Tolerance);
        }
    }

    /// <summary>What scoring uses is the folded week: for a rhythm without trend it says what a forecast says.</summary>
    [Fact]
    public void Expected_DailyRhythm_IsWhatMlNetForecasts()
    {
        double[] series = [.. Enumerable.Range(0, Weeks * HourOfWeek.Count).Select(Value)];
        var ours = SeasonalExpectation.Fit(series, firstHourOfWeek: 0, new SeasonalOptions { ComponentCount = Rank });
        var theirs = MlNetForecast(series, HourOfWeek.Count);
        for (var step = 0; step < Steps; step++)
        {
            Assert.Equal(ours.Expected((series.Length + step) % HourOfWeek.Count), theirs[step], Tolerance);
        }
    }

    private static double Value(int hour) => 8 + (3 * Math.Cos(Math.Tau * hour / 24)) + Math.Sin(Math.Tau * hour / 12);

    private static float[] MlNetForecast(double[] series, int window)
    {
        var context = new MLContext(seed: 1);
        var data = context.Data.LoadFromEnumerable(series.Select(value => new Hour { Value = (float)value }));
        var forecaster = context.Forecasting.ForecastBySsa(
            nameof(Ahead.Values), nameof(Hour.Value), windowSize: window, seriesLength: series.Length, trainSize: series.Length, horizon: Steps,
            rankSelectionMethod: RankSelectionMethod.Fixed, rank: Rank, shouldStabilize: false).Fit(data);
        using var engine = forecaster.CreateTimeSeriesEngine<Hour, Ahead>(context);
        return engine.Predict().Values;
    }

    private sealed class Hour
    {
        public float Value { get; set; }
    }

    private sealed class Ahead
    {
        public float[] Values { get; set; } = [];
    }
}
