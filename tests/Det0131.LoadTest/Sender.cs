using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Det0131.LoadTest;

/// <summary>
/// Sends bodies one after another; a body that is refused for want of room is sent again as the answer says, one whose answer was lost too:
/// a body counts once. Not thread-safe.
/// </summary>
internal sealed class Sender(HttpClient client, LoadBodies bodies, LoadOptions options, LoadCount count, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly MemoryStream _packed = new();

    /// <summary>Sends until there is nothing more to send.</summary>
    /// <param name="due">Gives the time at which the next body is due, from now; null: it is over.</param>
    /// <param name="cancellation">Stops at once.</param>
    public async Task RunAsync(Func<int, TimeSpan?> due, CancellationToken cancellation)
    {
        while (true)
        {
            bodies.Next();
            if (due(bodies.Records.Count) is not { } wait)
            {
                return;
            }

            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, time, cancellation);
            }

            await SendAsync(cancellation);
        }
    }

    private async Task SendAsync(CancellationToken cancellation)
    {
        var body = options.Gzip ? Pack(bodies.Body) : bodies.Body;
        count.Begin(bodies.Records);
        while (true)
        {
            try
            {
                var began = time.GetTimestamp();
                using var content = new ReadOnlyMemoryContent(body);
                if (options.Gzip)
                {
                    content.Headers.ContentEncoding.Add("gzip");
                }

                using var answer = await client.PostAsync("v1/events", content, cancellation);
                if (answer.StatusCode == HttpStatusCode.TooManyRequests)
                {
                    count.Refused();
                    await Task.Delay(WaitOf(answer.Headers.RetryAfter), time, cancellation);
                    continue;
                }

                var text = await answer.Content.ReadAsStringAsync(cancellation);
                if (!answer.IsSuccessStatusCode)
                {
                    throw new InvalidOperationException($"The service answered {(int)answer.StatusCode}: {text}");
                }

                using var report = JsonDocument.Parse(text);
                count.Acknowledged(bodies.Records, body.Length, time.GetElapsedTime(began), Number(report, "accepted"), Number(report, "rejected"));
                return;
            }
            catch (HttpRequestException)
            {
                count.Lost();
                await Task.Delay(Pause, time, cancellation);
            }
        }
    }

    private static long Number(JsonDocument report, string name) => report.RootElement.GetProperty(name).GetInt64();

    private static TimeSpan WaitOf(RetryConditionHeaderValue? after) => after?.Delta ?? TimeSpan.FromSeconds(1);

    private ReadOnlyMemory<byte> Pack(ReadOnlyMemory<byte> body)
    {
        _packed.SetLength(0);
        using (var gzip = new GZipStream(_packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(body.Span);
        }

        return _packed.GetBuffer().AsMemory(0, (int)_packed.Length);
    }
}
