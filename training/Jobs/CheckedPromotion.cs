using Det0131.Datasets.History;
using Det0131.Datasets.Lake;
using Det0131.Models.Explanations;
using Det0131.Models.Jobs;
using Det0131.Models.Scoring;
using Det0131.Models.Versioning;

namespace Det0131.Training.Jobs;

/// <summary>Promotes a version when its checks pass, so that a timer may retrain while nobody looks.</summary>
internal sealed class CheckedPromotion(EventLake lake, ModelStore store, JobProgress progress)
{
    private const long DayMicros = 86_400_000_000;

    /// <returns>The checks; the version is promoted when all hold.</returns>
    public IReadOnlyList<PromotionCheck> Run(VersionId version, string who, CancellationToken cancellation)
    {
        var history = new LakeHistory(lake);
        var made = VersionFacts.Read(store, version, model => Replay(history, model, version, cancellation));
        var current = store.Current() is { } id ? VersionFacts.Read(store, id, model => Replay(history, model, id, cancellation)) : null;
        var checks = PromotionChecks.Of(made, current);
        var failed = checks.Where(check => !check.Holds).ToList();
        store.NoteCheck(version, who, failed.Count == 0 ? $"sound: {checks.Count} checks passed" : $"not sound: {string.Join("; ", failed)}");
        if (failed.Count == 0)
        {
            store.Promote(version, who);
        }

        return checks;
    }

    // The last 24 hours, whole: a calendar day may have just begun.
    private double Replay(LakeHistory history, ScoringModel model, VersionId version, CancellationToken cancellation)
    {
        if (history.Span is not { } span)
        {
            return 0;
        }

        var from = span.LastMicros + 1 - DayMicros;
        var options = new BatchOptions { FromMicros = from, LeaveOwnPeriodOut = model.Settings.UntilMicros > from };
        return new BatchScorer(model, version.ToString(), options).Run(history, (_, _) => { }, each: null, progress, cancellation).Alerts.Count;
    }
}
