using System.Globalization;
using System.Text.Json;
using Det0131.Training.Tests;

namespace Det0131.Scoring.Tests.Commands;

/// <summary>Budget, daily cap and allow-list by the real programs, on small logs in which six machines send gigabytes by FTP in one night.</summary>
public sealed class BudgetAndAllowTests(TrainedStore trained) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("det0131-budget-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Score_AllowFileOrStore_HidesWhatItNamesAndSaysSo()
    {
        var all = Score(trained.In("today"), trained.In("store"));
        Assert.Contains("192.0.2.250", all.Output, StringComparison.Ordinal);
        File.WriteAllText(In("allow.json"), """
            [{"id":"backup-1","destination":"192.0.2.250","reason":"the new \u001b[31mbackup","owner":"ops","madeAt":"2026-08-01T00:00:00Z","expiresAt":"2026-12-01T00:00:00Z"},
             {"id":"past","destination":"192.0.2.250","reason":"was the old backup","owner":"ops","madeAt":"2026-07-01T00:00:00Z","expiresAt":"2026-08-02T00:00:00Z"}]
            """);
        var allowed = Score(trained.In("today"), trained.In("store"), "--allow", In("allow.json"));
        Assert.Equal(0, allowed.Code);
        Assert.DoesNotContain("192.0.2.250", allowed.Output, StringComparison.Ordinal);
        Assert.Contains("alerts hidden by the allow-list of 2 entries", allowed.Errors, StringComparison.Ordinal);
        Assert.Contains("by backup-1 of ops, until 2026-12-01: the new ", allowed.Errors, StringComparison.Ordinal);
        Assert.Contains("expired 2026-08-02: past of ops (0 of the alerts shown match it)", allowed.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", allowed.Errors, StringComparison.Ordinal);

        // An analyst's "expected" hides the same by way of the store.
        var store = trained.Copy("store", In("store"));
        var none = Score(trained.In("today"), store, "--allow", "store");
        Assert.Equal((1, ""), (none.Code, none.Output));
        Assert.Contains("no feedback", none.Errors, StringComparison.Ordinal);
        File.WriteAllText(In("verdicts.ndjson"), """
            {"alertId":"x1","verdict":"expected","who":"ann","at":"2026-08-18T08:00:00Z","analytic":"AN0368","entity":"10.1.0.3","destination":"192.0.2.250","firstEvent":"2026-08-17T03:00:00Z","lastEvent":"2026-08-17T03:00:00Z"}

            """);
        Assert.Equal(0, ProgramRun.Of("Det0131.Training", "feedback", "import", In("verdicts.ndjson"), "--store", store).Code);
        var expected = Score(trained.In("today"), store, "--allow", "store");
        Assert.Equal(0, expected.Code);
        Assert.Contains("alerts hidden by the allow-list of 1 entries", expected.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("192.0.2.250", expected.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_BadAllowList_FailsAndNamesTheEntry()
    {
        File.WriteAllText(In("allow.json"), """[{"id":"e","reason":"everything","owner":"ops","madeAt":"2026-08-01T00:00:00Z","expiresAt":"2026-12-01T00:00:00Z"}]""");
        var run = Score(trained.In("today"), trained.In("store"), "--allow", In("allow.json"));
        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.Contains("Entry 0 of the allow-list names neither entity nor destination", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_Budget_DecidesThresholdsAndWhatTheDayCuts()
    {
        SmallLogs.Write(In("history"), 0, 12);
        foreach (var (file, day) in Directory.GetFiles(In("history")).Order(StringComparer.Ordinal).Select((file, day) => (file, day)))
        {
            AddOddFlows(file, day, day % 3);
        }

        Assert.Equal(0, ProgramRun.Of("Det0131.Training", "import", In("history"), "--lake", In("lake")).Code);
        var small = Train("1", "small");
        var large = Train("50", "large");
        Assert.Equal(large.Keys, small.Keys);
        Assert.All(small, t => Assert.True(t.Value >= large[t.Key], $"{t.Key}: {t.Value} of a budget of 1, {large[t.Key]} of 50"));
        Assert.Contains(small, t => t.Value > large[t.Key]);

        SmallLogs.Write(In("night"), 14, 1);
        AddOddFlows(Directory.GetFiles(In("night")).Single(), 14, 6);
        var run = ProgramRun.Of("Det0131.Scoring", "score", In("night"), "--store", In("small"), "--format", "ocsf");
        Assert.Equal(0, run.Code);
        // OCSF marks what the day cut, so the list can be checked against the alerts themselves.
        var alerts = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        var cut = alerts.Count(a => !a.GetProperty("is_alert").GetBoolean());
        Assert.InRange(cut, 1, alerts.Count - 1);
        var listed = run.Errors.Split('\n').Where(l => l.StartsWith("  over the budget of 2026-08-17: ", StringComparison.Ordinal)).ToList();
        Assert.Equal(cut, listed.Count);
        var bits = listed.ConvertAll(l => double.Parse(l.Split(": ")[1].Split(' ')[0], CultureInfo.InvariantCulture));
        Assert.All(bits, b => Assert.True(b > 0));
        Assert.Contains($"budget 1 a day; {cut} over it", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("over the budget of", ProgramRun.Of("Det0131.Scoring", "score", In("night"), "--store", In("large"), "--format", "ocsf").Errors, StringComparison.Ordinal);
    }

    /// <summary>Transfers at odd hours by odd ports to destinations of their own, each by another machine.</summary>
    private static void AddOddFlows(string file, int day, int count)
    {
        var random = new Random(100 + day);
        File.AppendAllLines(file, Enumerable.Range(1, count).Select(n => string.Create(CultureInfo.InvariantCulture,
            $"{SmallLogs.Monday + (day * 86_400) + random.Next(3600, 20_000)}.5\tC{day}odd{n}\t10.1.0.{n}\t50000\t192.0.2.{50 + random.Next(150)}\t{2000 + random.Next(3000)}\ttcp\t-\t1.5\t{random.NextInt64(1_000_000, 900_000_000)}\t900\tSF")));
    }

    private SortedDictionary<string, double> Train(string budget, string store)
    {
        var run = ProgramRun.Of("Det0131.Training", "train", "--lake", In("lake"), "--store", In(store), "--internal", "10.0.0.0/8", "--budget", budget, "--promote");
        Assert.True(run.Code == 0, run.Errors);
        var info = JsonDocument.Parse(File.ReadAllText(Path.Combine(In(store), "versions", run.Output.Trim(), "manifest.json"))).RootElement.GetProperty("info");
        Assert.Equal(double.Parse(budget, CultureInfo.InvariantCulture), info.GetProperty("budgetAlertsPerDay").GetDouble());
        return new(info.GetProperty("thresholdBits").EnumerateObject().ToDictionary(t => t.Name, t => t.Value.GetDouble()), StringComparer.Ordinal);
    }

    private static ChildRun Score(string path, string store, params string[] more) => ProgramRun.Of("Det0131.Scoring", ["score", path, "--store", store, "--format", "ocsf", .. more]);

    private string In(string name) => Path.Combine(_folder.FullName, name);
}
