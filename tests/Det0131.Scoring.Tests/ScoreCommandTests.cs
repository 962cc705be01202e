using System.Text.Json;
using Det0131.Training.Tests;

namespace Det0131.Scoring.Tests;

/// <summary>The real program, batch scoring with a store that it shares with other classes and leaves alone.</summary>
public sealed class ScoreCommandTests(TrainedStore trained)
{
    private const string Program = "Det0131.Scoring";

    [Fact]
    public void Help_HasAnExample()
    {
        var run = ProgramRun.Of(Program, "score", "--help");
        Assert.Equal((0, ""), (run.Code, run.Errors));
        Assert.Contains("Example:", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("score")]
    [InlineData("score x")]
    [InlineData("score --store s")]
    [InlineData("score x --store s --nope")]
    [InlineData("score x --store s --lake l")]
    [InlineData("score x --store s --format xml")]
    [InlineData("score x --store s --limit some")]
    public void BadArgument_IsACodeOfItsOwnAndAMessage(string line)
    {
        var run = ProgramRun.Of(Program, line.Split(' '));
        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.StartsWith("error: ", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--from", "yesterday", "Found time 'yesterday'")]
    [InlineData("--model-version", "20200101T000000Z-000000", "20200101T000000Z-000000")]
    [InlineData("--store", "/nowhere/at/all", "nowhere")]
    public void Score_WhatIsNotThere_FailsWithOneLine(string option, string value, string expected)
    {
        var run = option == "--store"
            ? ProgramRun.Of(Program, "score", trained.In("today"), option, value)
            : Score(trained.In("today"), option, value);
        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.Contains("error: ", run.Errors, StringComparison.Ordinal);
        Assert.Contains(expected, run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_Ocsf_PrintsTheActAsADetectionFinding()
    {
        var run = Score(trained.In("today"), "--format", "ocsf", "--groups", trained.In("groups.ndjson"));
        Assert.Equal(0, run.Code);
        var alerts = Lines(run.Output);
        Assert.NotEmpty(alerts);
        Assert.All(alerts, a => Assert.Equal(2004, a.GetProperty("class_uid").GetInt32()));
        Assert.Contains("192.0.2.250", alerts[0].GetRawText(), StringComparison.Ordinal);
        Assert.Contains(trained.Promoted, alerts[0].GetRawText(), StringComparison.Ordinal);
        Assert.Contains("C14act", alerts[0].GetRawText(), StringComparison.Ordinal);
        Assert.Contains("151 events", run.Errors, StringComparison.Ordinal);

        var groups = Lines(File.ReadAllText(trained.In("groups.ndjson")));
        Assert.True(groups.Count > alerts.Count);
        Assert.Contains($"{groups.Count} groups", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_EcsToAFile_LeavesStandardOutputEmpty()
    {
        var run = Score(trained.In("today"), "--format", "ecs", "--out", trained.In("alerts.ndjson"));
        Assert.Equal((0, ""), (run.Code, run.Output));
        var alerts = Lines(File.ReadAllText(trained.In("alerts.ndjson")));
        Assert.NotEmpty(alerts);
        Assert.All(alerts, a => Assert.True(a.TryGetProperty("@timestamp", out _)));
    }

    [Fact]
    public void Score_Table_ShowsTheActAndNoEscapeCodes()
    {
        var run = Score(trained.In("today"), "--limit", "1");
        Assert.Equal(0, run.Code);
        Assert.Contains("192.0.2.250", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_NamedVersion_IsTheOneThatScores()
    {
        Assert.NotEqual(trained.Older, trained.Promoted);
        var run = Score(trained.In("today"), "--format", "ocsf", "--model-version", trained.Older);
        Assert.Equal(0, run.Code);
        Assert.Contains(trained.Older, run.Errors, StringComparison.Ordinal);
        Assert.Contains(trained.Older, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(trained.Promoted, run.Output, StringComparison.Ordinal);
    }

    /// <summary>What the model learned from explains itself; with its own day left out, volumes are more surprising.</summary>
    [Fact]
    public void Score_LeaveOwnPeriodOut_ScoresTheLakeAsIfUnseen()
    {
        var seen = ScoreLake("seen.ndjson");
        var unseen = ScoreLake("unseen.ndjson", "--leave-own-period-out");
        Assert.Equal(seen.Count, unseen.Count);
        Assert.True(unseen.Sum(VolumeBits) > seen.Sum(VolumeBits));
    }

    [Fact]
    public void Score_SameInputTwice_GivesTheSameBytes()
    {
        var first = Score(trained.In("today"), "--format", "ocsf");
        Assert.Equal(first.Output, Score(trained.In("today"), "--format", "ocsf").Output);
    }

    [Fact]
    public void Score_FolderWithADamagedFile_ScoresTheRestAndSaysSo()
    {
        SmallLogs.Write(trained.In("damaged"), 14, 1, withAct: true);
        File.WriteAllBytes(Path.Combine(trained.In("damaged"), "broken.log.gz"), [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3]);
        var run = Score(trained.In("damaged"), "--format", "ocsf");
        Assert.Equal(3, run.Code);
        Assert.Contains("broken.log.gz", run.Errors, StringComparison.Ordinal);
        Assert.NotEmpty(Lines(run.Output));
    }

    [Fact]
    public void Score_NoLogs_FailsAndSaysSo()
    {
        var run = Score(trained.In("nowhere"));
        Assert.NotEqual(0, run.Code);
        Assert.Equal("", run.Output);
        Assert.Contains("nowhere", run.Errors, StringComparison.Ordinal);
    }

    private List<JsonElement> ScoreLake(string groups, params string[] more)
    {
        var run = ProgramRun.Of(Program, ["score", "--lake", trained.In("lake"), "--store", trained.In("store"), "--format", "ocsf", "--from", "2026-08-10", "--until", "2026-08-12", "--groups", trained.In(groups), .. more]);
        Assert.Equal(0, run.Code);
        return Lines(File.ReadAllText(trained.In(groups)));
    }

    private static double VolumeBits(JsonElement group) => group.GetProperty("contributions").EnumerateArray()
        .Where(c => c.GetProperty("feature").GetString()!.StartsWith("volume.", StringComparison.Ordinal)).Sum(c => c.GetProperty("bits").GetDouble());

    private ChildRun Score(string path, params string[] more) => ProgramRun.Of(Program, ["score", path, "--store", trained.In("store"), .. more]);

    private static List<JsonElement> Lines(string ndjson) =>
        [.. ndjson.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.Clone())];
}
