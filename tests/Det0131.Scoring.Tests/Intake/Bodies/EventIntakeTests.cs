using System.Diagnostics.Metrics;
using Det0131.Datasets.Enrichment;
using Det0131.Datasets.Enrichment.Redaction;
using Det0131.Datasets.Readers;
using Det0131.Models.Events;
using Det0131.Scoring.Intake;

namespace Det0131.Scoring.Tests.Intake;

/// <summary>Bodies against the import of a file with the same content, through a real journal.</summary>
public sealed class EventIntakeTests : IAsyncLifetime
{
    private static readonly IntakeRequest Zeek = new(null, "post/zeek", Gzip: false);

    private IntakeBench bench = null!;

    public ValueTask InitializeAsync()
    {
        bench = new IntakeBench();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TakeAsync_Log_SameEventsAsAnImportInTheOrderOfTheirEnds(bool gzip)
    {
        var text = IntakeBench.Zeek(Lines(300, new Random(3))) + "broken line\n";
        var path = Path.Combine(bench.Folder, "conn.log");
        File.WriteAllText(path, text);
        var imported = new List<SecurityEvent>();
        var enricher = new EventEnricher();
        var report = LogImporter.Run([path], new ImportOptions { Redact = SecretRedactor.Redact }, e =>
        {
            enricher.Enrich(e);
            imported.Add(IntakeBench.Copy(e));
        });
        var body = IntakeBench.Utf8(text);

        var result = await bench.Intake().TakeAsync(new MemoryStream(gzip ? IntakeBench.Gzip(body) : body), Zeek with { Gzip = gzip }, CancellationToken.None);

        imported.ForEach(e => e.File = "post/zeek");
        var expected = imported.OrderBy(PackedEvents.EndOf).ThenBy(e => e.Identity);
        Assert.Equal(SampleEvents.Show(expected), SampleEvents.Show(bench.Events));
        Assert.Equal(300, result.Events);
        Assert.Equal((report.Total.Read, report.Total.Accepted, report.Total.Ignored, report.Total.Rejected), (result.Read, result.Accepted, result.Ignored, result.Rejected));
        Assert.Equal(result.Read, result.Accepted + result.Ignored + result.Rejected + result.Held);
        Assert.Equal(("zeek", 1L, null), (result.Format, result.Rejected, result.Problem));
    }

    [Fact]
    public async Task TakeAsync_TimeInTheFuture_IsRejectedAndCounted()
    {
        var result = await bench.Intake().TakeAsync(Body(IntakeBench.Zeek(("a", -3700, 1), ("b", -3500, 1), ("c", 5, 1))), Zeek, CancellationToken.None);

        Assert.Equal(["c", "b"], bench.Events.Select(e => e.RecordId));
        Assert.Equal((2L, 2L, 1L), (result.Accepted, result.Events, result.RejectedBy[EventFilter.InFuture]));
        Assert.Equal(result.Read, result.Accepted + result.Ignored + result.Rejected + result.Held);
    }

    [Fact]
    public async Task TakeAsync_ManyEvents_SeveralFramesInOneOrder()
    {
        var result = await bench.Intake().TakeAsync(Body(IntakeBench.Zeek(Lines(45_000, new Random(1)))), Zeek, CancellationToken.None);

        var frames = bench.Journal.Read(0, bench.Journal.End).Select(frame => frame.Events.Select(PackedEvents.EndOf).ToList()).ToList();
        Assert.Equal([20_000, 20_000, 5_000], frames.Select(frame => frame.Count));
        Assert.Equal(frames.SelectMany(frame => frame).Order(), frames.SelectMany(frame => frame));
        Assert.Equal(45_000, result.Accepted);
    }

    [Fact]
    public async Task TakeAsync_TooLarge_IsRefusedAndNothingTaken()
    {
        var intake = bench.Intake(maxBodyBytes: 4096);
        var text = IntakeBench.Zeek(Lines(2_000, new Random(1)));
        var before = bench.Journal.End;

        var plain = await Assert.ThrowsAsync<InvalidDataException>(() => intake.TakeAsync(Body(text), Zeek, CancellationToken.None));
        var bomb = IntakeBench.Gzip([.. IntakeBench.Utf8(IntakeBench.Zeek(("a", 9, 1))), .. new byte[4096 * 40]]);
        var packed = await Assert.ThrowsAsync<InvalidDataException>(() => intake.TakeAsync(new MemoryStream(bomb), Zeek with { Gzip = true }, CancellationToken.None));

        Assert.True(bomb.Length < 4096, "The packed body is to be of allowed size.");
        Assert.Contains("more than 4096 bytes", plain.Message, StringComparison.Ordinal);
        Assert.Contains($"more than {4096 * 20} bytes once unpacked", packed.Message, StringComparison.Ordinal);
        Assert.Equal(before, bench.Journal.End);
    }

    [Theory]
    [InlineData("what is this", false, null, "what is this")]
    [InlineData("not gzip at all", true, null, "corrupt")]
    [InlineData("x", false, "zeke", "zeke")]
    public async Task TakeAsync_Unreadable_SaysWhy(string text, bool gzip, string? source, string expected)
    {
        var result = await bench.Intake().TakeAsync(Body(text), new IntakeRequest(source, "post", gzip), CancellationToken.None);

        Assert.Contains(expected, result.Problem, StringComparison.OrdinalIgnoreCase);
        Assert.Equal((null, 0L), (result.Format, result.Events));
    }

    [Fact]
    public async Task TakeAsync_GzipCutShort_SaysSoAndSentAgainGivesTheSameIdentities()
    {
        var packed = IntakeBench.Gzip(IntakeBench.Utf8(IntakeBench.Zeek(Lines(5_000, new Random(1)))));
        var intake = bench.Intake();

        var cut = await intake.TakeAsync(new MemoryStream(packed[..^100]), Zeek with { Gzip = true }, CancellationToken.None);
        var whole = await intake.TakeAsync(new MemoryStream(packed), Zeek with { Gzip = true }, CancellationToken.None);

        Assert.NotNull(cut.Problem);
        Assert.Null(whole.Problem);
        Assert.Equal(5_000, whole.Events);
        Assert.Equal(5_000, bench.Events.Select(e => e.Identity).Distinct().Count());
        Assert.NotEqual(cut.Id, whole.Id);
    }

    [Fact]
    public async Task TakeAsync_TooManyWait_IsToldToComeBackAndNothingTaken()
    {
        var waiting = 1001L;
        var intake = bench.Intake(() => waiting);
        var before = bench.Journal.End;

        var busy = await Assert.ThrowsAsync<IntakeBusyException>(() => intake.TakeAsync(Body(IntakeBench.Zeek(("a", 1, 1))), Zeek, CancellationToken.None));

        Assert.InRange(busy.RetryAfter.TotalSeconds, 1, 60);
        Assert.Equal(before, bench.Journal.End);
        waiting = 1000;
        Assert.Equal(1, (await intake.TakeAsync(Body(IntakeBench.Zeek(("a", 1, 1))), Zeek, CancellationToken.None)).Events);
    }

    [Fact]
    public async Task TakeAsync_ManyAtOnce_EveryEventIsThereOnce()
    {
        var intake = bench.Intake();
        await Task.WhenAll(Enumerable.Range(0, 40).Select(n => Task.Run(() =>
            intake.TakeAsync(Body(IntakeBench.Zeek(Enumerable.Range(0, 50).Select(i => ($"C{n}x{i}", (double)i, 1.0)))), Zeek, CancellationToken.None))));

        Assert.Equal(2_000, bench.Events.Count);
        Assert.Equal(2_000, bench.Events.Select(e => e.RecordId).Distinct().Count());
    }

    [Fact]
    public async Task TakeAsync_AcceptedAndRejected_AreCountedInTheMetrics()
    {
        var told = new List<(string Name, long Count, object? Label)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, to) =>
        {
            if (ReferenceEquals(instrument, bench.Metrics.Events) || ReferenceEquals(instrument, bench.Metrics.Rejected))
            {
                to.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, count, labels, _) => told.Add((instrument.Name, count, labels[0].Value)));
        listener.Start();

        await bench.Intake().TakeAsync(Body(IntakeBench.Zeek(("a", 1, 1), ("b", -9999, 1))), Zeek, CancellationToken.None);

        Assert.Equal([("det0131_events_total", 1L, "zeek.conn"), ("det0131_records_rejected_total", 1L, EventFilter.InFuture)], told);
    }

