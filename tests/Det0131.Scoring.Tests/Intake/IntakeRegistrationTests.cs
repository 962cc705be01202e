using Det0131.Scoring.Hosting;
using Det0131.Scoring.Intake;
using Det0131.Scoring.Operations;
using Det0131.Scoring.Streaming;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Det0131.Scoring.Tests.Intake;

/// <summary>The registered parts in a real host.</summary>
public sealed class IntakeRegistrationTests
{
    [Fact]
    public async Task AddIntake_Host_TakesFilesAndBodiesAndAsksToWaitWhenTheScorerIsBehind()
    {
        var folder = Directory.CreateTempSubdirectory("det0131-");
        try
        {
            var watched = Directory.CreateDirectory(Path.Combine(folder.FullName, "logs")).FullName;
            File.WriteAllText(Path.Combine(watched, "conn.log"), IntakeBench.Zeek(("a", 9, 1)));
            var options = new ServeOptions { Data = Path.Combine(folder.FullName, "data"), Watch = [watched], SyslogTcp = "127.0.0.1:0", MaxWaitingEvents = 1000 };
            var builder = Host.CreateApplicationBuilder();
            builder.Services.AddSingleton<ServiceMetrics>();
            builder.Services.AddSingleton<IScoringStatus, NothingScored>();
            builder.Services.AddIntake(options);
            using var host = builder.Build();
            await host.StartAsync();
            var journal = host.Services.GetRequiredService<IEventJournal>();
            var intake = host.Services.GetRequiredService<IEventIntake>();
            await IntakeBench.UntilAsync(() => journal.Read(0, journal.End).Sum(frame => frame.Events.Count()) == 1, "the file's event");

            var body = IntakeBench.Utf8(IntakeBench.Zeek(Enumerable.Range(0, 1500).Select(i => ($"b{i}", 5.0 + i, 1.0))));
            var result = await intake.TakeAsync(new MemoryStream(body), new IntakeRequest("zeek", "post/zeek", Gzip: false), CancellationToken.None);

            Assert.Equal(1500, result.Accepted);
            await Assert.ThrowsAsync<IntakeBusyException>(() => intake.TakeAsync(new MemoryStream(body), new IntakeRequest("zeek", "post/zeek", Gzip: false), CancellationToken.None));
            Assert.Equal(1501, journal.Read(0, journal.End).Sum(frame => frame.Events.Count()));
            await host.StopAsync();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>A scorer that has not begun.</summary>
    internal sealed class NothingScored : IScoringStatus
    {
        public long ScoredUpTo => 0;

        public long WaitingEvents => 0;

        public TimeSpan Lag => TimeSpan.Zero;

        public long? LatestEventMicros => null;

        public long EventsSeen => 0;

        public long EventsScored => 0;

        public long EventsLate => 0;

        public long EventsDoubled => 0;

        public int EventsWaiting => 0;

        public Det0131.Models.Sensors.SensorFigures Sensors => default;

        public int OpenGroups => 0;

        public int OpenWindows => 0;

        public long StateBytes => 0;

        public string? Problem => null;
    }
}
