using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Det0131.Models.Versioning;
using Det0131.Scoring.Access;
using Det0131.Scoring.Tests.Hosting;

namespace Det0131.Scoring.Tests.Api;

/// <summary>Keys, allow-list, models and status over HTTP.</summary>
public sealed class OtherApiTests
{
    [Fact]
    public async Task Keys_MadeListedUsedAndRevoked()
    {
        await using var service = await RunningService.StartAsync();
        using var admin = await service.ClientAsync(Role.Admin);
        using var made = await Post(admin, "/v1/keys", """{"name":"sensor","role":"ingest","expiresInDays":30}""");
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var answer = await made.Content.ReadFromJsonAsync<JsonElement>();
        var (id, secret) = (answer.GetProperty("key").GetProperty("id").GetString()!, answer.GetProperty("secret").GetString()!);

        var list = await admin.GetStringAsync("/v1/keys");
        Assert.Contains(id, list, StringComparison.Ordinal);
        Assert.DoesNotContain(secret[21..], list, StringComparison.Ordinal);
        Assert.DoesNotContain("hash", list, StringComparison.OrdinalIgnoreCase);

        using var sensor = await service.ClientAsync(null);
        sensor.DefaultRequestHeaders.Add("Authorization", "Bearer " + secret);
        Assert.Equal(HttpStatusCode.OK, (await sensor.PostAsync("/v1/events", new StringContent("x"))).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await admin.DeleteAsync("/v1/keys/" + id)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await sensor.PostAsync("/v1/events", new StringContent("x"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.DeleteAsync("/v1/keys/" + id)).StatusCode);

        var audit = await admin.GetFromJsonAsync<JsonElement>("/v1/audit?limit=3");
        Assert.Equal(["sign_in.refused", "key.revoke", "key.create"], audit.EnumerateArray().Select(l => l.GetProperty("action").GetString()!));
    }

    [Theory]
    [InlineData("""{"name":"x"}""")]
    [InlineData("""{"name":"x","role":"root"}""")]
    [InlineData("""{"name":"x","role":3}""")]
    [InlineData("""{"name":null,"role":"admin"}""")]
    [InlineData("""{"name":"x","role":"admin","expiresInDays":0}""")]
    [InlineData("""{"name":"x","role":"admin","expiresInDays":2147483647}""")]
    [InlineData("[]")]
    public async Task Keys_WrongBody_IsAProblemAndMakesNone(string body)
    {
        await using var service = await RunningService.StartAsync();
        using var admin = await service.ClientAsync(Role.Admin);
        using var answer = await Post(admin, "/v1/keys", body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.DoesNotContain(await service.Ring.ListAsync(default), k => k.Name == "x");
    }

    [Fact]
    public async Task AllowList_AddedListedEnded()
    {
        await using var service = await RunningService.StartAsync();
        using var analyst = await service.ClientAsync(Role.Analyst);
        using var added = await Post(analyst, "/v1/allow-list", """{"entity":"web1","reason":"A planned copy","expiresAt":"2027-01-01T00:00:00+01:00"}""");
        var entry = await added.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(("test analyst", "2026-12-31T23:00:00+00:00"), (entry.GetProperty("owner").GetString(), entry.GetProperty("expiresAt").GetString()));
        Assert.Equal(1, (await analyst.GetFromJsonAsync<JsonElement>("/v1/allow-list")).GetArrayLength());
        var id = entry.GetProperty("id").GetString();
        Assert.Equal(HttpStatusCode.NoContent, (await analyst.DeleteAsync("/v1/allow-list/" + id)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await analyst.DeleteAsync("/v1/allow-list/" + id)).StatusCode);
        using var empty = await Post(analyst, "/v1/allow-list", """{"reason":"Everything","expiresAt":"2027-01-01T00:00:00Z"}""");
        Assert.Equal(HttpStatusCode.BadRequest, empty.StatusCode);
    }

    [Fact]
    public async Task Models_PromotedAndRolledBack_AreAuditedAndFollowed()
    {
        await using var service = await RunningService.StartAsync();
        var (first, second) = (Version(service, 1), Version(service, 2));
        using var scientist = await service.ClientAsync(Role.DataScientist);
        using var promoted = await Post(scientist, "/v1/models/promote", $$"""{"version":"{{first}}"}""");
        Assert.Equal(first, (await promoted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("promoted").GetString());
        (await Post(scientist, "/v1/models/promote", $$"""{"version":"{{second}}"}""")).Dispose();
        using var back = await Post(scientist, "/v1/models/rollback", "");
        Assert.Equal(first, (await back.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("promoted").GetString());
        Assert.Equal(3, service.Scorer.Refreshed);
        using var further = await Post(scientist, "/v1/models/rollback", "");
        Assert.Equal(HttpStatusCode.Conflict, further.StatusCode);

        var lines = await ((IAuditLog)service.Keys).ListAsync(3, default);
        Assert.Equal([$"model.rollback {first} before: {second}", $"model.promote {second} before: {first}", $"model.promote {first} before: none"], lines.Select(l => $"{l.Action} {l.Target} {l.Detail}"));
        var versions = (await scientist.GetFromJsonAsync<JsonElement>("/v1/models")).GetProperty("versions");
        Assert.Equal([second, first], versions.EnumerateArray().Select(v => v.GetProperty("version").GetString()!));
    }

    [Theory]
    [InlineData("""{"version":"../../etc"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"version":"20260101T000000Z-abcdef"}""", HttpStatusCode.Conflict)]
    [InlineData("{}", HttpStatusCode.BadRequest)]
    public async Task Promote_NoSuchVersion_ChangesNothing(string body, HttpStatusCode status)
    {
        await using var service = await RunningService.StartAsync();
        using var scientist = await service.ClientAsync(Role.DataScientist);
        using var answer = await Post(scientist, "/v1/models/promote", body);
        Assert.Equal(status, answer.StatusCode);
        Assert.Null(service.Store.Current());
        Assert.Equal(0, service.Scorer.Refreshed);
    }

    [Fact]
    public async Task Status_SaysHowTheServiceStands()
    {
        await using var service = await RunningService.StartAsync();
        service.Scorer.WaitingEvents = 12;
        service.Scorer.Lag = TimeSpan.FromSeconds(1.5);
        using var analyst = await service.ClientAsync(Role.Analyst);
        var status = await analyst.GetFromJsonAsync<JsonElement>("/v1/status");
        Assert.Equal((12, 1.5, 3072), (status.GetProperty("waitingEvents").GetInt32(), status.GetProperty("lagSeconds").GetDouble(), status.GetProperty("journalBytes").GetInt32()));
        Assert.Equal(3, status.GetProperty("budget")[0].GetProperty("sent").GetInt32());
        Assert.False(status.TryGetProperty("modelVersion", out _));
    }

    private static string Version(RunningService service, int day) => service.Store.Create(
        folder => File.WriteAllText(Path.Combine(folder, "data.txt"), "version " + day),
        new ManifestInfo { TrainingStart = Samples.Now, TrainingEnd = Samples.Now.AddDays(day) }, "test").ToString();

    private static Task<HttpResponseMessage> Post(HttpClient client, string path, string body) => client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
}
