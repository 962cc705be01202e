using System.Text.Json;
using Microsoft.Playwright;

namespace Det0131.Scoring.Tests.Browser;

/// <summary>One browser for a class of tests, and pages that write down everything that must not happen.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    // The browser's own services and GPU are of no use here; a container has no sandbox.
    private static readonly string[] Arguments =
        ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-quic"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public static string? Program => Places.FirstOrDefault(File.Exists);

    public async ValueTask InitializeAsync()
    {
        if (Program is not null)
        {
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Args = Arguments });
        }
    }

    /// <summary>A fresh session of its own.</summary>
    /// <param name="site">The only origin that may be asked for anything.</param>
    /// <param name="isDark">Which theme the system asks for.</param>
    /// <param name="width">Of the window, CSS pixels.</param>
    /// <param name="cookies">Of an earlier session; null: none.</param>
    internal async Task<WatchedPage> OpenAsync(PagesSite site, bool isDark = false, int width = 1280, string? cookies = null)
    {
        Assert.SkipUnless(_browser is not null, "chromium is not installed; expected it in " + string.Join(" or ", Places));
        var context = await _browser.NewContextAsync(new()
        {
            BaseURL = site.Address, ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light, ViewportSize = new() { Width = width, Height = 900 }, ReducedMotion = ReducedMotion.Reduce,
            StorageState = cookies,
        });
        var watched = new WatchedPage(await context.NewPageAsync(), site.Address);
        await context.RouteAsync("**/*", watched.PassAsync);
        return watched;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}

/// <summary>A page with its faults: script errors, refused content, requests to anywhere else.</summary>
internal sealed class WatchedPage : IAsyncDisposable
{
    private static readonly Lazy<string> Axe = new(() => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "axe.min.js")));

    private readonly string _origin;

    public WatchedPage(IPage page, string origin)
    {
        Page = page;
        _origin = origin;
        page.PageError += (_, error) => Faults.Add("script: " + error);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning" && !IsExpected(message.Text))
            {
                Faults.Add($"console {message.Type}: {message.Text}");
            }
        };
        page.Dialog += async (_, dialog) => await dialog.AcceptAsync();
    }

    public IPage Page { get; }

    public List<string> Faults { get; } = [];

    public async Task PassAsync(IRoute route)
    {
        if (route.Request.Url.StartsWith(_origin, StringComparison.Ordinal))
        {
            await route.ContinueAsync();
            return;
        }

        Faults.Add("outside request: " + route.Request.Url);
        await route.AbortAsync();
    }

    public async Task SignInAsync(string secret)
    {
        await Page.GotoAsync("/sign-in");
        await Page.GetByLabel("Key").FillAsync(secret);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Page.WaitForURLAsync(_origin + "/");
    }

    /// <summary>Opens everything that can be opened, and waits until every chart in sight is drawn.</summary>
    public async Task DrawAllAsync()
    {
        await Page.EvaluateAsync("document.querySelectorAll('main details').forEach(d => { d.open = true; })");
        var undrawn = await Page.EvaluateAsync<string[]>("""
            async () => {
                const isDrawn = figure => figure.dataset.drawn === 'true';
                for (const figure of document.querySelectorAll('figure.chart')) {
                    figure.scrollIntoView({ block: 'center' });
                    for (let waited = 0; !isDrawn(figure) && waited < 2400; waited++) {
                        await new Promise(done => setTimeout(done, 25));
                    }
                }
                return [...document.querySelectorAll('figure.chart')].filter(f => !isDrawn(f)).map(f => f.getAttribute('aria-label'));
            }
            """);
        Assert.Empty(undrawn);
    }

    /// <summary>What axe-core finds on the page, with the path before it.</summary>
    public Task<IEnumerable<string>> AxeAsync(string path) => AxeAsync(path, "{ resultTypes: ['violations'] }");

    private async Task<IEnumerable<string>> AxeAsync(string path, string options)
    {
        if (!await Page.EvaluateAsync<bool>("'axe' in window"))
        {
            await Page.EvaluateAsync(Axe.Value);
        }

        var result = await Page.EvaluateAsync<JsonElement>($$"""
            axe.run(document, {{options}}).then(r => r.violations.map(v => ({ id: v.id, nodes: v.nodes.map(n => n.target.join(' ') + ': ' + n.failureSummary) })))
            """);
        return [.. result.EnumerateArray().Select(v => $"{path}: {v.GetProperty("id").GetString()}: {string.Join(" | ", v.GetProperty("nodes").EnumerateArray().Take(3).Select(n => n.GetString()))}")];
    }

    /// <summary>What the other theme alone can get wrong, on the page as it is: contrasts, after the charts were drawn anew.</summary>
    public async Task<IEnumerable<string>> AxeInOtherThemeAsync(string path, bool isDark)
    {
        await Page.EmulateMediaAsync(new() { ColorScheme = isDark ? ColorScheme.Light : ColorScheme.Dark });
        var found = (await AxeAsync(path + (isDark ? " in light" : " in dark"), "{ resultTypes: ['violations'], runOnly: ['color-contrast'] }")).ToList();
        await Page.EmulateMediaAsync(new() { ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light });
        return found;
    }

    public async ValueTask DisposeAsync() => await Page.Context.DisposeAsync();

    // The browser's own line about an answer that a test asked for on purpose.
    private static bool IsExpected(string text) => text.StartsWith("Failed to load resource: the server responded with a status of 4", StringComparison.Ordinal);
}
