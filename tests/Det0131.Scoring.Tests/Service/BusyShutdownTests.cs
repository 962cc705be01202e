using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Det0131.Scoring.Tests.Intake;

namespace Det0131.Scoring.Tests.Service;

/// <summary>The real program is told to stop while bodies, syslog and readers of the event stream keep it busy. What was acknowledged is counted by the senders.</summary>
public sealed class BusyShutdownTests(TrainedStore trained) : IDisposable
{
    private const int Senders = 4;
    private const int Readers = 5;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("det0131-busy-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Stop_WhileEverybodySendsAndReads_EndsInOrderAndAllThatWasTakenIsThere()
    {
        var bodies = new ConcurrentQueue<byte[]>(SentLogs.Write(In("sent"), 14, 8, linesPerBody: 5));
        var (all, taken) = (bodies.ToList(), new ConcurrentBag<byte[]>());
        string? secret;
        using (var service = await StartAsync(null))
        {
            secret = service.Secret;
            var syslog = await service.SyslogAsync("TCP");
            using var ended = new CancellationTokenSource();
            List<Task> busy =
            [
                .. Enumerable.Range(0, Senders).Select(_ => Task.Run(() => PostAsync(service, bodies, taken), TestContext.Current.CancellationToken)),
                .. Enumerable.Range(0, Readers).Select(_ => Task.Run(() => ReadAsync(service), TestContext.Current.CancellationToken)),
                .. Enumerable.Range(0, 2).Select(n => Task.Run(() => SendAsync(syslog, n, ended.Token), TestContext.Current.CancellationToken)),
            ];
            // Far from all, so that it is busy when it is told; few enough for a machine whose disk is slow.
            await service.UntilAsync("twenty bodies are taken", () => Task.FromResult(taken.Count >= 20));
            var (code, took) = await service.StopAsync();
            await ended.CancelAsync();
            await Task.WhenAll(busy);

            Assert.True(code == 0, $"It ended with {code}:\n{service.Said}");
            // The promise is 10 s; a machine that is busy with other tests gets as much again.
            Assert.True(took < TimeSpan.FromSeconds(20), $"It took {took}.");
            Assert.DoesNotContain("\"LogLevel\":\"Error\"", service.Said, StringComparison.Ordinal);
            Assert.False(bodies.IsEmpty, "All was sent before it stopped: it was not busy.");
        }

        using (var next = await StartAsync(secret))
        {
            await next.UntilDoneAsync();
            Assert.Equal(0, (await next.StopAsync()).Code);
        }

        var there = Outcome.IdsOfLake(In("lake")).Where(id => id.Length > 0).ToList();
        Assert.Empty(Outcome.IdsOf(taken).Except(there));
        Assert.Empty(there.Except(Outcome.IdsOf(all)));
        Assert.Equal(there.Count, there.Distinct().Count());
    }

    private static async Task PostAsync(ServiceProcess service, ConcurrentQueue<byte[]> bodies, ConcurrentBag<byte[]> taken)
    {
        while (bodies.TryDequeue(out var body))
        {
            try
            {
                if (await service.PostAsync(body) == HttpStatusCode.OK)
                {
                    taken.Add(body);
                }
            }
            catch (HttpRequestException)
            {
                // It has stopped: nobody knows of this one.
                return;
            }
        }
    }

    private static async Task ReadAsync(ServiceProcess service)
    {
        try
        {
            await using var stream = await service.Client.GetStreamAsync(new Uri("/v1/alerts/stream?since=0", UriKind.Relative), TestContext.Current.CancellationToken);
            await stream.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException)
        {
            // The stream ends with the service.
        }
    }

    private static async Task SendAsync(IPEndPoint to, int sender, CancellationToken ended)
    {
        try
        {
            using var client = await SyslogBench.ConnectAsync(to);
            for (var n = sender; !ended.IsCancellationRequested; n += 2)
            {
                await client.GetStream().WriteAsync(IntakeBench.Utf8(SyslogBench.Counted(SyslogBench.Shell(n))), ended);
                await Task.Delay(1, ended);
            }
        }
        catch (Exception fault) when (fault is IOException or SocketException or OperationCanceledException)
        {
            // As above.
        }
    }

    private Task<ServiceProcess> StartAsync(string? secret) => ServiceProcess.StartAsync(
        secret, "--store", trained.In("store"), "--data", In("data"), "--lake", In("lake"), "--settle", "0.05", "--snapshot", "1", "--lake-commit", "1", "--syslog-tcp", "127.0.0.1:0");

    private string In(string name) => Path.Combine(_folder.FullName, name);
}
