namespace Det0131.Training.Backtesting;

/// <summary>
/// One training and the days that are scored with it. Days since 1970-01-01 UTC. Only days with events count, here as in training: histories have gaps, and
/// a day on which nothing was recorded is not a day without incidents. Immutable.
/// </summary>
/// <param name="Number">From 0.</param>
/// <param name="TrainFrom">First day learned from.</param>
/// <param name="Cut">First day scored; the day that learning ends before.</param>
/// <param name="Days">Days scored, rising; the first is <paramref name="Cut"/>.</param>
internal sealed record Fold(int Number, int TrainFrom, int Cut, IReadOnlyList<int> Days)
{
    public const long DayMicros = 86_400_000_000;

    /// <summary>First day no longer scored.</summary>
    public int Until => Days[^1] + 1;

    public long TrainFromMicros => TrainFrom * DayMicros;

    public long CutMicros => Cut * DayMicros;

    public long UntilMicros => Until * DayMicros;

    /// <summary>The longest windows are ISO weeks: what is scored on a Wednesday counts Monday's bytes too.</summary>
    public long WindowsFromMicros => (Cut - Weekday(Cut)) * DayMicros;

    /// <summary>Divides a history.</summary>
    /// <param name="days">Days with events, rising.</param>
    /// <param name="options">What was asked.</param>
    /// <exception cref="InvalidDataException">Nothing to learn from, or nothing to score.</exception>
    public static IReadOnlyList<Fold> Plan(IReadOnlyList<int> days, BacktestOptions options)
    {
        var cut = options.FirstDay is { } day ? days.Count(d => d < NumberOf(day)) : options.TrainDays ?? ((3 * days.Count) + 3) / 4;
        var end = options.EndDay is { } last ? days.Count(d => d < NumberOf(last)) : days.Count;
        if (cut == 0 || cut >= end)
        {
            throw new InvalidDataException($"The lake holds {days.Count} days with events{(days.Count > 0 ? $", {Day(days[0]):yyyy-MM-dd} to {Day(days[^1]):yyyy-MM-dd}" : "")}; with {cut} before the first that is scored there is {(cut == 0 ? "nothing to learn from" : "nothing to score")}.");
        }

        var folds = new List<Fold>();
        for (var start = cut; start < end; start += options.RetrainDays)
        {
            var train = days[Math.Max(0, start - (options.TrainDays ?? start))];
            folds.Add(new Fold(folds.Count, train, days[start], [.. days.Skip(start).Take(Math.Min(options.RetrainDays, end - start))]));
        }

        return folds;
    }

    /// <summary>The day of a moment, days since 1970-01-01 UTC.</summary>
    public static int DayOf(long micros) => Models.Calibration.Incident.DayOf(micros);

    public static DateOnly Day(int number) => new DateOnly(1970, 1, 1).AddDays(number);

    /// <summary>Days since 1970-01-01.</summary>
    public static int NumberOf(DateOnly day) => day.DayNumber - new DateOnly(1970, 1, 1).DayNumber;

    // 1970-01-01 was a Thursday; Monday is 0.
    private static int Weekday(int day) => (((day + 3) % 7) + 7) % 7;
}
