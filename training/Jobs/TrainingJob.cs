using System.Text.Json;
using Det0131.Datasets.History;
using Det0131.Datasets.Lake;
using Det0131.Models.Analytics;
using Det0131.Models.Features;
using Det0131.Models.Feedback;
using Det0131.Models.Jobs;
using Det0131.Models.Learning;
using Det0131.Models.Versioning;

namespace Det0131.Training.Jobs;

/// <summary>A model version that was made, and what was learned on the way.</summary>
internal sealed record TrainedVersion(VersionId Version, LearnedModel Learned);

/// <summary>Learns a model from a lake and puts it into a store.</summary>
internal sealed class TrainingJob(EventLake lake, LakeOptions lakeOptions, JobProgress progress)
{
    /// <param name="options">What to learn from, and how.</param>
    /// <param name="store">Where the version goes; nothing is promoted.</param>
    /// <param name="who">Who makes it, for the store's log.</param>
    /// <param name="cancellation">Stops it; nothing is stored then.</param>
    public TrainedVersion Run(LearningOptions options, ModelStore store, string who, CancellationToken cancellation)
    {
        var learned = new Learner(new LakeHistory(lake), options, progress, cancellation).Learn(schema => new ObservationCounter(schema, lakeOptions));
        progress.Clear();
        var version = store.Create(
            directory =>
            {
                learned.Model.Save(directory);
                if (options.Feedback is { } feedback)
                {
                    File.WriteAllBytes(Path.Combine(directory, "feedback.ndjson"), feedback.Bytes);
                    File.WriteAllBytes(Path.Combine(directory, FeatureWeights.FileName), learned.Weights.ToBytes());
                }
            },
            Describe(learned) with { Feedback = options.Feedback?.Id },
            who);
        return new TrainedVersion(version, learned);
    }

    private static ManifestInfo Describe(LearnedModel learned)
    {
        var settings = learned.Model.Settings;
        var threshold = learned.Model.Calibration.Threshold;
        var info = new ManifestInfo
        {
            TrainingStart = DateTimeOffset.UnixEpoch.AddMicroseconds(settings.FromMicros),
            TrainingEnd = DateTimeOffset.UnixEpoch.AddMicroseconds(learned.LastEventMicros),
            BudgetAlertsPerDay = threshold.Budget.AlertsPerDay,
            Metrics = Metrics(learned),
        };
        foreach (var (source, rows) in learned.RowsBySource)
        {
            info.RowsBySource[source] = rows;
        }

        foreach (var analytic in AnalyticCatalogue.All)
        {
            info.FeatureSchema[analytic.Id] = [.. analytic.Features.Select(f => f.Id)];
        }

        foreach (var stratum in threshold.Strata)
        {
            info.ThresholdBits[$"{stratum.Analytic}/{stratum.Stratum}"] = stratum.Score;
        }

        return info;
    }

    private static JsonElement Metrics(LearnedModel learned)
    {
        var settings = learned.Model.Settings;
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteNumber("period_hours", settings.PeriodMicros / (double)PeriodChoice.HourMicros);
            json.WriteNumber("observations", learned.Observations);
            json.WriteNumber("baseline_rows", learned.Model.Table.RowCount);
            json.WriteNumber("rate_days", learned.RateDays);
            json.WriteBoolean("rates_are_optimistic", learned.IsOptimistic);
            json.WriteNumber("forward_chained_groups", learned.ChainedGroups);
            json.WriteNumber("expected_alerts_per_day", learned.Model.Calibration.Threshold.ExpectedPerDay);
            json.WriteStartObject("groups");
            foreach (var (analytic, groups) in AnalyticCatalogue.All.Zip(learned.GroupsByAnalytic))
            {
                json.WriteNumber(analytic.Id, groups);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        using var document = JsonDocument.Parse(bytes.ToArray());
        return document.RootElement.Clone();
    }
}
