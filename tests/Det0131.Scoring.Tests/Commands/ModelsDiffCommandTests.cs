using System.Text.Json;
using Det0131.Training.Tests;

namespace Det0131.Scoring.Tests.Commands;

/// <summary><c>models diff</c> by the real program, on two versions of one lake: the later has seen two days more, in which somebody sends 4 GB at night.</summary>
public sealed class ModelsDiffCommandTests(TrainedStore trained) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("det0131-diff-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Diff_WithTheLake_SaysTheSameInAllFormats()
    {
        var json = Diff("--lake", trained.In("later/lake"), "--format", "json", "--list", "100");
        Assert.Equal(0, json.Code);
        var told = JsonDocument.Parse(json.Output).RootElement;
        Assert.Equal((trained.Promoted, trained.Later), (told.GetProperty("before").GetString(), told.GetProperty("after").GetString()));
        // Independent of the comparison: the versions' own metrics.
        Assert.Equal((Rows(trained.Promoted), Rows(trained.Later)), (told.GetProperty("rowsBefore").GetInt64(), told.GetProperty("rowsAfter").GetInt64()));
        var lake = told.GetProperty("lake");
        Assert.Equal(("2026-08-10", "2026-08-16"), (lake.GetProperty("from").GetString(), lake.GetProperty("until").GetString()));
        Assert.Equal((7 * 150) + 2, lake.GetProperty("events").GetInt64());

        var table = Diff("--lake", trained.In("later/lake"), "--list", "100");
        Assert.Equal(0, table.Code);
        Assert.StartsWith($"{trained.Promoted} -> {trained.Later}\n", table.Output, StringComparison.Ordinal);
        var html = Diff("--lake", trained.In("later/lake"), "--list", "100", "--format", "html", "--out", In("diff.html"));
        Assert.Equal((0, ""), (html.Code, html.Output));
        var page = System.Net.WebUtility.HtmlDecode(File.ReadAllText(In("diff.html")));
        Assert.Contains("</html>", page, StringComparison.Ordinal);
        var changes = told.GetProperty("elements").EnumerateArray().SelectMany(e => e.GetProperty("became").EnumerateArray().Concat(e.GetProperty("stopped").EnumerateArray())).ToList();
        // What was planted: FTP, which the machine had never spoken before.
        Assert.Contains(changes, c => c.GetProperty("kind").GetString() == "BecameNormal" && c.GetProperty("entity").GetString() == "host:10.1.0.3" && c.GetProperty("what").GetString() == "ftp on port 21");
        Assert.All(changes, c =>
        {
            var what = c.GetProperty("what").GetString()!;
            Assert.Contains($"{c.GetProperty("entity").GetString()}: {what} (", table.Output, StringComparison.Ordinal);
            Assert.Contains(what, page, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Diff_WithoutALake_ComparesNoAlert()
    {
        var run = Diff("--format", "json", "--list", "1");
        var told = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal(JsonValueKind.Null, told.GetProperty("lake").ValueKind);
        Assert.All(told.GetProperty("elements").EnumerateArray(), e => Assert.InRange(e.GetProperty("became").GetArrayLength(), 0, 1));
    }

    [Fact]
    public void Diff_WhatIsNotThere_FailsWithOneLine()
    {
        (string Named, string[] Arguments)[] faults =
        [
            ("20200101T000000Z-000000", [trained.Promoted, "20200101T000000Z-000000", "--store", trained.In("later/store")]),
            ("'yesterday'", ["yesterday", trained.Later, "--store", trained.In("later/store")]),
            ("nowhere", [trained.Promoted, trained.Later, "--store", In("nowhere")]),
            ("0 days", [trained.Promoted, trained.Later, "--store", trained.In("later/store"), "--days", "0"]),
        ];
        foreach (var (named, arguments) in faults)
        {
            var run = ProgramRun.Of("Det0131.Training", ["models", "diff", .. arguments]);
            Assert.Equal((1, ""), (run.Code, run.Output));
            Assert.StartsWith("error: ", run.Errors, StringComparison.Ordinal);
            Assert.Contains(named, run.Errors, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(In("nowhere")), "Looking at a store must not make one.");
        var usage = ProgramRun.Of("Det0131.Training", "models", "diff", trained.Later, "--store", trained.In("later/store"));
        Assert.Equal((2, ""), (usage.Code, usage.Output));
    }

    private ChildRun Diff(params string[] more) => ProgramRun.Of("Det0131.Training", ["models", "diff", trained.Promoted, trained.Later, "--store", trained.In("later/store"), .. more]);

    private long Rows(string version) => JsonDocument.Parse(File.ReadAllText(Path.Combine(trained.In("later/store"), "versions", version, "manifest.json"))).RootElement
        .GetProperty("info").GetProperty("metrics").GetProperty("baseline_rows").GetInt64();

    private string In(string name) => Path.Combine(_folder.FullName, name);
}
