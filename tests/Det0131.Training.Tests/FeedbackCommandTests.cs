namespace Det0131.Training.Tests;

/// <summary>Verdicts into the store and from there into a version, by the real program.</summary>
public sealed class FeedbackCommandTests : IDisposable
{
    private const string Program = "Det0131.Training";
    private const string Verdict = """
        {"alertId":"x1","verdict":"true-positive","who":"ann","at":"2026-10-02T08:00:00Z","analytic":"AN0368","entity":"web1","destination":"evil.example","firstEvent":"2026-10-01T02:10:00Z","lastEvent":"2026-10-01T02:20:00Z"}

        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("det0131-feedback-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Import_ThenTrain_NamesTheSnapshotInTheVersion()
    {
        File.WriteAllText(In("feedback.ndjson"), Verdict);
        var imported = ProgramRun.Of(Program, "feedback", "import", In("feedback.ndjson"), "--store", In("store"));
        Assert.Equal(0, imported.Code);
        var id = imported.Output.Trim();
        SmallLogs.Write(In("logs"), 0, 4);
        Assert.Equal(0, ProgramRun.Of(Program, "import", In("logs"), "--lake", In("lake")).Code);
        var trained = ProgramRun.Of(Program, "train", "--lake", In("lake"), "--store", In("store"));
        Assert.Equal(0, trained.Code);
        Assert.Contains($"\"feedback\": \"{id}\"", File.ReadAllText(In($"store/versions/{trained.Output.Trim()}/manifest.json")), StringComparison.Ordinal);
        var without = ProgramRun.Of(Program, "train", "--lake", In("lake"), "--store", In("store"), "--feedback", "none");
        Assert.DoesNotContain("\"feedback\"", File.ReadAllText(In($"store/versions/{without.Output.Trim()}/manifest.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void Import_Twice_GivesTheSameSnapshotAndAnotherFileAddsToIt()
    {
        File.WriteAllText(In("a"), Verdict);
        File.WriteAllText(In("b"), Verdict.Replace("x1", "x2", StringComparison.Ordinal));
        var first = ProgramRun.Of(Program, "feedback", "import", In("a"), "--store", In("store"));
        Assert.Equal(first.Output, ProgramRun.Of(Program, "feedback", "import", In("a"), "--store", In("store")).Output);
        Assert.Contains("2 true positives", ProgramRun.Of(Program, "feedback", "import", In("b"), "--store", In("store")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_NeitherFileNorDatabase_FailsWithoutRepeatingIt()
    {
        var run = ProgramRun.Of(Program, "feedback", "import", "Password=geheim", "--store", In("store"));
        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.DoesNotContain("geheim", run.Errors, StringComparison.Ordinal);
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);
}
