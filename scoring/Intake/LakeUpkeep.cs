using Det0131.Datasets.Lake;
using Det0131.Scoring.Hosting;

namespace Det0131.Scoring.Intake;

/// <summary>Keeps the lake that is written to in order: merges the small parts that commits leave, removes days that are no longer kept. Not thread-safe.</summary>
internal sealed partial class LakeUpkeep(EventLake lake, ServeOptions options, TimeProvider time, ILogger logger)
{
    /// <summary>Small parts of one platform from which on a day is compacted while it is still written to.</summary>
    public const int ManySmallParts = 64;

    // A day that is over still gets late events, each commit a part: no reason to merge the day anew every minute.
    private static readonly TimeSpan QuietTime = TimeSpan.FromHours(2);
    private static readonly TimeSpan Again = TimeSpan.FromHours(1);

    private readonly Dictionary<DateOnly, long> _compacted = [];
    private long? _lastRun;

    /// <summary>Time between two looks.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Looks, unless it did within <see cref="Interval"/>.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the lake is sound.</exception>
    public void Run(CancellationToken cancellation)
    {
        if (_lastRun is { } last && time.GetElapsedTime(last) < Interval)
        {
            return;
        }

        _lastRun = time.GetTimestamp();
        var now = time.GetUtcNow().UtcDateTime;
        if (options.RetainEventsDays is { } kept)
        {
            var first = DateOnly.FromDateTime(now).AddDays(-kept);
            if (lake.RemoveBefore(first, cancellation) is > 0 and var parts)
            {
                LogRemoved(parts, first);
            }
        }

        var due = lake.Days(cancellation).Where(day => IsDue(day, now)).Select(day => day.Day).ToHashSet();
        // With nothing due it still deletes files that readers kept before.
        var result = lake.Compact(due.Contains, cancellation: cancellation);
        foreach (var day in due)
        {
            _compacted[day] = _lastRun.Value;
        }

        if (result.Merged > 0)
        {
            LogCompacted(result.Merged, result.Written, result.Events);
        }
    }

    private bool IsDue(LakeDay day, DateTime now)
    {
        if (day.SmallParts > ManySmallParts)
        {
            return true;
        }

        return day.SmallParts > 1
            && now >= day.Day.AddDays(1).ToDateTime(TimeOnly.MinValue) + QuietTime
            && (!_compacted.TryGetValue(day.Day, out var at) || time.GetElapsedTime(at) >= Again);
    }

    [LoggerMessage(11, LogLevel.Information, "Merged {Parts} parts of the lake into {Written}, with {Events} events.")]
    private partial void LogCompacted(int parts, int written, long events);

    [LoggerMessage(12, LogLevel.Information, "Removed {Parts} parts of the lake, of the days before {Day}.")]
    private partial void LogRemoved(int parts, DateOnly day);
}
