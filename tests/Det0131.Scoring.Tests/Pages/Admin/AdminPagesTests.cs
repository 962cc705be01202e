using System.Net;
using System.Text.RegularExpressions;
using Det0131.Scoring.Access;
using Det0131.Scoring.Delivery;
using Det0131.Scoring.Tests.Browser;

namespace Det0131.Scoring.Tests.Pages.Admin;

/// <summary>The admin pages as a browser without script sees them; what they did is compared with what the stores hold.</summary>
public sealed partial class AdminPagesTests : IAsyncLifetime
{
    private const string HostileName = "<img src=x onerror=\"window.hacked=1\">'&</script>";

    // The one of the first start, and the admin's.
    private static readonly string[] FirstKeys = ["first-admin", "key 1"];

    private PagesSite _site = null!;

    public async ValueTask InitializeAsync() => _site = await PagesSite.StartAsync(
        new(2026, 8, 18, 12, 0, 0, TimeSpan.Zero), (options, folder) => options with { Store = Path.Combine(folder, "store"), AllowInternalWebhooks = true });

    public async ValueTask DisposeAsync() => await _site.DisposeAsync();

    [Theory]
    [InlineData(Role.Ingest)]
    [InlineData(Role.Analyst)]
    [InlineData(Role.DataScientist)]
    public async Task Pages_OtherRoles_AreRefusedToReadAndToChange(Role role)
    {
        var key = await _site.KeyAsync(Role.Analyst);
        using var visitor = await VisitorAsync(role);
        foreach (var path in new[] { "/admin", "/admin/webhooks", "/admin/audit" })
        {
            using var answer = await visitor.GetAsync(path);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }

        using var revoke = await visitor.PostAsync("/admin?handler=revoke", new FormUrlEncodedContent([new("id", key.Id)]));
        Assert.Equal(HttpStatusCode.Forbidden, revoke.StatusCode);
        Assert.All(await _site.Keys.ListAsync(default), k => Assert.Null(k.RevokedAt));
        if (role != Role.Ingest)
        {
            Assert.DoesNotContain("href=\"/admin\"", await visitor.GetStringAsync("/"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Forms_WithoutToken_ChangeNothing()
    {
        using var admin = await VisitorAsync(Role.Admin);
        foreach (var (path, field) in new[] { ("/admin?handler=make", "Name"), ("/admin?handler=revoke", "id"), ("/admin/webhooks?handler=add", "Url"), ("/admin/webhooks?handler=drop", "id") })
        {
            using var answer = await admin.PostAsync(path, new FormUrlEncodedContent([new(field, "https://example.com")]));
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }

        Assert.Equal(FirstKeys, await NamesAsync());
        Assert.Empty(await _site.Webhooks.ListAsync(default));
    }

    [Fact]
    public async Task Key_MadeAndRevoked_WorksBetweenAndIsAudited()
    {
        using var admin = await VisitorAsync(Role.Admin);
        var (made, page) = await PostAsync(admin, "/admin", "make", ("Name", HostileName), ("Role", "analyst"), ("Days", "30"));
        Assert.True(made.Headers.CacheControl?.NoStore);
        var secret = Assert.Single(Secret().Matches(page)).Value;
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, await admin.GetStringAsync("/admin"), StringComparison.Ordinal);
        var key = Assert.Single(await _site.Keys.ListAsync(default), k => k.Name == HostileName);
        Assert.Equal((Role.Analyst, TimeSpan.FromDays(30)), (key.Role, key.ExpiresAt - key.MadeAt));
        Assert.Equal(key.Id, (await _site.Keys.OpenAsync(secret, default))!.Id);

        await PostAsync(admin, "/admin", "revoke", ("id", key.Id));
        Assert.Null(await _site.Keys.OpenAsync(secret, default));
        Assert.DoesNotContain(key.Id, await admin.GetStringAsync("/admin"), StringComparison.Ordinal);
        Assert.Contains("revoked", await admin.GetStringAsync("/admin?all=1"), StringComparison.Ordinal);
        var lines = await _site.Audit.ListAsync(10, default);
        Assert.Equal(["key.revoke", "key.create"], lines.Where(l => l.Target == key.Id).Select(l => l.Action));
        Assert.All(lines.Where(l => l.Target == key.Id), l => Assert.Equal("key 1", l.Who));
        Assert.DoesNotContain(lines, l => l.ToString().Contains(secret, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "analyst", "90", "The name of the key is")]
    [InlineData("key 1", "analyst", "90", "key 1")]
    [InlineData("ann", "root", "90", "The role is")]
    [InlineData("ann", "analyst", "soon", "no whole number of days")]
    [InlineData("ann", "analyst", "0", "more than 0")]
    public async Task Key_FaultyForm_SaysWhatAndMakesNone(string name, string role, string days, string fault)
    {
        using var admin = await VisitorAsync(Role.Admin);
        var (_, page) = await PostAsync(admin, "/admin", "make", ("Name", name), ("Role", role), ("Days", days));
        Assert.Contains("role=\"alert\"", page, StringComparison.Ordinal);
        Assert.Contains(fault, WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.Equal(FirstKeys, await NamesAsync());
    }

    [Fact]
    public async Task Key_OwnOne_IsNotRevokedByMistake()
    {
        using var admin = await VisitorAsync(Role.Admin);
        var own = Assert.Single(await _site.Keys.ListAsync(default), k => k.Name == "key 1");
        var (_, page) = await PostAsync(admin, "/admin", "revoke", ("id", own.Id));
        Assert.Contains("signed in with", page, StringComparison.Ordinal);
        Assert.All(await _site.Keys.ListAsync(default), k => Assert.Null(k.RevokedAt));
    }

    [Fact]
    public async Task Webhook_AddedSwitchedRemoved_ShowsItsSecretOnceAndNeverItsPath()
    {
        using var admin = await VisitorAsync(Role.Admin);
        var (made, page) = await PostAsync(admin, "/admin/webhooks", "add", ("Url", "http://127.0.0.1:9/hook/hunter2?x=<b>"), ("Format", "ecs"), ("Severity", "High"), ("Secret", "correct-horse-battery"));
        Assert.True(made.Headers.CacheControl?.NoStore);
        Assert.Contains("correct-horse-battery", page, StringComparison.Ordinal);
        var hook = Assert.Single(await _site.Webhooks.ListAsync(default));
        var later = await admin.GetStringAsync("/admin/webhooks");
        Assert.Contains("http://127.0.0.1:9/", later, StringComparison.Ordinal);
        Assert.All(["correct-horse-battery", "hunter2"], s => Assert.DoesNotContain(s, later, StringComparison.Ordinal));

        await PostAsync(admin, "/admin/webhooks", "switch", ("id", hook.Id), ("on", "false"));
        Assert.False(Assert.Single(await _site.Webhooks.ListAsync(default)).IsEnabled);
        await PostAsync(admin, "/admin/webhooks", "remove", ("id", hook.Id));
        Assert.Empty(await _site.Webhooks.ListAsync(default));
        await PostAsync(admin, "/admin/webhooks", "remove", ("id", hook.Id));
        var (_, faulty) = await PostAsync(admin, "/admin/webhooks", "add", ("Url", "ftp://x"), ("Format", "ecs"), ("Severity", "High"), ("Secret", "another-secret-of-mine"));
        Assert.Contains("no http or https", faulty, StringComparison.Ordinal);
        Assert.DoesNotContain("another-secret-of-mine", faulty, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audit_ManyLines_ArePagedAndFiltered()
    {
        for (var i = 0; i < 150; i++)
        {
            await _site.Audit.WriteAsync(new AuditLine(_site.Time.GetUtcNow(), i % 2 == 0 ? "ann" : HostileName, i % 3 == 0 ? "alert.change" : "allow.add", $"target-{i:000}", "\u202E<script>window.hacked=1</script>\u0007"), default);
        }

        using var admin = await VisitorAsync(Role.Admin);
        // 150 lines, and one each of the admin's and of the first key.
        var all = (await _site.Audit.ListAsync(1000, default)).Count;
        var first = await admin.GetStringAsync("/admin/audit");
        Assert.Equal(100, Rows(first));
        Assert.Equal(all - 100, Rows(await admin.GetStringAsync("/admin/audit?skip=100")));
        Assert.Equal(1, Rows(await admin.GetStringAsync("/admin/audit?skip=99999")));
        Assert.Equal(75, Rows(await admin.GetStringAsync("/admin/audit?who=ann")));
        Assert.Equal(25, Rows(await admin.GetStringAsync("/admin/audit?who=ann&what=alert.change")));
        Assert.Equal(1, Rows(await admin.GetStringAsync("/admin/audit?q=target-042")));
        Assert.Equal(0, Rows(await admin.GetStringAsync("/admin/audit?q=" + Uri.EscapeDataString("\"><script>"))));
        Assert.DoesNotContain("<script>window", first, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", first, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202E', first);
        Assert.Contains(@"\u{202e}", first, StringComparison.Ordinal);
    }

    private async Task<IEnumerable<string>> NamesAsync() => (await _site.Keys.ListAsync(default)).Select(k => k.Name).Order(StringComparer.Ordinal);

    private static int Rows(string page) => Row().Count(page);

    private async Task<HttpClient> VisitorAsync(Role role)
    {
        var visitor = new HttpClient(new HttpClientHandler { UseCookies = true, CookieContainer = new CookieContainer() }) { BaseAddress = new Uri(_site.Address) };
        var page = await visitor.GetStringAsync("/sign-in");
        using var answer = await visitor.PostAsync("/sign-in", new FormUrlEncodedContent([new("key", (await _site.KeyAsync(role)).Secret), new("__RequestVerificationToken", Token(page))]));
        return visitor;
    }

    private static async Task<(HttpResponseMessage Answer, string Page)> PostAsync(HttpClient visitor, string path, string handler, params (string Name, string Value)[] fields)
    {
        var token = Token(await visitor.GetStringAsync(path));
        var answer = await visitor.PostAsync($"{path}?handler={handler}", new FormUrlEncodedContent([.. fields.Select(f => KeyValuePair.Create(f.Name, f.Value)), new("__RequestVerificationToken", token)]));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (answer, await answer.Content.ReadAsStringAsync());
    }

    private static string Token(string page) => TokenField().Match(page).Groups[1].Value;

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex TokenField();

    [GeneratedRegex("det0131_[0-9a-z]{12}_[A-Za-z0-9_-]+")]
    private static partial Regex Secret();

    [GeneratedRegex("<tr><td class=\"num\"><time")]
    private static partial Regex Row();
}
