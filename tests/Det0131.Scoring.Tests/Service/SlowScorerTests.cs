using System.Net;
using Microsoft.Data.Sqlite;

namespace Det0131.Scoring.Tests.Service;

/// <summary>The real program while its scorer cannot go on, because somebody else holds the alert database. What it must come to is found by batch scoring.</summary>
public sealed class SlowScorerTests(TrainedStore trained) : IDisposable
{
    private const int MostWaiting = 1_000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("det0131-slow-");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Serve_ScorerHeldUp_AsksSendersToWaitLosesNothingAndTakesAgain()
    {
        var bodies = SentLogs.Write(In("sent"), 14, 12, linesPerBody: 50);
        var first = bodies.Count / 6;
        using (var service = await ServiceProcess.StartAsync(null, "--store", trained.In("store"), "--data", In("data"), "--lake", In("lake"), "--settle", "0.05", "--snapshot", "1",
            "--lake-commit", "1", "--max-waiting", MostWaiting.ToString(System.Globalization.CultureInfo.InvariantCulture)))
        {
            foreach (var body in bodies.Take(first))
            {
                Assert.Equal(HttpStatusCode.OK, await service.PostAsync(body));
            }

            await service.UntilDoneAsync();
            var sent = first;
            await using (var other = new SqliteConnection($"Data Source={Path.Combine(In("data"), "alerts.db")};Pooling=False"))
            {
                await other.OpenAsync(TestContext.Current.CancellationToken);
                await ExecuteAsync(other, "BEGIN IMMEDIATE");
                HttpResponseMessage answer;
                while (true)
                {
                    using var content = new ByteArrayContent(bodies[sent]);
                    answer = await service.Client.PostAsync(new Uri("/v1/events", UriKind.Relative), content, TestContext.Current.CancellationToken);
                    if (answer.StatusCode != HttpStatusCode.OK)
                    {
                        break;
                    }

                    answer.Dispose();
                    Assert.True(++sent < bodies.Count, "All was taken although nothing was scored.");
                }

                using (answer)
                {
                    Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
                    Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
                }

                // What was taken is what there is room for, a micro-batch in work and the body that was the last to fit.
                Assert.InRange((sent - first) * 50, MostWaiting, bodies.Count * 50);
                Assert.Equal(HttpStatusCode.TooManyRequests, await service.PostAsync(bodies[sent]));
                await ExecuteAsync(other, "ROLLBACK");
            }

            foreach (var body in bodies.Skip(sent))
            {
                await service.UntilAsync("the body is taken", async () => await service.PostAsync(body) == HttpStatusCode.OK);
            }

            await service.UntilDoneAsync();
            Assert.Equal(SentLogs.Lines(bodies).Count, (await service.StatusAsync()).GetProperty("eventsSeen").GetInt64());
            Assert.Equal(0, (await service.StopAsync()).Code);
        }

        Outcome.AssertLakeHasEachOnce(In("lake"), bodies);
        await Outcome.AssertAlertsAreThoseOfBatchAsync(In("data"), trained, In("sent"));
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);
}
