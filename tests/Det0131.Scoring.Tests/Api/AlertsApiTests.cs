using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Det0131.Models.Alerts;
using Det0131.Models.Feedback;
using Det0131.Scoring.Access;
using Det0131.Scoring.Alerts;
using Det0131.Scoring.Api;
using Det0131.Scoring.Tests.Hosting;

namespace Det0131.Scoring.Tests.Api;

public sealed class AlertsApiTests : IAsyncLifetime
{
    private RunningService _service = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _service = await RunningService.StartAsync();
        _client = await _service.ClientAsync(Role.Analyst);
        await Apply("a-1");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _service.DisposeAsync();
    }

    [Fact]
    public async Task List_Parameters_BecomeTheQuery()
    {
        var url = "/v1/alerts?state=new,in-progress&analytic=AN0368&entity=web1&text=ftp&owner=ada&severity=high&from=2026-11-01T00:00:00Z&until=2026-12-01&since=0&include=suppressed,merged&cut=over-budget&limit=7&after=x";
        using var answer = await _client.GetAsync(url);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var query = _service.Alerts.LastQuery!;
        Assert.Equal([AlertState.New, AlertState.InProgress], query.States!);
        var expected = new AlertQuery
        {
            States = query.States, Analytic = "AN0368", Entity = "web1", Text = "ftp", Owner = "ada", LeastSeverity = AlertSeverity.High,
            From = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero), Until = new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero),
            Since = 0, WithSuppressed = true, WithMerged = true, OnlyCut = AlertCut.OverBudget, Order = AlertOrder.Changed, Limit = 7, After = "x",
        };
        Assert.Equal(expected, query);
    }

    [Theory]
    [InlineData("state=open", "state is 'open'; expected one of new, in-progress, true-positive, benign, expected.")]
    [InlineData("limit=0", "limit is '0'; expected a whole number from 1 to 1000.")]
    [InlineData("limit=x%0Ay", "limit is 'x\\u{a}y'; expected a whole number from 1 to 1000.")]
    [InlineData("since=-1", "since is '-1'; expected a whole number from 0 to 9223372036854775807.")]
    [InlineData("from=soon", "from is 'soon'; expected a time such as 2026-11-21T08:00:00Z.")]
    [InlineData("format=xml", "format is 'xml'; expected native, ocsf or ecs.")]
    [InlineData("cut=merged", "cut is 'merged'; expected one of over-budget, suppressed.")]
    [InlineData("include=all,closed", "include is 'closed'; expected suppressed, over-budget, merged or all.")]
    public async Task List_WrongParameter_SaysWhatWasExpected(string query, string detail)
    {
        using var answer = await _client.GetAsync("/v1/alerts?" + query);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(detail, (await Json(answer)).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Get_Alert_ExplainsItself()
    {
        using var answer = await _client.GetAsync("/v1/alerts/a-1");
        Assert.Equal("\"1\"", answer.Headers.ETag?.Tag);
        var alert = await Json(answer);
        var row = alert.GetProperty("row");
        Assert.Equal(("new", "once in 43 days", "<img onerror=alert(1)>\n"), (row.GetProperty("state").GetString(), row.GetProperty("returnPeriod").GetString(), row.GetProperty("user").GetString()));
        Assert.Equal("2026-11-21T08:00:00+00:00", row.GetProperty("firstEvent").GetString());
        // Absent means absent.
        Assert.False(row.TryGetProperty("owner", out _));
        Assert.False(row.TryGetProperty("bytesOut", out _));
        Assert.Equal(12.5, alert.GetProperty("contributions")[0].GetProperty("bits").GetDouble());
        Assert.Equal("00000000000000000000000000000007", alert.GetProperty("events")[0].GetProperty("id").GetString());
        using var none = await _client.GetAsync("/v1/alerts/none");
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Theory]
    [InlineData("ocsf", "class_uid")]
    [InlineData("ecs", "@timestamp")]
    public async Task List_InAnotherForm_IsOneObjectALine(string format, string member)
    {
        await Apply("a-2");
        using var answer = await _client.GetAsync($"/v1/alerts?limit=1&format={format}");
        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType?.MediaType);
        var line = Assert.Single((await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.True(JsonDocument.Parse(line).RootElement.TryGetProperty(member, out _));
        Assert.Equal($"</v1/alerts?limit=1&format={format}&after=next-page>; rel=\"next\"", answer.Headers.GetValues("Link").Single());
    }

    [Fact]
    public async Task Patch_RightRevision_Changes_OldRevision_IsRefused()
    {
        using var changed = await Patch("\"1\"", """{"state":"in-progress","owner":"ada"}""");
        Assert.Equal((HttpStatusCode.OK, "\"2\""), (changed.StatusCode, changed.Headers.ETag?.Tag));
        Assert.Equal("in-progress", (await Json(changed)).GetProperty("state").GetString());
        using var late = await Patch("\"1\"", """{"state":"benign"}""");
        Assert.Equal(HttpStatusCode.PreconditionFailed, late.StatusCode);
        using var anyhow = await Patch(null, """{"state":"benign"}""");
        Assert.Equal(HttpStatusCode.OK, anyhow.StatusCode);
        var feedback = await _client.GetByteArrayAsync("/v1/feedback");
        Assert.Equal("benign", JsonDocument.Parse(feedback).RootElement[0].GetProperty("verdict").GetString());
        // What the service answers is what training imports.
        var item = Assert.Single(FeedbackText.Read(feedback));
        Assert.Equal(("a-1", FeedbackVerdict.Benign), (item.AlertId, item.Verdict));
    }

    [Theory]
    [InlineData("\"x\"", """{"state":"benign"}""")]
    [InlineData(null, """{"state":"closed"}""")]
    [InlineData(null, """{"state":3}""")]
    [InlineData(null, """{"staet":"benign"}""")]
    [InlineData(null, """{"owner":"a\u0007"}""")]
    [InlineData(null, """{"state":""")]
    public async Task Patch_WrongBody_IsAProblem(string? ifMatch, string body)
    {
        using var answer = await Patch(ifMatch, body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.NotEmpty((await Json(answer)).GetProperty("detail").GetString()!);
        Assert.Equal(AlertState.New, (await _service.Alerts.FindAsync("a-1", default))!.State);
    }

    [Fact]
    public async Task Stream_Changes_ComeInOrderWithTheirCursor_AndGoOnFromTheLast()
    {
        using var stream = await OpenStream(null);
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync());
        // Connected: what changes from now on comes; the alert that was there already does not.
        Assert.Equal(": connected", await reader.ReadLineAsync());
        for (var i = 2; i <= 4; i++)
        {
            await Apply("a-" + i);
        }

        Assert.Equal(["2 a-2", "3 a-3", "4 a-4"], await Events(reader, 3));

        using var again = await OpenStream("2");
        using var next = new StreamReader(await again.Content.ReadAsStreamAsync());
        Assert.Equal(["3 a-3", "4 a-4"], await Events(next, 2));
    }

    [Fact]
    public async Task Stream_KeyRevoked_Ends()
    {
        using var stream = await OpenStream("0");
        await _service.Ring.RevokeAsync((await _service.SecretAsync(Role.Analyst))[8..20], "console", default);
        await Apply("a-9");
        // Ends by itself: without that the reading would never come to an end.
        await stream.Content.ReadAsStringAsync().WaitAsync(TimeSpan.FromMinutes(1));
        using var refused = await _client.GetAsync("/v1/alerts");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    /// <summary>A full house is told so and nobody inside is disturbed; a place that is given back is taken again.</summary>
    [Fact]
    public async Task Stream_MoreThanTheMost_IsAskedToComeLater()
    {
        var open = await Task.WhenAll(Enumerable.Range(0, AlertStreamApi.MaximumStreams).Select(_ => OpenStream(null)));
        Assert.All(open, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        using (var refused = await OpenStream(null))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Equal("200 streams are open already; try again later.", (await Json(refused)).GetProperty("detail").GetString());
        }

        open[0].Dispose();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        HttpStatusCode status;
        do
        {
            // The service hears of a reader that went with its next word to him.
            await Apply("a-2");
            using var again = await OpenStream(null);
            status = again.StatusCode;
        }
        while (status != HttpStatusCode.OK && !patience.IsCancellationRequested);
        Assert.Equal(HttpStatusCode.OK, status);
        foreach (var answer in open)
        {
            answer.Dispose();
        }
    }

    private static async Task<List<string>> Events(StreamReader reader, int count)
    {
        var found = new List<string>();
        string? id = null;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (found.Count < count && await reader.ReadLineAsync(patience.Token) is { } line)
        {
            id = line.StartsWith("id: ", StringComparison.Ordinal) ? line[4..] : id;
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                found.Add(id + " " + JsonDocument.Parse(line[6..]).RootElement.GetProperty("id").GetString());
            }
        }

        return found;
    }

    private async Task<HttpResponseMessage> OpenStream(string? lastId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/alerts/stream");
        if (lastId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastId);
        }

        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private async Task<HttpResponseMessage> Patch(string? ifMatch, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, "/v1/alerts/a-1") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        return await _client.SendAsync(request);
    }

    private Task Apply(string id) => _service.Alerts.ApplyAsync([Samples.Alert(id)], new Dictionary<string, string>(), default);

    private static async Task<JsonElement> Json(HttpResponseMessage answer) => JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
}
