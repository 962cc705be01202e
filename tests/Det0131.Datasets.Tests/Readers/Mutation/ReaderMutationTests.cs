using System.Text;
using Det0131.Datasets.Readers;

namespace Det0131.Datasets.Tests.Readers.Mutation;

/// <summary>
/// Every registered format's reader on spoiled records: cut at any byte, changed bytes, fields missing, doubled, moved, of another type or out of range, deep nesting, long lines,
/// any size of buffer. Held to a property: nothing thrown, no defect, each record accounted for once, reasons from a small set.
/// </summary>
public sealed class ReaderMutationTests
{
    private const int MostCuts = 500;
    private const int Flips = 400;
    private const int ChangesPerReading = 64;
    private const int LongBytes = 10 << 20;

    public static TheoryData<string> All => [.. Seeds.Keys];

    /// <summary>Those whose records can be told apart in the file as it is.</summary>
    public static TheoryData<string> OfText => [.. SourceFormats.All.Where(format => format.Framing is not (Framing.EventLog or Framing.AuditTrail)).Select(Seeds.KeyOf)];

    [Theory]
    [MemberData(nameof(All))]
    public void Seeds_OfEachRegisteredFormat_AreRecognisedAndTaken(string key)
    {
        Assert.True(File.Exists(Seeds.PathOf(key)), $"Found no seeds for {key}; expected some of its records in Fixtures/Mutation/{key}.log.");
        var events = 0;
        var report = LogImporter.ReadStream(new MemoryStream(Seeds.File(key)), "x.log", new ImportOptions(), _ => events++);

        Assert.Equal(Seeds.FormatOf(key).Name, Assert.Single(report.Files).Format);
        Assert.Empty(report.Total.RejectedBy);
        Assert.True(events > 0);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Read_CutAtAnyByte_AccountsForEachRecord(string key)
    {
        var (log, bytes) = (new SpoiledLog(Seeds.FormatOf(key)), Seeds.File(key));
        var step = Math.Max(1, bytes.Length / MostCuts);
        for (var length = 1; length < bytes.Length; length += step)
        {
            log.Read(bytes[..length], $"cut at {length}");
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Read_ChangedBytes_AccountsForEachRecord(string key)
    {
        var (log, bytes) = (new SpoiledLog(Seeds.FormatOf(key)), Seeds.File(key));
        var random = new Random(11);
        for (var round = 0; round < Flips; round++)
        {
            var changed = bytes.ToArray();
            for (var changes = random.Next(1, 12); changes > 0; changes--)
            {
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            }

            log.Read(changed, $"round {round}");
        }
    }

    [Theory]
    [MemberData(nameof(OfText))]
    public void Read_FieldsMissingDoubledMovedOrWrong_AccountsForEachRecord(string key)
    {
        var (log, whole) = (new SpoiledLog(Seeds.FormatOf(key)), Seeds.File(key));
        foreach (var record in Seeds.Records(key))
        {
            // A parser may keep what earlier records told: the good ones come before the bad, and again after some.
            foreach (var changed in (RecordChanges.OfJson(record) ?? RecordChanges.OfLine(record)).Chunk(ChangesPerReading))
            {
                byte[] bytes = [.. whole, .. changed.SelectMany(one => one.Append((byte)'\n')), .. whole];
                log.Read(bytes, Encoding.UTF8.GetString(record.AsSpan(0, Math.Min(80, record.Length))));
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Read_BuffersOfAnySize_GiveTheSameEvents(string key)
    {
        var (log, bytes) = (new SpoiledLog(Seeds.FormatOf(key)), Seeds.File(key));
        var expected = log.Read(bytes, "whole");

        foreach (var size in new[] { 1, 2, 7, 61, 4096 })
        {
            Assert.Equal(expected, log.Read(new SpoiledLog.Dripping(bytes, size), $"{size} bytes at a time"));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Read_LongAndDeepRecordsBetweenGoodOnes_GoesOn(string key)
    {
        var (log, bytes) = (new SpoiledLog(Seeds.FormatOf(key)), Seeds.File(key));
        var good = log.Read(bytes, "whole").Count;
        foreach (var (what, bad) in new (string, byte[])[]
        {
            ("a long word", Encoding.ASCII.GetBytes(new string('x', LongBytes))),
            ("a long value", Encoding.ASCII.GetBytes($"{{\"a\":\"{new string('x', LongBytes)}\"}}")),
            ("many fields", Encoding.ASCII.GetBytes("{" + string.Join(',', Enumerable.Range(0, 200_000).Select(n => $"\"a{n % 977}\":{n}")) + "}")),
            ("deep nesting", Encoding.ASCII.GetBytes("{\"a\":" + new string('[', 100_000) + new string(']', 100_000) + "}")),
        })
        {
            var events = log.Read([.. bytes, .. bad, (byte)'\n', .. bytes], what);

            Assert.True(events.Count >= good, $"{what}: {events.Count} events, {good} of the good records before it");
        }
    }
}
