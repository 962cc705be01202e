using System.Text;
using Det0131.Datasets.Readers;
using Det0131.Datasets.Readers.OpenBsm;
using Det0131.Datasets.Tests.Readers.HostLogs;
using Det0131.Datasets.Tests.Readers.Mutation;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.OpenBsm;

/// <summary>
/// Binary trails: a real one, seeds written by another program after OpenBSM's headers, whose events must be those of the same records as praudit prints them, and damaged ones.
/// </summary>
public sealed class AuditTrailTests
{
    private const int Execute = 23;
    private const int Connect = 32;

    private static string RealTrail => Path.Combine(AppContext.BaseDirectory, "Fixtures", "MacOS", "apple.bsm");

    /// <summary>log2timeline/plaso's own test counts 54 events in this file, the first at 18:36:20.381 on 4 November 2013.</summary>
    [Fact]
    public void Framer_RealTrail_GivesItsRecords()
    {
        var records = Frames(File.ReadAllBytes(RealTrail));

        Assert.Equal(54, records.Count);
        Assert.All(records, record => Assert.Null(record.Defect));
        Assert.Equal("<record version=\"11\" event=\"45029\" modifier=\"0\" time=\"Mon Nov  4 18:36:20 2013\" msec=\" + 381 msec\" ></record>", records[0].Text);
        var (report, _) = Read(File.ReadAllBytes(RealTrail));
        Assert.Equal(("openbsm", 54L, 54L), (report.Files[0].Format, report.Total.Read, report.Total.Ignored + report.Total.Accepted));
    }

