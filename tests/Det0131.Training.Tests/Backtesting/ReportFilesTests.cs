using System.Text.Json;
using Det0131.Datasets.Simulation;
using Det0131.Training.Backtesting;
using Det0131.Training.Backtesting.Report;
using Microsoft.Playwright;

namespace Det0131.Training.Tests.Backtesting;

/// <summary>The files that a backtest leaves: JSON against its schema, the page in a real browser, the command as its users call it.</summary>
public sealed class ReportFilesTests : IDisposable
{
    private const string Hostile = "</script><img src=x onerror=\"window.hacked=1\">\u202Emoc.elpmaxe'\"&<b>";
    private static readonly string[] Browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("det0131-backtest-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ToBytes_Report_HoldsToTheSchema(bool withActs)
    {
        using var json = JsonDocument.Parse(BacktestJson.ToBytes(Report(withActs)));
        using var schema = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Backtesting", "Report", "backtest.schema.json")));
        Assert.Empty(SchemaFaults.Of(json.RootElement, schema.RootElement));
    }

    /// <summary>The check itself must see faults, or the test above says nothing.</summary>
    [Theory]
    [InlineData("\"found\": ", "\"found\": -")]
    [InlineData("\"outcome\": \"not_seen\"", "\"outcome\": \"lost\"")]
    [InlineData("\"notes\"", "\"remarks\"")]
    [InlineData("\"first_scored\": \"2026", "\"first_scored\": \"26")]
    public void Faults_SpoiledReport_AreSeen(string good, string bad)
    {
        var text = System.Text.Encoding.UTF8.GetString(BacktestJson.ToBytes(Report(withActs: true)));
        using var json = JsonDocument.Parse(text.Replace(good, bad, StringComparison.Ordinal).Replace("-0,", "-1,", StringComparison.Ordinal));
        using var schema = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Backtesting", "Report", "backtest.schema.json")));
        Assert.NotEmpty(SchemaFaults.Of(json.RootElement, schema.RootElement));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Write_Page_DrawsWithoutErrorOrRequestAndHoldsHostileNames(bool isDark)
    {
        var browser = Browsers.FirstOrDefault(File.Exists);
        Assert.SkipUnless(browser is not null, "chromium is not installed; expected it in " + string.Join(" or ", Browsers));
        var path = Path.Combine(_folder.FullName, "report.html");
        await using (var file = File.Create(path))
        {
            BacktestPage.Write(Report(withActs: true), file);
        }

        using var playwright = await Playwright.CreateAsync();
        await using var chromium = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = browser, Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"] });
        var page = await (await chromium.NewContextAsync(new() { ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light })).NewPageAsync();
        var faults = new List<string>();
        page.PageError += (_, error) => faults.Add("script: " + error);
        page.Console += (_, message) => faults.Add($"console {message.Type}: {message.Text}");
        page.Request += (_, request) => faults.Add("request: " + request.Url);
        var address = new Uri(path).AbsoluteUri;
        await page.GotoAsync(address);
        faults.Remove("request: " + address);
        faults.RemoveAll(f => f == "request: data:,");
        var figures = page.Locator("figure[data-chart]");
        Assert.True(await figures.CountAsync() >= 5);
        Assert.Equal(await figures.CountAsync(), await page.Locator("figure[data-drawn=true] svg").CountAsync());
        // Every chart has its numbers as a table.
        Assert.Equal(await figures.CountAsync(), await page.Locator("figure[data-chart] details table").CountAsync());
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        Assert.True((await page.PdfAsync()).Length > 10_000);
        Assert.Null(await page.EvaluateAsync<int?>("window.hacked ?? null"));
        Assert.Equal(0, await page.Locator("main img").CountAsync());
        Assert.Contains("</script><img src=x onerror=", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("\\u{202e}", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Empty(faults);
    }

    /// <summary>The real program on a real lake, twice: files, exit codes, the same bytes.</summary>
    [Fact]
    public void Command_LakeWithAnAct_WritesTableJsonAndPage()
    {
        SmallLogs.Write(In("logs"), 0, 12);
        SmallLogs.Write(In("logs"), 12, 2, withAct: true);
        Assert.Equal(0, ProgramRun.Of("Det0131.Training", "import", In("logs"), "--lake", In("lake")).Code);
        File.WriteAllText(In("acts.csv"), "act,analytic,technique,procedure,variation,entity,destination,start,end,bytes,record_ids\nftp,AN0368,T1048.003,ftp by night,,10.1.0.3,192.0.2.250,2026-08-15T03:00:00Z,2026-08-15T03:00:02Z,4000000000,zeek:C12act\n");
        string[] arguments = ["backtest", "--lake", In("lake"), "--labels", In("acts.csv"), "--internal", "10.0.0.0/8", "--from", "2026-08-15", "--json", In("a.json"), "--html", In("a.html")];
        var run = ProgramRun.Of("Det0131.Training", arguments);
        Assert.True(run.Code == 0, run.Errors);
        Assert.Contains("1 of 1 labelled acts in these days", run.Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(File.ReadAllBytes(In("a.json")));
        Assert.Equal("ftp", json.RootElement.GetProperty("acts")[0].GetProperty("name").GetString());
        Assert.Equal(4_000_000_000, json.RootElement.GetProperty("acts")[0].GetProperty("bytes_seen").GetInt64());
        Assert.Contains("<title>Backtest</title>", File.ReadAllText(In("a.html")), StringComparison.Ordinal);
        Assert.Equal(0, ProgramRun.Of("Det0131.Training", [.. arguments[..^4], "--json", In("b.json"), "--threads", "1"]).Code);
        Assert.Equal(File.ReadAllBytes(In("a.json")), File.ReadAllBytes(In("b.json")));

        Assert.Contains("expected yyyy-MM-dd", ProgramRun.Of("Det0131.Training", "backtest", "--lake", In("lake"), "--from", "15.8.").Errors, StringComparison.Ordinal);
        Assert.Equal(2, ProgramRun.Of("Det0131.Training", "backtest").Code);
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);

    private static BacktestReport Report(bool withActs)
    {
        var site = new LabelledSite();
        var acts = site.Acts.Select(a => a with { Destination = Hostile, Procedure = Hostile, Entity = Hostile }).ToList();
        return new BacktestJob(site.Site.History(), LabelledSite.DaysOf(site.Site.History()), schema => new Models.Tests.Learning.MemoryCounter().Open(schema), withActs ? new ActLabels(acts, "/nowhere") : null, site.Options with { Competitors = withActs }, Models.Jobs.JobProgress.Silent)
            .Run(TestContext.Current.CancellationToken);
    }
}
