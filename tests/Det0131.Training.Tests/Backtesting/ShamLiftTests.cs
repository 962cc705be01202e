using System.Globalization;
using Det0131.Datasets.History;
using Det0131.Datasets.Lake;
using Det0131.Datasets.Simulation;
using Det0131.Models.Context;
using Det0131.Models.Evaluation;
using Det0131.Models.Jobs;
using Det0131.Models.Learning;
using Det0131.Training.Backtesting;
using Det0131.Training.Backtesting.Report;

namespace Det0131.Training.Tests.Backtesting;

/// <summary>
/// No act is found by how the simulator plants it. Ordinary habits go through the machinery of acts (shams); beside them stands the same site, in which the same
/// habits of the same hosts on the same days are lived. A model that learned ordinary life must not tell them apart.
/// </summary>
public sealed class ShamLiftTests : IDisposable
{
    private const int TrainDays = 8;

    // Other lives: DET0131_SHAM_SEED=32 dotnet test ...
    private static readonly ulong Seed = ulong.TryParse(Environment.GetEnvironmentVariable("DET0131_SHAM_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? seed : 31;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("det0131-sham-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Run_ShamsAgainstTheSameLived_NeitherRanksHigher()
    {
        var (shams, lived) = (Run("sham"), Run("lived"));
        var (first, second) = (Periods(shams), Periods(lived));
        Assert.True(first.Count > 60 && second.Count > 60, $"{first.Count} shams, {second.Count} lived");

        // Half of the pairs either way; the bounds are some three standard deviations at so many.
        var test = RankTest.Of(first, second);
        TestContext.Current.TestOutputHelper?.WriteLine($"{first.Count} shams against {second.Count} lived: share {test.Share:0.000}, p {test.P:0.00}; over the thresholds {string.Join(", ", shams.Budgets.Zip(lived.Budgets, (a, b) => $"{a.Recall!.CapOff.Found} and {b.Recall!.CapOff.Found} at {a.AlertsPerDay}"))}");
        Assert.InRange(test.Share, 0.38, 0.62);
        Assert.True(test.P > 0.003, $"{test}");

        // As many pass each threshold, give or take three standard deviations of a count.
        foreach (var (one, other) in shams.Budgets.Zip(lived.Budgets))
        {
            var (a, b) = (one.Recall!.CapOff.Found, other.Recall!.CapOff.Found);
            Assert.True(Math.Abs(a - b) <= 3 * Math.Sqrt(a + b + 1), $"{a} shams, {b} lived at {one.AlertsPerDay}");
        }
    }

    // Of acts with a group: a habit that is not scored tells nothing either way.
    private static List<double> Periods(BacktestReport report) => [.. report.Acts.Select(a => a.PeriodDays).OfType<double>()];

    private BacktestReport Run(string kind)
    {
        var root = Path.Combine(_directory.FullName, kind);
        Simulator.Run(root, new SimulationOptions { Users = 12, Days = 14, Acts = kind + ":160", Seed = Seed }, new LakeOptions(), JobProgress.Silent, TestContext.Current.CancellationToken);
        using var lake = EventLake.Open(Path.Combine(root, "lake"));
        var history = new LakeHistory(lake);
        var options = new BacktestOptions
        {
            TrainDays = TrainDays, LeaveOneOut = false,
            Learning = new LearningOptions { BudgetPerDay = 10, Site = new SiteStatement(AssetsFile.Read(Path.Combine(root, "assets.csv")), []) },
        };
        return new BacktestJob(
            history, [.. history.Statistics.Days.Select(Fold.NumberOf)], schema => new ObservationCounter(schema, new LakeOptions()),
            new ActLabels(StagedActs.Read(Path.Combine(root, "acts.csv")), root), options, JobProgress.Silent).Run(TestContext.Current.CancellationToken);
    }
}
