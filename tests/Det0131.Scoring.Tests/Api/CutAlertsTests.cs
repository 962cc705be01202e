using Det0131.Models.Alerts;
using System.Net.Http.Headers;
using System.Text.Json;
using Det0131.Scoring.Access;
using Det0131.Scoring.Alerts;
using Det0131.Scoring.Tests.Browser;

namespace Det0131.Scoring.Tests.Api;

/// <summary>What was cut, over HTTP and from the real store; what is expected is worked out from what was put in.</summary>
public sealed class CutAlertsTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 8, 18, 12, 0, 0, TimeSpan.Zero);

    private PagesSite _site = null!;
    private HttpClient _client = null!;
    private string[] _suppressed = [];
    private string[] _overBudget = [];
    private string[] _sent = [];

    public async ValueTask InitializeAsync()
    {
        _site = await PagesSite.StartAsync(Now, (options, folder) => options with { Store = Path.Combine(folder, "store") });
        _client = new HttpClient { BaseAddress = new Uri(_site.Address) };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await _site.KeyAsync(Role.Analyst)).Secret);
        var alerts = SampleAlerts.All("none");
        await _site.Alerts.ApplyAsync([.. alerts], new Dictionary<string, string>(), TestContext.Current.CancellationToken);
        await _site.AllowList.AddAsync(
            new AllowEntry { Id = "esx", Entity = "esx-03", Reason = "A move of the archive", Owner = "ann", MadeAt = Now, ExpiresAt = Now.AddDays(1) }, "ann", TestContext.Current.CancellationToken);
        _suppressed = [.. alerts.Where(a => a.Entity.Host == "esx-03").Select(a => a.Id)];
        _overBudget = [.. alerts.Where(a => a.Flags.HasFlag(Models.Alerts.AlertFlags.OverBudget)).Select(a => a.Id)];
        _sent = [.. alerts.Select(a => a.Id).Except(_suppressed).Except(_overBudget)];
        Assert.All([_suppressed, _overBudget, _sent], Assert.NotEmpty);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _site.DisposeAsync();
    }

    [Fact]
    public async Task List_Cut_IsOnlyWhatWasCutForThatReason()
    {
        await UntilSuppressedAsync();
        Assert.Equal(_overBudget.Order(StringComparer.Ordinal), await IdsAsync("?cut=over-budget"));
        Assert.Equal(_suppressed.Order(StringComparer.Ordinal), await IdsAsync("?cut=suppressed"));
        Assert.Equal(_sent.Order(StringComparer.Ordinal), await IdsAsync(""));
        Assert.Equal(_sent.Concat(_overBudget).Order(StringComparer.Ordinal), await IdsAsync("?include=over-budget"));
        Assert.Equal(_sent.Concat(_overBudget).Concat(_suppressed).Order(StringComparer.Ordinal), await IdsAsync("?include=all"));
        Assert.Empty(await IdsAsync("?cut=suppressed&analytic=AN0367"));
    }

    [Fact]
    public async Task List_SuppressionEnds_IsNoLongerCut()
    {
        await UntilSuppressedAsync();
        _site.Time.Advance(TimeSpan.FromDays(1.1));
        await PagesSite.UntilAsync(async () => (await IdsAsync("?cut=suppressed")).Length == 0, "the entry has ended");
        Assert.Equal(_sent.Concat(_suppressed).Order(StringComparer.Ordinal), await IdsAsync(""));
    }

    private Task UntilSuppressedAsync() => PagesSite.UntilAsync(async () => (await IdsAsync("?cut=suppressed")).Length > 0, "the entry holds");

    private async Task<string[]> IdsAsync(string query)
    {
        using var list = JsonDocument.Parse(await _client.GetStringAsync(new Uri("/v1/alerts" + query, UriKind.Relative), TestContext.Current.CancellationToken));
        return [.. list.RootElement.GetProperty("alerts").EnumerateArray().Select(a => a.GetProperty("id").GetString()!).Order(StringComparer.Ordinal)];
    }
}
