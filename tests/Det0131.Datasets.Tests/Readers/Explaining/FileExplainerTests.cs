using System.Text;
using Det0131.Datasets.Readers;

namespace Det0131.Datasets.Tests.Readers.Explaining;

public sealed class FileExplainerTests
{
    private const string Line = "2026-01-02T09:00:00Z fw1 kernel: IN=eth0 OUT=eth1 SRC=10.0.0.1 DST=203.0.113.7 LEN=60 PROTO=TCP SPT=50000 DPT=443\n";

    /// <summary>Against the choice itself and the counts of a reading that explains nothing.</summary>
    [Fact]
    public void Run_EverySeed_ExplainsWhatIsChosenAndChangesNothing()
    {
        using var folder = new TestFolder();
        foreach (var seeds in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Fixtures", "Mutation"), "*.log"))
        {
            var head = File.ReadAllBytes(seeds);
            var chosen = FormatDetection.Choose(SourceFormats.All, head, seeds);
            var ranked = FormatDetection.Rank(SourceFormats.All, head, seeds);
            Assert.Equal((chosen.Format!.Name, chosen.Why), (ranked[0].Format, ranked[0].Why));
            var plain = Assert.Single(LogImporter.Run([seeds], new ImportOptions(), _ => { }).Files);
            var explained = Assert.Single(LogImporter.Run([seeds], new ImportOptions { Explain = true }, _ => { }).Files);
            Assert.Null(plain.Details);
            Assert.Equal((plain.Format, plain.Counts.Read, plain.Counts.Events, plain.Counts.FirstMicros), (explained.Format, explained.Counts.Read, explained.Counts.Events, explained.Counts.FirstMicros));
            Assert.Equal((ranked[0].Confidence, head.Length), (explained.Details!.Confidence, explained.Details.SizeBytes));
            Assert.DoesNotContain(explained.Details.RunnersUp, r => r.Format == explained.Format);
            Assert.True(explained.Details is { Framing: not null, Nearest.Count: 0, Beginning: null }, seeds);
        }
    }

    [Fact]
    public void Run_PackedAndEncoded_IsSaid()
    {
        using var folder = new TestFolder();
        string[] paths =
        [
            folder.Write("a.gz", TestFolder.Gzip(Encoding.UTF8.GetBytes(Line))), folder.Write("b.zip", TestFolder.Zip(("x/c.log", Encoding.UTF8.GetBytes(Line)))),
            folder.Write("d.log", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Line)]), folder.Write("e.log", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Line)]),
            folder.Write("f.log", Line + "# naïve\n"), folder.Write("g.log", [.. Encoding.UTF8.GetBytes(Line), 0xE9, (byte)'\n']), folder.Write("h.log", ""),
        ];
        var report = LogImporter.Run(paths, new ImportOptions { Explain = true }, _ => { });
        Assert.Equal(
            [("gzip", "ASCII"), ("zip", "ASCII"), (null, "UTF-16 little endian"), (null, "UTF-8 with a mark"), (null, "UTF-8"), (null, "bytes that are not all UTF-8"), (null, "empty")],
            report.Files.Select(f => (f.Details!.Packing, f.Details.Encoding)));
        Assert.Equal(["netfilter", "netfilter", "netfilter", "netfilter", "netfilter", "netfilter", null], report.Files.Select(f => f.Format));
    }

    [Theory]
    [InlineData("""{"eventSource":"s3.amazonaws.com","eventName":"GetObject","eventVersion":"1.08","userIdentity":{}}""" + "\n", "JSON, one object a line")]
    [InlineData("""{"Records":[{"eventSource":"s3.amazonaws.com","eventName":"GetObject","eventVersion":"1.08","userIdentity":{}}]}""", "JSON document with an array of records")]
    [InlineData("""[{"eventSource":"s3.amazonaws.com","eventName":"GetObject","eventVersion":"1.08","userIdentity":{}}]""", "JSON array")]
    [InlineData("{\n\"eventSource\":\"s3.amazonaws.com\",\"eventName\":\"GetObject\",\"eventVersion\":\"1.08\",\"userIdentity\":{}}", "JSON, objects over several lines")]
    public void Run_Json_SaysHowItIsCut(string text, string framing)
    {
        using var folder = new TestFolder();
        var file = Assert.Single(LogImporter.Run([folder.Write("x.json", text)], new ImportOptions { Explain = true }, _ => { }).Files);
        Assert.Equal(("cloudtrail", framing), (file.Format, file.Details!.Framing));
    }

    [Fact]
    public void Run_UnknownFile_ShowsItsBeginningEscapedAndWhatCameNear()
    {
        using var folder = new TestFolder();
        var path = folder.Write("x.log", "\u001b[31mhello\u202e\n");
        var file = Assert.Single(LogImporter.Run([path], new ImportOptions { Explain = true }, _ => { }).Files);
        Assert.Null(file.Format);
        Assert.Equal(@"\x1b[31mhello\u202e\x0a", file.Details!.Beginning);
        Assert.Equal(3, file.Details.Nearest.Count);
        Assert.All(file.Details.Nearest, near => Assert.True(near is { Understood: 0, Records: 1, Reason: not null }));
        Assert.Equal(0, file.Details.Confidence);
    }

    /// <summary>Formats whose detectors know nothing: the reader that makes most of the records is the nearest.</summary>
    [Fact]
    public void Run_FormatThatOnlyItsDetectorMisses_CameNear()
    {
        using var folder = new TestFolder();
        var blind = SourceFormats.All.Select(format => format with { Detect = (_, _) => Detection.None }).ToList();
        var file = Assert.Single(LogImporter.Run([folder.Write("x.log", Line + Line)], new ImportOptions { Explain = true, Formats = blind }, _ => { }).Files);
        Assert.Equal(new NearFormat("netfilter", 2, 2, null), file.Details!.Nearest[0]);
    }

    [Theory]
    [InlineData("paloalto", "1,2026/01/02 09:00:00,0011,TRAFFIC", true)]
    [InlineData("netflow", "2026-01-02 09:00:00,2026-01-02 09:00:01,5", true)]
    [InlineData("netflow", "2026-01-02T09:00:00.123Z,2026-01-02T09:00:01Z", false)]
    [InlineData("netflow", "2026-01-02 09:00:00,123+01:00 x", false)]
    [InlineData("samba", "Jan  2 09:00:00 zeus smbd_audit: x", true)]
    [InlineData("samba", "2026-01-02T09:00:00+01:00 zeus smbd_audit: x", false)]
    [InlineData("bind", "02-Jan-2026 09:00:00.123 queries: x", true)]
    [InlineData("fortigate", "date=2026-01-02 time=09:00:00 devid=x", true)]
    [InlineData("fortigate", "date=2026-01-02 time=09:00:00 tz=\"+0100\" devid=x", false)]
    [InlineData("openbsm", "header,111,11,fork(2),0,Sun Mar  1 09:59:59 2026, + 5 msec,argument", true)]
    [InlineData("zeek", "2026-01-02 09:00:00 ", false)]
    [InlineData("ftp", "Fri Jan  2 09:00:00 2026 [pid 3]", true)]
    public void AssumedFor_Times_OnlyWithoutAZone(string format, string text, bool assumed) =>
        Assert.Equal(assumed, ZonelessTimes.AssumedFor(format, Encoding.UTF8.GetBytes(text)) is not null);

    [Fact]
    public void ZonelessTimes_EachRow_IsOfAFormat() =>
        Assert.Subset(SourceFormats.All.Select(f => f.Name).ToHashSet(), ZonelessTimes.All.Keys.ToHashSet());
}
