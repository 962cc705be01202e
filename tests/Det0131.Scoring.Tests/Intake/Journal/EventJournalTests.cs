using Det0131.Models.Events;
using Det0131.Scoring.Intake;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Win32.SafeHandles;

namespace Det0131.Scoring.Tests.Intake;

/// <summary>The journal against a list in memory of what was acknowledged.</summary>
public sealed class EventJournalTests : IDisposable
{
    private readonly ManualTime time = new(new DateTimeOffset(2026, 8, 3, 0, 0, 0, TimeSpan.Zero));
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("det0131-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Read_RandomAppendsAndReopenings_GivesWhatWasAppended()
    {
        var random = new Random(11);
        var kept = new List<Kept>();
        for (var round = 0; round < 8; round++)
        {
            await using var journal = Open();
            Check(journal, kept);
            for (var i = 0; i < 12; i++)
            {
                time.Advance(TimeSpan.FromTicks(random.Next(1, 100_000)));
                kept.Add(await Append(journal, random));
            }

            Check(journal, kept);
        }

        Assert.True(Segments().Count > 3, $"Found {Segments().Count} segments; expected the test to fill several.");
    }

    [Fact]
    public async Task AppendAsync_ManyAtOnce_AllOnDiskInTheOrderOfTheirPositions()
    {
        await using var journal = Open();
        var frames = await Task.WhenAll(Enumerable.Range(0, 300).Select(seed => Task.Run(() => Append(journal, new Random(seed)))));

        Check(journal, [.. frames.OrderBy(frame => frame.Position)]);
        Assert.Equal(frames.Sum(frame => frame.Events.Count), journal.CountFrom(0));
    }

    [Fact]
    public async Task Open_LastFrameCutAtEveryByte_EarlierFramesAreThereAndItGoesOn()
    {
        var (path, kept, bytes) = await SmallSegment();
        for (var length = (int)kept[^1].Position; length < bytes.Length; length++)
        {
            Segments().Skip(1).ToList().ForEach(File.Delete);
            File.WriteAllBytes(path, bytes[..length]);
            await using var journal = Open();
            Assert.Equal(length - kept[^1].Position, journal.TornBytes);
            Check(journal, kept[..^1]);
            Check(journal, [.. kept[..^1], await Append(journal, new Random(length))]);
        }
    }

    [Fact]
    public async Task Open_FileCutInItsOwnHeader_BeginsAgain()
    {
        var (path, _, bytes) = await SmallSegment();
        for (var length = 0; length < JournalFormat.SegmentHeaderBytes; length++)
        {
            File.WriteAllBytes(path, bytes[..length]);
            await using var journal = Open();
            Check(journal, [await Append(journal, new Random(length))]);
        }
    }

    /// <summary>Whatever byte is changed: told with file and offset when it is before the last frame, cut off when it is in it. Never read as if whole.</summary>
    [Fact]
    public async Task Open_AnyByteFlipped_ToldOrCutOff()
    {
        var (path, kept, bytes) = await SmallSegment();
        for (var at = 0; at < bytes.Length; at++)
        {
            var changed = bytes.ToArray();
            changed[at] ^= 0x10;
            File.WriteAllBytes(path, changed);
            if (at < kept[^1].Position)
            {
                var fault = Assert.Throws<InvalidDataException>(() => Open().Dispose());
                var frame = kept.LastOrDefault(one => one.Position <= at)?.Position ?? 0;
                Assert.Contains($"{path}, offset {frame}:", fault.Message, StringComparison.Ordinal);
            }
            else
            {
                await using var journal = Open();
                Check(journal, kept[..^1]);
            }
        }
    }

    /// <summary>A batch of which the disk wrote the end and not the beginning was never acknowledged: it goes, and is no damage.</summary>
    [Fact]
    public async Task Open_BatchWithHoles_IsCutOffWhole()
    {
        var frames = new List<PendingFrame>();
        var (path, kept, bytes) = await SmallSegment();
        var position = (long)bytes.Length;
        foreach (var seed in new[] { 1, 2 })
        {
            var frame = PendingFrame.Of(SampleEvents.Many(new Random(seed), 3), null, time.GetUtcNow());
            frame.Place(position, bytes.Length);
            position += frame.Bytes;
            frames.Add(frame);
        }

        File.WriteAllBytes(path, [.. bytes, .. new byte[frames[0].Bytes], .. frames[1].Memory.Span]);
        await using var journal = Open();

        Assert.Equal(frames.Sum(frame => frame.Bytes), journal.TornBytes);
        Check(journal, kept);
    }

    [Fact]
    public async Task Read_DamageInAnEarlierSegment_IsToldWithFileAndOffset()
    {
        var kept = await ManySegments();
        var path = Segments()[0];
        var bytes = File.ReadAllBytes(path);
        bytes[(int)kept[0].Position + FrameHeader.Bytes + 20] ^= 1;
        File.WriteAllBytes(path, bytes);
        await using var journal = Open();

        var fault = Assert.Throws<InvalidDataException>(() => journal.Read(0, journal.End).First());

        Assert.Contains($"{path}, offset {kept[0].Position}: found a damaged body", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_SegmentMissing_IsTold()
    {
        await ManySegments();
        File.Delete(Segments()[1]);

        var fault = Assert.Throws<InvalidDataException>(() => Open().Dispose());

        Assert.Contains(Segments()[0], fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Release_PartOfTheJournal_PositionsGoOnAndTheRestStays()
    {
        var kept = await ManySegments();
        await using (var journal = Open())
        {
            var first = journal.Read(0, journal.End).Select(frame => frame.Events.FirstOrDefault()?.JournalPosition).First(position => position is not null)!.Value;
            Assert.NotNull(journal.Find(first));
            journal.Hold(() => kept[^1].Position);
            journal.Release(long.MaxValue);
            Assert.InRange(journal.Start, 1, kept[^1].Position);
            Assert.Null(journal.Find(first));
            kept = [.. kept.Where(frame => frame.Position >= journal.Start)];
            Check(journal, kept);
        }

        await using var again = Open();
        kept.Add(await Append(again, new Random(5)));
        Check(again, kept);
        Assert.True(kept[^1].Position > kept[^2].Position);
    }

    [Fact]
    public async Task CountFrom_EveryFrame_IsWhatReadGives()
    {
        var kept = await ManySegments();
        await using var journal = Open();
        foreach (var frame in kept)
        {
            Assert.Equal(journal.Read(frame.Position, journal.End).Sum(one => one.Events.Count()), journal.CountFrom(frame.Position));
        }

        Assert.Equal(0, journal.CountFrom(journal.End));
    }

    [Fact]
    public async Task WaitBeyondAsync_AppendFollows_Completes()
    {
        await using var journal = Open();
        var waiting = journal.WaitBeyondAsync(journal.End, CancellationToken.None);
        Assert.False(waiting.IsCompleted);

        await Append(journal, new Random(1));

        await waiting.WaitAsync(TimeSpan.FromSeconds(30));
        await journal.WaitBeyondAsync(0, CancellationToken.None);
    }

    [Fact]
    public async Task Open_Twice_TheSecondIsToldWhy()
    {
        await using var journal = Open();

        var fault = Assert.Throws<IOException>(() => Open().Dispose());

        Assert.Contains($"Found the journal {folder.FullName} in use by another process", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AppendAsync_DiskFull_FailsAndNothingStaysAndLaterAppendsWork(bool refusesCutToo)
    {
        var disk = new FullDisk { RefusesCut = refusesCutToo };
        var kept = new List<Kept>();
        await using (var journal = EventJournal.Open(folder.FullName, time, new JournalOptions(), NullLogger.Instance, disk))
        {
            kept.Add(await Append(journal, new Random(1)));
            disk.IsFull = true;
            var fault = await Assert.ThrowsAsync<IOException>(() => Append(journal, new Random(2)));
            Assert.Contains("No space left", fault.Message, StringComparison.Ordinal);
            Check(journal, kept);
            disk.IsFull = false;
            kept.Add(await Append(journal, new Random(3)));
            Check(journal, kept);
        }

        await using var again = Open();
        Assert.Equal(0, again.TornBytes);
        Check(again, kept);
    }

    private EventJournal Open() => EventJournal.Open(folder.FullName, time, new JournalOptions { SegmentBytes = 64 << 10 });

    private List<string> Segments() => [.. Directory.GetFiles(folder.FullName, "*.journal").Order(StringComparer.Ordinal)];

    private async Task<Kept> Append(EventJournal journal, Random random)
    {
        var events = SampleEvents.Many(random, random.Next(0, 6), 0.2);
        var note = random.Next(2) == 0 ? null : random.Next(3) == 0 ? "" : $"note é {random.Next()}";
        var at = time.GetUtcNow();
        var position = await journal.AppendAsync(events, note, CancellationToken.None);
        return new Kept(position, at, note, SampleEvents.Show(events));
    }

    private async Task<List<Kept>> ManySegments()
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

    private async Task<(string Path, List<Kept> Kept, byte[] Bytes)> SmallSegment()
    {
        var kept = new List<Kept>();
        await using (var journal = Open())
        {
            foreach (var seed in new[] { 1, 2, 3 })
            {
                SecurityEvent[] events = [new() { Source = "zeek.conn", Host = "host-1", Identity = (UInt128)seed }, new() { TimeMicros = seed, DnsName = "é.example" }];
                kept.Add(new Kept(await journal.AppendAsync(events, "n", CancellationToken.None), time.GetUtcNow(), "n", SampleEvents.Show(events)));
            }
        }

        return (Segments()[0], kept, File.ReadAllBytes(Segments()[0]));
    }

    private static void Check(EventJournal journal, List<Kept> kept)
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

    private sealed record Kept(long Position, DateTimeOffset At, string? Note, List<string> Events);

    /// <summary>A real disk that is full at will: it takes half of a write, as a real one does.</summary>
    private sealed class FullDisk : JournalDisk
    {
        public bool IsFull { get; set; }

        public bool RefusesCut { get; init; }

        public override void Write(SafeFileHandle file, IReadOnlyList<ReadOnlyMemory<byte>> buffers, long offset)
        {
            base.Write(file, IsFull ? [buffers[0][..(buffers[0].Length / 2)]] : buffers, offset);
            ThrowIfFull(IsFull);
        }

        public override void Cut(SafeFileHandle file, long length)
        {
            ThrowIfFull(IsFull && RefusesCut);
            base.Cut(file, length);
        }

        private static void ThrowIfFull(bool isFull)
        {
            if (isFull)
            {
                throw new IOException("No space left on device");
            }
        }
    }
}
