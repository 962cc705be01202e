using System.Globalization;
using Det0131.Datasets.Simulation;
using Det0131.Datasets.Lake;
using Det0131.Models.Context;
using Det0131.Models.Jobs;
using Det0131.Models.Learning;
using Det0131.Models.Versioning;

namespace Det0131.Training.Jobs;

/// <summary>Learns the demo's model and promotes it.</summary>
internal sealed class DemoTraining(EventLake lake, string assetsFile, JobProgress progress, TextWriter errors)
{
    // Some 45 machines and a cloud account: the default of ten a day is meant for larger sites, and would be filled with the habitual.
    private const double BudgetPerDay = 3;

    /// <summary>The first moment that is scored, UTC microseconds.</summary>
    public static long ScoredFromMicros(DemoOptions options) =>
        (options.ScoredStart.ToDateTime(TimeOnly.MinValue) - DateTime.UnixEpoch).Ticks / 10;

    public VersionId Run(ModelStore store, long untilMicros, CancellationToken cancellation)
    {
        var learning = new LearningOptions { UntilMicros = untilMicros, BudgetPerDay = BudgetPerDay, Site = new SiteStatement(AssetsFile.Read(assetsFile), []) };
        var trained = new TrainingJob(lake, new LakeOptions(), progress).Run(learning, store, "demo", cancellation);
        store.Promote(trained.Version, "demo");
        errors.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"learned {trained.Version}: {trained.Learned.Observations:N0} observations, {trained.Learned.Model.Table.RowCount:N0} baseline rows, {trained.Learned.GroupsByAnalytic.Sum():N0} groups"));
        return trained.Version;
    }
}
