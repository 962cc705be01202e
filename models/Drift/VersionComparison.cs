using Det0131.Models.Analytics;
using Det0131.Models.Calibration;
using Det0131.Models.Features;
using Det0131.Models.Jobs;
using Det0131.Models.Learning;
using Det0131.Models.Scoring;

namespace Det0131.Models.Drift;

/// <summary>What to compare two versions by. Immutable.</summary>
public sealed record ComparisonOptions
{
    /// <summary>Entries of each list; everything is counted. 1 to 10,000.</summary>
    public int Listed { get; init; } = 10;

    /// <summary>Last days of the history that both versions score. 1 to 366.</summary>
    public int Days { get; init; } = 7;

    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public void Check()
    {
        if (Listed is < 1 or > 10_000 || Days is < 1 or > 366)
        {
            throw new ArgumentException($"Found lists of {Listed} entries over {Days} days; expected 1 to 10,000 entries and 1 to 366 days.");
        }
    }
}

/// <summary>Compares two versions: what they learned, where they open alerts and, with a history, which alerts. Thread-safe.</summary>
public static class VersionComparison
{
    /// <param name="before">The earlier version.</param>
    /// <param name="idBefore">Its id.</param>
    /// <param name="after">The later version.</param>
    /// <param name="idAfter">Its id.</param>
    /// <param name="history">Its last days are scored by both; null: not.</param>
    /// <param name="options">What to list.</param>
    /// <param name="progress">Shows how far it is.</param>
    /// <param name="cancellation">Stops it.</param>
    public static VersionDifference Run(
        ScoringModel before, string idBefore, ScoringModel after, string idAfter, IEventHistory? history, ComparisonOptions options, JobProgress progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        options.Check();
        var owners = new EntityAnalytics(after);
        progress.Report("comparing what was learned", 0, 2);
        var elements = new NormalChanges(before, after, owners, options.Listed).Find(cancellation);
        progress.Report("comparing what was learned", 1, 2);
        var drift = new BaselineDrift(before, after, owners, options.Listed).Find(cancellation);
        progress.Clear();
        var (entitiesBefore, entitiesAfter) = Entities(before, after);
        return new VersionDifference(
            idBefore, idAfter, entitiesBefore, entitiesAfter, before.Table.RowCount, after.Table.RowCount, elements, drift, Thresholds(before, after),
            history is null ? null : new IncidentComparison(before, after, options.Listed).Run(history, options.Days, progress, cancellation));
    }

    // An entity stands under several features; strings of a table are in order, so one mark for each does.
    private static (long Before, long After) Entities(ScoringModel before, ScoringModel after)
    {
        return (Count(before), Count(after));

        static long Count(ScoringModel model)
        {
            var seen = new bool[model.Table.Columns.Strings.Length];
            foreach (var entity in model.Table.Columns.LeafEntity)
            {
                seen[entity] = true;
            }

            return seen.LongCount(s => s);
        }
    }

    // Strata are numbered anew in each training; kinds of groups keep their names.
    private static List<ThresholdChange> Thresholds(ScoringModel before, ScoringModel after)
    {
        List<ThresholdChange> changes = [];
        foreach (var analytic in AnalyticCatalogue.All)
        {
            var (was, now) = (Members(before, analytic.Id), Members(after, analytic.Id));
            foreach (var key in was.Keys.Union(now.Keys).Order())
            {
                var (hasWas, hasNow) = (was.TryGetValue(key, out var memberWas), now.TryGetValue(key, out var memberNow));
                changes.Add(new ThresholdChange(
                    analytic.Id, key.ToString(),
                    hasWas ? before.Calibration.Threshold.ScoreOf(analytic.Id, memberWas!.Stratum) : null,
                    hasNow ? after.Calibration.Threshold.ScoreOf(analytic.Id, memberNow!.Stratum) : null,
                    memberWas?.Groups ?? 0, memberNow?.Groups ?? 0));
            }
        }

        return changes;
    }

    private static Dictionary<StratumKey, StratumMember> Members(ScoringModel model, string analytic) =>
        Array.Find(model.Calibration.Analytics, r => r.Analytic == analytic)?.Strata.Members.ToDictionary(m => m.Key) ?? [];
}
