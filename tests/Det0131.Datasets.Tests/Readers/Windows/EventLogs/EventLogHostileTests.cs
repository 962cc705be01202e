using System.Text.Json;
using Det0131.Datasets.Readers;
using Det0131.Datasets.Readers.Windows.EventLogs;

namespace Det0131.Datasets.Tests.Readers.Windows.EventLogs;

/// <summary>
/// Spoiled .evtx logs, with checksums made right again so that the spoiled place is really read: nothing is thrown, each frame is valid JSON or a defect, and few bytes cannot be made to
/// cost much.
/// </summary>
public sealed class EventLogHostileTests
{
    private static readonly string[] Defects =
    [
        EventLogFramer.EndsEarly, EventLogFramer.HeaderChecksum, EventLogFramer.ChunkChecksum, EventLogFramer.NotAChunk, EventLogFramer.DamagedRecord, BinaryXml.Damaged, BinaryXml.TooDeep,
        BinaryXml.TooLarge,
    ];

    [Fact]
    public void Next_EachByteChanged_IsValidOrToldAndNeverThrown()
    {
        var writer = SampleEvents.All();
        var chunk = writer.Chunk()[..writer.At];
        byte[] values = [0x00, 0x01, 0x0C, 0x0D, 0x21, 0x41, 0x7F, 0x81, 0xFF];
        for (var (at, change) = (40, 0); at < chunk.Length; at++)
        {
            for (var times = 0; times < 2; times++)
            {
                var value = values[change++ % values.Length];
                var spoiled = chunk.ToArray();
                spoiled[at] = value;
                EventLogWriter.Seal(spoiled);
                Read(EventLogWriter.Log(isDirty: at % 2 == 0, spoiled), $"byte {at} is {value}");
            }
        }
    }

    [Fact]
    public void Next_FourBytesHuge_IsToldAndNeverThrown()
    {
        var writer = SampleEvents.All();
        var chunk = writer.Chunk()[..writer.At];
        for (var at = 40; at + 4 < chunk.Length; at++)
        {
            uint[] values = [uint.MaxValue, 0x7FFF_FFFF, 0xFFFF, 0xFFF0, 512, (uint)at, 0];
            var value = values[at % values.Length];
            var spoiled = chunk.ToArray();
            BitConverter.GetBytes(value).CopyTo(spoiled, at);
            EventLogWriter.Seal(spoiled);
            Read(EventLogWriter.Log(isDirty: false, spoiled), $"four bytes at {at} are {value}");
        }
    }

    [Fact]
    public void Next_CutAnywhere_GivesTheRecordsBeforeTheCut()
    {
        var writer = SampleEvents.All();
        var (log, end) = (writer.Log(), writer.At);
        var last = 0;
        for (var length = 0; length < EventLogWriter.HeaderBytes + end; length += length < EventLogWriter.HeaderBytes ? 97 : 1)
        {
            var records = Read(log[..length], $"cut at {length}");
            Assert.True(records >= last, $"cut at {length}: {records} records, {last} before");
            last = records;
        }

        Assert.Equal(5, last);
        Assert.Equal(6, Read(log[..(EventLogWriter.HeaderBytes + end)], "cut behind the last record"));
    }

    [Fact]
    public void Next_TemplateThatNamesItself_IsTooDeep()
    {
        // The template's only content is an instance of itself.
        var log = new EventLogWriter().Record(to =>
        {
            var own = (uint)to.Fragment().At + 10;
            to.Instance("t", template => template.Fragment().InstanceAt(own).End()).End();
        }).Log();

        Assert.Equal(BinaryXml.TooDeep, Assert.Single(EventLogFramerTests.Frames(log)).Defect);
    }

