using System.Net;
using System.Text.Json;
using Det0131.Scoring.Access;
using Det0131.Scoring.Hosting;
using Det0131.Scoring.Intake;
using Det0131.Scoring.Tests.Hosting;

namespace Det0131.Scoring.Tests.Api;

public sealed class EventsApiTests
{
    [Fact]
    public async Task Post_Body_ReachesTheIntakeAsSent()
    {
        await using var service = await RunningService.StartAsync();
        (byte[] Body, IntakeRequest Request)? seen = null;
        service.Intake.Take = (body, request) =>
        {
            seen = (body, request);
            return Samples.Taken("zeek", accepted: 2, rejected: 1);
        };
        using var client = await service.ClientAsync(Role.Ingest);
        using var content = new ByteArrayContent([31, 139, 8, 0]);
        content.Headers.ContentEncoding.Add("gzip");
        using var answer = await client.PostAsync("/v1/events?source=zeek&name=sensor%201", content);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(new IntakeRequest("zeek", "sensor 1", true), seen?.Request);
        Assert.Equal([31, 139, 8, 0], seen?.Body);
        var report = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal((3, 2, 1), (report.GetProperty("read").GetInt32(), report.GetProperty("accepted").GetInt32(), report.GetProperty("rejected").GetInt32()));
    }

    [Fact]
    public async Task Post_Outcomes_HaveTheirStatus()
    {
        await using var service = await RunningService.StartAsync();
        using var client = await service.ClientAsync(Role.Ingest);
        foreach (var (take, status) in new (Func<IntakeResult> Take, HttpStatusCode Status)[]
        {
            (() => Samples.Taken("zeek", accepted: 1, rejected: 9), HttpStatusCode.OK),
            (() => Samples.Taken("zeek", accepted: 0, rejected: 9), HttpStatusCode.UnprocessableEntity),
            (() => Samples.Taken("zeek", accepted: 0, problem: "the gzip stream is cut"), HttpStatusCode.UnprocessableEntity),
            (() => Samples.Taken(null, accepted: 0, problem: "no format"), HttpStatusCode.UnsupportedMediaType),
            (() => throw new IntakeBusyException(TimeSpan.FromSeconds(2.5)), HttpStatusCode.TooManyRequests),
            (() => throw new InvalidDataException("unpacked it is larger than 20 MiB"), HttpStatusCode.RequestEntityTooLarge),
            (() => throw new InvalidOperationException("secret path /srv"), HttpStatusCode.InternalServerError),
        })
        {
            service.Intake.Take = (_, _) => take();
            using var answer = await client.PostAsync("/v1/events", new StringContent("x"));
            Assert.Equal(status, answer.StatusCode);
            Assert.DoesNotContain("/srv", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.Equal(status == HttpStatusCode.TooManyRequests ? TimeSpan.FromSeconds(3) : null, answer.Headers.RetryAfter?.Delta);
        }
    }

    [Fact]
    public async Task Post_LargerThanAllowed_IsRefusedWhileItIsRead()
    {
        await using var service = await RunningService.StartAsync(new ServeOptions { MaxBodyBytes = 1024 });
        using var client = await service.ClientAsync(Role.Ingest);
        using var small = await client.PostAsync("/v1/events", new ByteArrayContent(new byte[1024]));
        Assert.Equal(HttpStatusCode.OK, small.StatusCode);
        using var large = await client.PostAsync("/v1/events", new ByteArrayContent(new byte[1025]));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        // Without a length it is counted.
        using var chunked = new HttpRequestMessage(HttpMethod.Post, "/v1/events") { Content = new StreamContent(new MemoryStream(new byte[4096])) };
        chunked.Headers.TransferEncodingChunked = true;
        using var counted = await client.SendAsync(chunked);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, counted.StatusCode);
    }

    [Fact]
    public async Task Post_LargerThanOtherRequests_IsAllowedForEvents()
    {
        await using var service = await RunningService.StartAsync();
        using var client = await service.ClientAsync(Role.Admin);
        using var events = await client.PostAsync("/v1/events", new ByteArrayContent(new byte[3 << 20]));
        Assert.Equal(HttpStatusCode.OK, events.StatusCode);
        using var other = await client.PostAsync("/v1/keys", new StringContent(new string(' ', 3 << 20), System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, other.StatusCode);
    }

    [Theory]
    [InlineData("source=nonsense", null, HttpStatusCode.BadRequest)]
    [InlineData("name=a%00b", null, HttpStatusCode.BadRequest)]
    [InlineData("", "br", HttpStatusCode.UnsupportedMediaType)]
    public async Task Post_WrongParameters_AreProblems(string query, string? encoding, HttpStatusCode status)
    {
        await using var service = await RunningService.StartAsync();
        using var client = await service.ClientAsync(Role.Ingest);
        using var content = new StringContent("x");
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        using var answer = await client.PostAsync("/v1/events?" + query, content);
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }
}
