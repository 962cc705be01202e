using System.Text;
using Det0131.Datasets.Readers;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers;

/// <summary>Whole imports of files that somebody spoiled: counted, never a crash, and the good records come through.</summary>
public sealed class HostileFileTests : IDisposable
{
    private const string Header = "#separator \\x09\r\n#path\tconn\r\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\torig_bytes\r\n";
    private const string Row = "1591367999.5\tC1\t10.0.0.1\t1\t10.0.0.2\t443\ttcp\t5\r\n";

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Run_ZeekTableWithEverythingWrong_GoodRowsComeThrough()
    {
        byte[] data =
        [
            .. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(Header + Row), 0, 0, (byte)'\n', 0xC3, 0x28, (byte)'\n',
            .. Encoding.UTF8.GetBytes(new string('x', 10 << 20) + "\n" + Row.Replace("C1", "C2\0", StringComparison.Ordinal) + Row.Replace("1591", "1491", StringComparison.Ordinal)),
            .. "15913"u8,
        ];
        foreach (var path in new[] { folder.Write("a", data), folder.Write("b", TestFolder.Gzip(data)), folder.Write("c", TestFolder.Zip(("conn.log", data))) })
        {
            var (report, events) = Run(path);

            Assert.Equal(["C1", "C2\0", "C1"], events.Select(one => one.RecordId));
            Assert.Equal(new Dictionary<string, long> { ["fewer columns than #fields"] = 3, ["line longer than 8 MiB"] = 1 }, report.Total.RejectedBy);
            Assert.Equal(new Dictionary<string, long> { ["header"] = 3 }, report.Total.IgnoredBy);
            Assert.Equal([4L, 8, 9], events.Select(one => one.Line));
            Assert.Empty(report.Problems);
        }
    }

    [Fact]
    public void Run_CloudTrailCutAtEveryPlace_NothingThrownAndCountsAddUp()
    {
        const string Text = """{"Records":[{"eventTime":"2023-04-11T01:18:47Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","userIdentity":{"type":"Root"},"requestParameters":{"bucketName":"b"},"eventID":"1"},{"eventTime":"2023-04-11T01:18:47Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","eventVersion":"1","eventID":"2"}]}""";
        for (var length = 1; length <= Text.Length; length++)
        {
            var (report, events) = Run(folder.Write("cut.json", Text[..length]));
            var counts = report.Total;

            Assert.Equal(counts.Read, counts.Accepted + counts.Ignored + counts.Rejected + counts.Held);
            Assert.Equal(events.Count, counts.Accepted);
            Assert.True(length == Text.Length || counts.Rejected == 1 || report.Problems.Any(), $"Cut at {length}: nothing was said.");
        }

        Assert.Equal(2, Run(folder.Write("whole.json", Text)).Events.Count);
    }

    private static (ReadReport Report, List<SecurityEvent> Events) Run(string path)
    {
        var events = new List<SecurityEvent>();
        var report = LogImporter.Run([path], new ImportOptions(), one =>
        {
            var copy = new SecurityEvent();
            copy.CopyFrom(one);
            events.Add(copy);
        });
        return (report, events);
    }
}