    [Fact]
    public void Next_TemplateThatPutsItselfInMoreThanOnce_StopsAtTheLimit()
    {
        // Eight deep and 40 wide: more than any machine could write out.
        var log = new EventLogWriter().Record(to =>
        {
            var own = (uint)to.Fragment().At + 10;
            to.Instance("t", template =>
            {
                template.Fragment().Open("E", inTemplate: true);
                for (var times = 0; times < 40; times++)
                {
                    template.InstanceAt(own);
                }

                template.Close().End();
            }).End();
        }).Log();

        Assert.Contains(Assert.Single(EventLogFramerTests.Frames(log)).Defect, new[] { BinaryXml.TooDeep, BinaryXml.TooLarge });
    }

    [Fact]
    public void Next_RecordsThatExpand_StopAtTheChunksBudget()
    {
        // One value of 8 KB put in 200 times is over the limit of a record; 60 such records would be over that of a chunk many times.
        var big = LogValue.Text(new string('x', 4000));
        var writer = new EventLogWriter().Record(to => to.Fragment().Instance("t", Many, big).End());
        for (var more = 0; more < 60; more++)
        {
            writer.Record(to => to.Fragment().Instance("t", Many, LogValue.Text(new string('y', 300))).End());
        }

        var frames = EventLogFramerTests.Frames(writer.Log());

        Assert.Equal(61, frames.Count);
        Assert.True(frames.Sum(frame => (long)frame.Text.Length) <= ExpansionBudget.ChunkBytes);
        Assert.Equal(BinaryXml.TooLarge, frames[^1].Defect);

        static void Many(EventLogWriter template)
        {
            template.Fragment().Open("E", inTemplate: true);
            for (var times = 0; times < 1000; times++)
            {
                template.Put(0);
            }

            template.Close().End();
        }
    }

    [Fact]
    public void Read_AnyBudget_IsTooLargeUpToTheRecordsLength()
    {
        var writer = SampleEvents.All();
        var chunk = writer.Chunk();
        var end = EventLogWriter.FirstRecord + BitConverter.ToInt32(chunk, EventLogWriter.FirstRecord + 4) - 4;
        var whole = EventLogFramerTests.Frames(writer.Log())[0].Text.Length;
        var xml = new BinaryXml();
        var budget = new ExpansionBudget();
        var fits = 0;
        for (var bytes = 0; fits == 0 && bytes < 2 * whole; bytes++)
        {
            budget.Reset();
            budget.Spend(ExpansionBudget.ChunkBytes - bytes, 0);
            var defect = xml.Read(chunk, EventLogWriter.FirstRecord + 24, end, budget);

            fits = defect is null ? bytes : 0;
            Assert.True(defect is null or BinaryXml.TooLarge, $"{bytes} of {whole} bytes: {defect}");
        }

        // An element's start is put together before it is written, so some bytes more than the record has are needed.
        Assert.InRange(fits, whole, whole + 100);
    }

    [Fact]
    public void Next_ElementsWithoutEnd_AreTooDeepOrDamaged()
    {
        var log = new EventLogWriter().Record(to =>
        {
            to.Fragment();
            for (var depth = 0; depth < 200; depth++)
            {
                to.Open("E", inTemplate: false);
            }

            to.End();
        }).Log();

        Assert.Equal(BinaryXml.TooDeep, Assert.Single(EventLogFramerTests.Frames(log)).Defect);
    }

    /// <summary>Reads to the end; gives the records that were JSON.</summary>
    private static int Read(byte[] log, string what)
    {
        var records = 0;
        using var framer = RecordFramer.Create(new MemoryStream(log), Framing.EventLog);
        for (var frames = 0; framer.Next(); frames++)
        {
            Assert.True(frames < 3000, $"{what}: no end");
            if (framer.Defect is { } defect)
            {
                Assert.True(Defects.Contains(defect), $"{what}: {defect}");
                continue;
            }

            records++;
            var reader = new Utf8JsonReader(framer.Record);
            while (reader.Read())
            {
            }

            Assert.True(reader.BytesConsumed == framer.Record.Length, what);
        }

        return records;
    }
}
