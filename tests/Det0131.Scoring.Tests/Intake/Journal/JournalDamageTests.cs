using Det0131.Scoring.Intake;
using Microsoft.Win32.SafeHandles;

namespace Det0131.Scoring.Tests.Intake;

/// <summary>Files that were cut, changed or lost, and a disk that refuses: the journal against a list in memory of what was acknowledged.</summary>
public sealed class JournalDamageTests : IDisposable
{
    private readonly JournalBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task Open_LastFrameCutAtEveryByte_EarlierFramesAreThereAndItGoesOn()
    {
        var (path, kept, bytes) = await bench.SmallSegment();
        for (var length = (int)kept[^1].Position; length < bytes.Length; length++)
        {
            bench.Segments().Skip(1).ToList().ForEach(File.Delete);
            File.WriteAllBytes(path, bytes[..length]);
            await using var journal = bench.Open();
            Assert.Equal(length - kept[^1].Position, journal.TornBytes);
            JournalBench.Check(journal, kept[..^1]);
            JournalBench.Check(journal, [.. kept[..^1], await bench.Append(journal, new Random(length))]);
        }
    }

    [Fact]
    public async Task Open_FileCutInItsOwnHeader_BeginsAgain()
    {
        var (path, _, bytes) = await bench.SmallSegment();
        for (var length = 0; length < JournalFormat.SegmentHeaderBytes; length++)
        {
            File.WriteAllBytes(path, bytes[..length]);
            await using var journal = bench.Open();
            JournalBench.Check(journal, [await bench.Append(journal, new Random(length))]);
        }
    }

    /// <summary>Whatever byte is changed: told with file and offset when it is before the last frame, cut off when it is in it. Never read as if whole.</summary>
    [Fact]
    public async Task Open_AnyByteFlipped_ToldOrCutOff()
    {
        var (path, kept, bytes) = await bench.SmallSegment();
        for (var at = 0; at < bytes.Length; at++)
        {
            var changed = bytes.ToArray();
            changed[at] ^= 0x10;
            File.WriteAllBytes(path, changed);
            if (at < kept[^1].Position)
            {
                var fault = Assert.Throws<InvalidDataException>(() => bench.Open().Dispose());
                var frame = kept.LastOrDefault(one => one.Position <= at)?.Position ?? 0;
                Assert.Contains($"{path}, offset {frame}:", fault.Message, StringComparison.Ordinal);
            }
            else
            {
                await using var journal = bench.Open();
                JournalBench.Check(journal, kept[..^1]);
            }
        }
    }

    /// <summary>A batch of which the disk wrote the end and not the beginning was never acknowledged: it goes, and is no damage.</summary>
    [Fact]
    public async Task Open_BatchWithHoles_IsCutOffWhole()
    {
        var frames = new List<PendingFrame>();
        var (path, kept, bytes) = await bench.SmallSegment();
        var position = (long)bytes.Length;
        foreach (var seed in new[] { 1, 2 })
        {
            var frame = PendingFrame.Of(SampleEvents.Many(new Random(seed), 3), null, bench.Time.GetUtcNow());
            frame.Place(position, bytes.Length);
            position += frame.Bytes;
            frames.Add(frame);
        }

        File.WriteAllBytes(path, [.. bytes, .. new byte[frames[0].Bytes], .. frames[1].Memory.Span]);
        await using var journal = bench.Open();

        Assert.Equal(frames.Sum(frame => frame.Bytes), journal.TornBytes);
        JournalBench.Check(journal, kept);
    }

    [Fact]
    public async Task Read_DamageInAnEarlierSegment_IsToldWithFileAndOffset()
    {
        var kept = await bench.ManySegments();
        var path = bench.Segments()[0];
        var bytes = File.ReadAllBytes(path);
        bytes[(int)kept[0].Position + FrameHeader.Bytes + 20] ^= 1;
        File.WriteAllBytes(path, bytes);
        await using var journal = bench.Open();

        var fault = Assert.Throws<InvalidDataException>(() => journal.Read(0, journal.End).First());

        Assert.Contains($"{path}, offset {kept[0].Position}: found a damaged body", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_SegmentMissing_IsTold()
    {
        await bench.ManySegments();
        File.Delete(bench.Segments()[1]);

        var fault = Assert.Throws<InvalidDataException>(() => bench.Open().Dispose());

        Assert.Contains(bench.Segments()[0], fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AppendAsync_DiskFull_FailsAndNothingStaysAndLaterAppendsWork(bool refusesCutToo)
    {
        var disk = new FullDisk { RefusesCut = refusesCutToo };
        var kept = new List<JournalBench.Kept>();
        await using (var journal = bench.Open(disk))
        {
            kept.Add(await bench.Append(journal, new Random(1)));
            disk.RefusesWrites = true;
            var fault = await Assert.ThrowsAsync<IOException>(() => bench.Append(journal, new Random(2)));
            Assert.Contains("No space left", fault.Message, StringComparison.Ordinal);
            JournalBench.Check(journal, kept);
            disk.RefusesWrites = false;
            kept.Add(await bench.Append(journal, new Random(3)));
            JournalBench.Check(journal, kept);
        }

        await using var again = bench.Open();
        Assert.Equal(0, again.TornBytes);
        JournalBench.Check(again, kept);
    }

    /// <summary>A real disk that is full at will: it takes half of a write, as a real one does.</summary>
    private sealed class FullDisk : JournalDisk
    {
        public bool RefusesWrites { get; set; }

        public bool RefusesCut { get; init; }

        public override void Write(SafeFileHandle file, IReadOnlyList<ReadOnlyMemory<byte>> buffers, long offset)
        {
            base.Write(file, RefusesWrites ? [buffers[0][..(buffers[0].Length / 2)]] : buffers, offset);
            ThrowIfFull(RefusesWrites);
        }

        public override void Cut(SafeFileHandle file, long length)
        {
            ThrowIfFull(RefusesWrites && RefusesCut);
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
