using System.Text.RegularExpressions;
using Det0131.Datasets.Enrichment;
using Det0131.Datasets.Import;
using Det0131.Datasets.Lake;
using Det0131.Datasets.Readers;
using Det0131.Models.Jobs;
using Microsoft.Playwright;

namespace Det0131.Notebooks.Tests;

/// <summary>Every notebook that is part of the default build, as its users run it, and its report in a real browser.</summary>
public sealed partial class NotebookTests(NotebookRuns runs) : IClassFixture<NotebookRuns>
{
    private const string Hostile = "</script><img src=x onerror=window.hacked=1>";
    private static readonly string[] Browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    /// <summary>Notebook, sections, and the fewest charts.</summary>
    public static TheoryData<string, int, int> Notebooks { get; } = new()
    {
        { "01-explore-a-lake", 6, 4 },
        { "02-what-a-baseline-learned", 7, 3 },
        { "03-features-and-shapes", 4, 6 },
        { "04-choose-a-budget", 4, 3 },
        { "05-compare-two-versions", 5, 4 },
    };

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void Run_WithoutArguments_WritesNumberedSectionsChartsAndTables(string notebook, int sections, int charts)
    {
        var run = runs.Of(notebook);
        Assert.True(run.Code == 0, run.Errors);
        var page = File.ReadAllText(run.Report);
        var titles = SectionTitle().Matches(page).Select(m => m.Groups[1].Value).ToList();
        Assert.Equal(Enumerable.Range(1, sections).Select(n => n + "."), titles.Select(t => t.Split(' ')[0]));
        Assert.InRange(Occurrences(page, "<figure "), charts, 50);
        Assert.InRange(Occurrences(page, "<caption>"), sections - 2, 500);
        // A number that could not be computed would be written so.
        Assert.DoesNotContain(">NaN<", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity<", page, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Notebooks))]
    public async Task Report_InABrowser_DrawsEveryChartWithoutErrorOrRequest(string notebook, int sections, int charts)
    {
        var run = runs.Of(notebook);
        Assert.True(run.Code == 0, run.Errors);
        await using var seen = await Open(run.Report);
        Assert.Equal(sections, await seen.Page.Locator("h2").CountAsync());
        var figures = await seen.Page.Locator("figure[data-chart]").CountAsync();
        Assert.True(figures >= charts);
        Assert.Equal(figures, await seen.Page.Locator("figure[data-drawn=true] svg").CountAsync());
        Assert.Empty(seen.Faults);
    }

    /// <summary>A protocol's name is whatever a sensor wrote.</summary>
    [Fact]
    public async Task Report_HostileNamesInTheLake_AreShownAsText()
    {
        var folder = Directory.CreateTempSubdirectory("det0131-hostile-");
        try
        {
            var log = Path.Combine(folder.FullName, "conn.log");
            File.WriteAllLines(log, Enumerable.Range(0, 20).Select(i =>
                $$"""{"_path":"conn","ts":{{1790000000 + (i * 3600)}}.5,"uid":"C{{i}}","id.orig_h":"10.0.0.{{i % 3}}","id.orig_p":50000,"id.resp_h":"192.0.2.9","id.resp_p":443,"proto":"tcp","service":"{{Hostile}}","orig_bytes":{{1000 << (i % 8)}},"resp_bytes":10,"duration":1.5,"conn_state":"SF"}"""));
            var path = Path.Combine(folder.FullName, "lake");
            using (var lake = EventLake.Open(path))
            {
                var import = LogImportJob.Run([log], lake, new ImportOptions(), new EventEnricher(redactRaw: false), JobProgress.Silent, TestContext.Current.CancellationToken);
                Assert.Equal(20, lake.Statistics(TestContext.Current.CancellationToken).Events);
                Assert.NotNull(import);
            }

            var run = runs.With("01-explore-a-lake", "--lake", path);
            Assert.True(run.Code == 0, run.Errors);
            Assert.DoesNotContain("<img src=x", File.ReadAllText(run.Report), StringComparison.Ordinal);
            await using var seen = await Open(run.Report);
            Assert.Null(await seen.Page.EvaluateAsync<int?>("window.hacked ?? null"));
            Assert.Contains("onerror=window.hacked=1", await seen.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
            Assert.Empty(seen.Faults);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("03-features-and-shapes", 1, "AN0367", "--analytic", "AN9999")]
    [InlineData("02-what-a-baseline-learned", 1, "no-such-store", "--store", "no-such-store")]
    [InlineData("01-explore-a-lake", 2, "--lacke", "--lacke", "x")]
    public void Run_WrongArguments_SaysWhatWasFound(string notebook, int code, string named, params string[] arguments)
    {
        var run = runs.With(notebook, arguments);
        Assert.Equal(code, run.Code);
        Assert.Contains(named, run.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(run.Report));
    }

    private static int Occurrences(string text, string part) => text.Split(part).Length - 1;

    private static async Task<OpenReport> Open(string path)
    {
        var browser = Browsers.FirstOrDefault(File.Exists);
        Assert.SkipUnless(browser is not null, "chromium is not installed; expected it in " + string.Join(" or ", Browsers));
        var playwright = await Playwright.CreateAsync();
        var chromium = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = browser, Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"] });
        var page = await chromium.NewPageAsync();
        var faults = new List<string>();
        var address = new Uri(path).AbsoluteUri;
        page.PageError += (_, error) => faults.Add("script: " + error);
        page.Console += (_, message) => faults.Add($"console {message.Type}: {message.Text}");
        page.Request += (_, request) =>
        {
            if (request.Url != address && request.Url != "data:,")
            {
                faults.Add("request: " + request.Url);
            }
        };
        await page.GotoAsync(address, new() { Timeout = 120_000 });
        return new OpenReport(playwright, chromium, page, faults);
    }

    [GeneratedRegex("<h2 id=\"s[0-9]+\">([^<]*)</h2>")]
    private static partial Regex SectionTitle();

    private sealed record OpenReport(IPlaywright Playwright, IBrowser Browser, IPage Page, List<string> Faults) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Browser.DisposeAsync();
            Playwright.Dispose();
        }
    }
}