    [Fact]
    public void Enter_BodiesHoldTooMuch_TheLaterOneIsTurnedAwayAndRoomComesBack()
    {
        var gate = bench.Gate(maxBytes: 1000);
        using (var first = gate.Enter())
        {
            first.Add(5000);
            using var second = gate.Enter();
            Assert.Throws<IntakeBusyException>(() => second.Add(1));
        }

        using var third = gate.Enter();
        third.Add(900);
        using var fourth = gate.Enter();
        fourth.Add(100);
        Assert.Throws<IntakeBusyException>(() => fourth.Add(1));
    }

    [Fact]
    public void For_KnownRate_IsTheTimeForTheExcessWithinBounds()
    {
        var scored = 0L;
        var estimate = new WaitEstimate(bench.Time, () => scored);
        Assert.Equal(5, estimate.For(1).TotalSeconds);
        bench.Time.Advance(TimeSpan.FromSeconds(10));
        scored = 10_000;

        Assert.Equal([20, 1, 60], new[] { 20_000L, 10, 10_000_000 }.Select(excess => (int)estimate.For(excess).TotalSeconds));
    }

    private static MemoryStream Body(string text) => new(IntakeBench.Utf8(text));

    private static IEnumerable<(string Uid, double Ago, double Seconds)> Lines(int count, Random random) =>
        [.. Enumerable.Range(0, count).Select(i => ($"C{i}", random.NextDouble() * 5000, random.NextDouble() * 900))];
}