    [Fact]
    public void Read_SeedsOfBothForms_GiveTheSameEvents()
    {
        var printed = new List<string>();
        var lines = File.ReadAllLines(Seeds.PathOf("openbsm.lines")).TakeWhile(line => !line.StartsWith('<'));
        LogImporter.ReadStream(new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines))), "mac07.audit", new ImportOptions(), e => printed.Add(Told(e)));
        var events = new List<string>();
        LogImporter.ReadStream(new MemoryStream(Seeds.File("openbsm.audittrail")), "mac07.audit", new ImportOptions(), e => events.Add(Told(e)));

        Assert.Equal(5, events.Count);
        Assert.Equal(printed, events);
    }

    [Fact]
    public void Read_MarksInArguments_AreKept()
    {
        const string Hostile = "a,b\\c&<path>/bin/ls</path>\n\"'é\\n";
        var start = Assert.Single(Read(TrailWriter.Record(Execute, TrailWriter.Arguments("curl", Hostile), TrailWriter.Environment("A=1"), TrailWriter.Path("/opt/a&b/<curl>\\x"),
            TrailWriter.Subject(501, 0, 7), TrailWriter.Returned(0, 0))).Events);

        Assert.Equal($"curl \"{Hostile}\"", start.CommandLine);
        Assert.Equal(("/opt/a&b/<curl>\\x", "501", "501>root", "7"), (start.ProcessPath, start.User, start.PrivilegeChange, start.ProcessKey));
    }

    [Fact]
    public void Read_LongHeadersAndSubjects_AreUnderstood()
    {
        byte[] socket = [0x81, 0, 30, 0, 21, 0x20, 1, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
        var flow = Assert.Single(Read(TrailWriter.LongRecord(TrailWriter.Second, Connect, socket, TrailWriter.LongSubject(-1, 0, 9), [0x72, 0, .. TrailWriter.Long(0)])).Events);
        Assert.Equal(("2001:db8::1", 21, "root", "9"), (flow.DestinationAddress, flow.DestinationPort, flow.User, flow.ProcessKey));
        Assert.Equal(Fixture.Micros("2026-03-01T10:00:00.007Z"), flow.TimeMicros);

        var named = Assert.Single(Read(TrailWriter.RecordOf("2001:db8::7", Connect, socket, TrailWriter.Subject(501, 501, 9), TrailWriter.Returned(61, 0))).Events);
        Assert.Equal(("2001:db8::7", Outcome.Failure), (named.Host, named.Outcome));
        Assert.Empty(Read(TrailWriter.LongRecord(ulong.MaxValue, Connect, socket)).Events);
    }

    /// <summary>Every token of audit_record.h stands before the subject, so a wrong length of one would lose it.</summary>
    [Fact]
    public void Read_TokensThatAreNotRead_AreSteppedOver()
    {
        byte[][] others =
        [
            [0x21, 3, 2, 2, .. new byte[8]], [0x22, .. new byte[5]], [0x28, .. TrailWriter.Text("text")], [0x29, 0, 3, 1, 2, 3], [0x2A, .. new byte[4]], [0x2B, .. new byte[20]], [0x2C, 0, 1],
            [0x2D, 1, .. new byte[4], .. TrailWriter.Text("fd")], [0x2E, .. new byte[14]], [0x2F, .. new byte[4]], [0x32, .. new byte[28]], [0x38, .. TrailWriter.Text("a"), .. TrailWriter.Text("b")],
            [0x39, 1, .. TrailWriter.Text("a")], [0x3B, 0, 2, .. new byte[8]], [0x3E, .. new byte[28]], [0x52, .. new byte[8]], [0x60, .. TrailWriter.Text("zone")],
            [0x71, 1, .. new byte[8], .. TrailWriter.Text("fd")], [0x73, .. new byte[32]], [0x26, .. new byte[36]], [0x77, .. new byte[40]], [0x7B, .. new byte[32], 0, 0, 0, 4, 1, 2, 3, 4],
            [0x7D, .. new byte[36], 0, 0, 0, 16, .. new byte[16]], [0x7E, 0, 0, 0, 16, .. new byte[16]], [0x7F, 0, 2, 0, 1, 0, 4, .. new byte[12]], [0x7F, 0, 2, 0, 1, 0, 16, .. new byte[36]],
            [0x82, 0, 1, .. "/var/run/x\0"u8], [0xED, 0, 0, 0, 1, .. TrailWriter.Text("id"), 0, .. TrailWriter.Text("team"), 0, 0, 2, 1, 2], [0xEE, 0, 0, 0, 1, .. "p\0"u8], [0x11, .. new byte[8], .. TrailWriter.Text("f")],
        ];
        var start = Assert.Single(Read(TrailWriter.Record(Execute, [.. others, TrailWriter.Path("/bin/ls"), TrailWriter.Subject(501, 501, 7), TrailWriter.Returned(0, 0)])).Events);
        Assert.Equal(("ls", "7", Outcome.Success), (start.Process, start.ProcessKey, start.Outcome));
    }

    [Fact]
    public void Read_DamagedRecords_AreRefusedAndTheOthersRead()
    {
        var good = TrailWriter.Record(Execute, TrailWriter.Path("/bin/ls"), TrailWriter.Subject(501, 501, 7), TrailWriter.Returned(0, 0));
        var wrongSize = good.ToArray();
        wrongSize[3] = 0x7F;
        var wrongTrailer = good.ToArray();
        wrongTrailer[^1] ^= 1;
        byte[] unknown = TrailWriter.Record(Execute, [0xAA, 1, 2, 3], TrailWriter.Subject(501, 501, 7));
        byte[] promises = TrailWriter.Record(Execute, [0x3C, 0xFF, 0xFF, 0xFF, 0xFF, .. "x\0"u8]);

        var (report, events) = Read([.. good, .. wrongSize, .. good, .. wrongTrailer, .. good, .. unknown, .. promises, .. good, .. good[..^3]]);

        Assert.Equal(4, events.Count);
        Assert.Equal(new Dictionary<string, long> { [AuditTrailFramer.Damaged] = 2, ["process id missing"] = 2, [AuditTrailFramer.EndsEarly] = 1 }, report.Total.RejectedBy.ToDictionary());
    }

    /// <summary>Many small records that promise to be large cost no more than their bytes: the window is not moved for each.</summary>
    [Fact]
    public void Framer_RecordsThatPromiseToBeLarge_GoesOn()
    {
        byte[] liar = [0x14, 0, 0x17, 0xFF, 0xFF, 11, 0, 23, 0x13, 0xB1, 0x05, 0, 0, 0, 0];
        var records = Frames([.. Enumerable.Repeat(liar, 200_000).SelectMany(bytes => bytes)]);
        Assert.Equal(200_000, records.Count);
        Assert.All(records, record => Assert.Equal(AuditTrailFramer.Damaged, record.Defect));
    }

    private static (ReadReport Report, List<SecurityEvent> Events) Read(byte[] trail)
    {
        var events = new List<SecurityEvent>();
        var report = LogImporter.ReadStream(new MemoryStream(trail), "x", new ImportOptions(), e =>
        {
            var copy = new SecurityEvent();
            copy.CopyFrom(e);
            events.Add(copy);
        });
        return (report, events);
    }

    private static List<(string Text, string? Defect)> Frames(byte[] trail)
    {
        using var framer = RecordFramer.Create(new MemoryStream(trail), Framing.AuditTrail);
        var records = new List<(string, string?)>();
        while (framer.Next())
        {
            records.Add((framer.Defect is null ? Encoding.UTF8.GetString(framer.Record) : "", framer.Defect));
        }

        return records;
    }

    /// <summary>But for users: names in one, numbers in the other.</summary>
    private static string Told(SecurityEvent e) =>
        $"{e.Kind} {e.TimeMicros} {e.Host} {e.ProcessKey} {e.ParentKey} {e.Process} {e.ProcessPath} {e.CommandLine} {e.FilePath} {e.DestinationAddress} {e.DestinationPort} {e.Transport} {e.SourceBytes} {e.Outcome} {e.UserClass}";
}
