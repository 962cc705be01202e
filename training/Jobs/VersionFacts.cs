using System.Text.Json;
using Det0131.Models.Analytics;
using Det0131.Models.Calibration;
using Det0131.Models.Scoring;
using Det0131.Models.Versioning;

namespace Det0131.Training.Jobs;

/// <summary>What a model version is judged by before it is promoted. Immutable.</summary>
internal sealed record VersionFacts
{
    /// <summary>Why it cannot be used, in words; null: every file is whole and this program can load it. Then the rest is known.</summary>
    public string? Fault { get; init; }

    /// <summary>Time of the last event learned from; null: its manifest cannot be read.</summary>
    public DateTimeOffset? TrainingEnd { get; init; }

    /// <summary>Analytics of which at least one stratum has rates of its own.</summary>
    public IReadOnlyList<string> CalibratedAnalytics { get; init; } = [];

    public long BaselineRows { get; init; }

    /// <summary>Groups learned from, all analytics together.</summary>
    public long Groups { get; init; }

    /// <summary>Formats of which events were learned from.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    public double ExpectedPerDay { get; init; }

    public double BudgetPerDay { get; init; }

    /// <summary>Alerts a day, those beyond the budget too, in a replay of the lake's last day; null: not replayed.</summary>
    public double? ReplayedPerDay { get; init; }

    /// <summary>Reads a version; what is wrong with it is in <see cref="Fault"/>.</summary>
    /// <param name="store">The store.</param>
    /// <param name="version">The version.</param>
    /// <param name="replay">Scores the last day with it, and says how many alerts a day it gives.</param>
    public static VersionFacts Read(ModelStore store, VersionId version, Func<ScoringModel, double> replay)
    {
        var manifest = store.List().FirstOrDefault(listed => listed.Id == version)?.Manifest;
        var facts = new VersionFacts { TrainingEnd = manifest?.Info.TrainingEnd };
        try
        {
            var loaded = store.Load(version);
            var model = ScoringModel.Load(loaded.DirectoryPath);
            var threshold = model.Calibration.Threshold;
            return facts with
            {
                CalibratedAnalytics = [.. AnalyticCatalogue.All.Select(a => a.Id).Where(id => threshold.Strata.Any(s => s.Analytic == id && s.Reason != ThresholdReason.NotCalibrated))],
                BaselineRows = model.Table.RowCount,
                Groups = GroupsOf(loaded.Manifest.Info.Metrics),
                Sources = [.. loaded.Manifest.Info.RowsBySource.Where(source => source.Value > 0).Select(source => source.Key)],
                ExpectedPerDay = threshold.ExpectedPerDay,
                BudgetPerDay = threshold.Budget.AlertsPerDay,
                ReplayedPerDay = replay(model),
            };
        }
        catch (Exception error) when (error is ModelStoreException or IOException or InvalidDataException or UnauthorizedAccessException or FormatException or ArgumentException)
        {
            return facts with { Fault = error.Message };
        }
    }

    // As TrainingJob writes them; another maker's version says nothing of groups.
    private static long GroupsOf(JsonElement? metrics)
    {
        if (metrics is not { ValueKind: JsonValueKind.Object } all || !all.TryGetProperty("groups", out var groups) || groups.ValueKind != JsonValueKind.Object)
        {
            return 0;
        }

        return groups.EnumerateObject().Sum(analytic => analytic.Value.ValueKind == JsonValueKind.Number && analytic.Value.TryGetInt64(out var count) ? count : 0);
    }
}
