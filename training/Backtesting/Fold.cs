namespace Det0131.Training.Backtesting;

/// <summary>One training and the days that are scored with it. Days since 1970-01-01 UTC. Immutable.</summary>
/// <param name="Number">From 0.</param>
/// <param name="TrainFrom">First day learned from.</param>
/// <param name="Cut">First day scored; the day that learning ends before.</param>
/// <param name="Until">First day no longer scored.</param>
internal sealed record Fold(int Number, int TrainFrom, int Cut, int Until)
{
    public const long DayMicros = 86_400_000_000;

    public long TrainFromMicros => TrainFrom * DayMicros;

    public long CutMicros => Cut * DayMicros;

    public long UntilMicros => Until * DayMicros;

    /// <summary>The longest windows are ISO weeks: what is scored on a Wednesday counts Monday's bytes too.</summary>
    public long WindowsFromMicros => (Cut - Weekday(Cut)) * DayMicros;

    /// <summary>Divides a history.</summary>
    /// <param name="firstMicros">First event.</param>
    /// <param name="lastMicros">Last event.</param>
    /// <param name="options">What was asked.</param>
    /// <exception cref="InvalidDataException">Nothing to learn from, or nothing to score.</exception>
    public static IReadOnlyList<Fold> Plan(long firstMicros, long lastMicros, BacktestOptions options)
    {
        var (first, end) = (DayOf(firstMicros), DayOf(lastMicros) + 1);
        var cut = options.FirstDay is { } day ? NumberOf(day) : first + (options.TrainDays ?? (3 * (end - first) + 3) / 4);
        end = Math.Min(end, options.EndDay is { } last ? NumberOf(last) : end);
        if (cut <= first || cut >= end)
        {
            throw new InvalidDataException($"The lake holds {Day(first)} to {Day(DayOf(lastMicros))}; scoring from {Day(cut)} leaves {(cut <= first ? "nothing to learn from" : "nothing to score")}.");
        }

        var folds = new List<Fold>();
        for (var start = cut; start < end; start += options.RetrainDays)
        {
            folds.Add(new Fold(folds.Count, Math.Max(first, start - (options.TrainDays ?? start)), start, Math.Min(end, start + options.RetrainDays)));
        }

        return folds;
    }

    /// <summary>The day of a moment, days since 1970-01-01 UTC.</summary>
    public static int DayOf(long micros) => Models.Calibration.Incident.DayOf(micros);

    public static DateOnly Day(int number) => new DateOnly(1970, 1, 1).AddDays(number);

    private static int NumberOf(DateOnly day) => day.DayNumber - new DateOnly(1970, 1, 1).DayNumber;

    // 1970-01-01 was a Thursday; Monday is 0.
    private static int Weekday(int day) => (((day + 3) % 7) + 7) % 7;
}
