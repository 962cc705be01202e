using System.Text.Json;
using Det0131.Models.Evaluation;
using Det0131.Training.Backtesting.Competitors;

namespace Det0131.Training.Tests.Backtesting;

/// <summary>Our small detectors against scikit-learn and numpy on the same rows.</summary>
public sealed class CompetitorTests
{
    private const int Columns = 6;

    [Fact]
    public async Task Scores_SharedRows_AreThoseOfScikitLearn()
    {
        var random = new Random(3);
        var train = Rows(random, 600, 0);
        // Half of it unusual, more and more so.
        float[][] test = [.. Rows(random, 100, 0), .. Enumerable.Range(1, 100).SelectMany(i => Rows(random, 1, i * 0.08))];
        bool[] wanted = [.. test.Select((_, i) => i % 7 == 0)];
        double[] rank = [.. test.Select(_ => (double)random.Next(12))];
        var reference = await ReferenceAsync(JsonSerializer.Serialize(new { train, test, wanted, rank }));

        var neighbours = new NearestNeighbours(train, new Random(1));
        var histograms = new HistogramScore(train);
        var forest = new IsolationForest(train, new Random(1));
        for (var i = 0; i < test.Length; i++)
        {
            Assert.Equal(reference.GetProperty("neighbours")[i].GetDouble(), neighbours.Score(test[i]), 1e-4);
            Assert.Equal(reference.GetProperty("hbos")[i].GetDouble(), histograms.Score(test[i]), 1e-6);
        }

        // Cuts are random in both: scores agree up to what 100 trees leave to chance.
        double[] theirs = [.. reference.GetProperty("forest").EnumerateArray().Select(v => v.GetDouble())];
        double[] ours = [.. test.Select(forest.Score)];
        Assert.True(MathNet.Numerics.Statistics.Correlation.Spearman(theirs, ours) > 0.97);
        Assert.All(theirs.Zip(ours), pair => Assert.Equal(pair.First, pair.Second, 0.06));
        Assert.Equal(reference.GetProperty("average_precision").GetDouble(), AveragePrecision.Of(rank.Zip(wanted).Select(p => new RankedItem(p.First, p.Second))), 1e-9);
    }

    /// <summary>Published: the paper's c(n), with H(n - 1) by its own approximation; c(256) is 10.24.</summary>
    [Fact]
    public void AveragePath_OfThePapersSample_IsItsNumber() => Assert.Equal(10.24, IsolationForest.AveragePath(256), 0.01);

    /// <summary>By hand: of 10 incidents in falling order, 2 a day over 2 days may pass.</summary>
    [Theory]
    [InlineData(4, 6)]
    [InlineData(0.9, 10)]
    [InlineData(10, double.NegativeInfinity)]
    public void ThresholdOf_AllowedIncidents_LetsSoManyPass(double allowed, double expected)
    {
        double[] falling = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1];
        Assert.Equal(expected, Contest.ThresholdOf(falling, allowed));
        Assert.Equal((int)allowed, falling.Count(score => score > Contest.ThresholdOf(falling, allowed)));
    }

    /// <summary>Ties never let more pass than allowed.</summary>
    [Fact]
    public void ThresholdOf_Ties_ErrsToFewer() => Assert.Equal(1, new double[] { 5, 3, 3, 3 }.Count(score => score > Contest.ThresholdOf([5, 3, 3, 3], 2)));

    [Fact]
    public void Competitors_OnALabelledSite_AreReportedByOneRule()
    {
        var site = new LabelledSite();
        var report = site.Job(site.Site.History(), site.Options with { Competitors = true }).Run(TestContext.Current.CancellationToken);
        Assert.Equal(Competitor.All.Select(c => c.Name), report.Competitors.Select(c => c.Name));
        Assert.All(report.Competitors, c => Assert.Equal(c.Budgets.Select(b => b.Recall.Found).Order(), c.Budgets.Select(b => b.Recall.Found)));
        Assert.All(report.Competitors, c => Assert.InRange(c.AveragePrecision!.Value, 0, 1));
        // 40 GB by curl: what even the plainest methods find.
        Assert.All(report.Competitors.Where(c => c.Name is "static rules" or "summed bytes"), c => Assert.True(c.Budgets[^1].Recall.Found >= 1));
        Assert.NotEmpty(report.LeftOut);
    }

    private static float[][] Rows(Random random, int count, double shift) =>
        [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, Columns).Select(c => (float)((random.NextDouble() + random.NextDouble()) * (c + 1) + (shift * (c + 1)))).ToArray())];

    private static async Task<JsonElement> ReferenceAsync(string input)
    {
        var python = new[] { "/usr/bin/python3", "/usr/local/bin/python3" }.FirstOrDefault(File.Exists);
        Assert.SkipUnless(python is not null, "python3 is not installed.");
        Assert.SkipUnless((await ChildProgram.RunAsync(python, "-c", "import sklearn")).Code == 0, "scikit-learn is not installed (Debian: python3-sklearn).");
        var run = await ChildProgram.RunAsync(ChildProgram.StartOf(python, Path.Combine(AppContext.BaseDirectory, "Backtesting", "sklearn_reference.py")), input);
        Assert.True(run.Code == 0, run.Errors);
        return JsonDocument.Parse(run.Output).RootElement;
    }
}
