using Det0131.Models.Events;
using Det0131.Scoring.Intake;
using Microsoft.Extensions.Logging.Abstractions;

namespace Det0131.Scoring.Tests.Intake;

/// <summary>A journal in a folder of its own, and a list in memory of what it acknowledged.</summary>
internal sealed class JournalBench : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("det0131-");

    public ManualTime Time { get; } = new(new DateTimeOffset(2026, 8, 3, 0, 0, 0, TimeSpan.Zero));

    public string Folder => folder.FullName;

    public void Dispose() => folder.Delete(recursive: true);

    public EventJournal Open(JournalDisk? disk = null) => EventJournal.Open(Folder, Time, new JournalOptions { SegmentBytes = 64 << 10 }, NullLogger.Instance, disk ?? new JournalDisk());

    public List<string> Segments() => [.. Directory.GetFiles(Folder, "*.journal").Order(StringComparer.Ordinal)];

    public async Task<Kept> Append(EventJournal journal, Random random)
    {
        var events = SampleEvents.Many(random, random.Next(0, 6), 0.2);
        var note = random.Next(2) == 0 ? null : random.Next(3) == 0 ? "" : $"note é {random.Next()}";
        var at = Time.GetUtcNow();
        var position = await journal.AppendAsync(events, note, CancellationToken.None);
        return new Kept(position, at, note, SampleEvents.Show(events));
    }

    public async Task<List<Kept>> ManySegments()
    {
        var random = new Random(21);
        var kept = new List<Kept>();
        await using var journal = Open();
        while (Segments().Count < 5)
        {
            kept.Add(await Append(journal, random));
        }

        return kept;
    }

    public async Task<(string Path, List<Kept> Kept, byte[] Bytes)> SmallSegment()
    {
        var kept = new List<Kept>();
        await using (var journal = Open())
        {
            foreach (var seed in new[] { 1, 2, 3 })
            {
                SecurityEvent[] events = [new() { Source = "zeek.conn", Host = "host-1", Identity = (UInt128)seed }, new() { TimeMicros = seed, DnsName = "é.example" }];
                kept.Add(new Kept(await journal.AppendAsync(events, "n", CancellationToken.None), Time.GetUtcNow(), "n", SampleEvents.Show(events)));
            }
        }

        return (Segments()[0], kept, File.ReadAllBytes(Segments()[0]));
    }

    public static void Check(EventJournal journal, List<Kept> kept)
    {
        var next = kept.Count > 0 ? kept[0].Position : 0;
        var read = journal.Read(0, long.MaxValue).Select(frame =>
        {
            Assert.True(frame.Position >= next, $"Found a frame at {frame.Position}; expected none before {next}.");
            next = frame.Next;
            var shown = new List<string>();
            foreach (var e in frame.Events)
            {
                shown.Add(SampleEvents.Show(e));
                Assert.Equal(shown[^1], SampleEvents.Show(journal.Find(e.JournalPosition)!));
            }

            return new Kept(frame.Position, frame.At, frame.Note, shown);
        }).ToList();
        Assert.Equal(kept.Select(frame => (frame.Position, frame.At, frame.Note)), read.Select(frame => (frame.Position, frame.At, frame.Note)));
        Assert.Equal(kept.SelectMany(frame => frame.Events), read.SelectMany(frame => frame.Events));
    }

    public sealed record Kept(long Position, DateTimeOffset At, string? Note, List<string> Events);
}
