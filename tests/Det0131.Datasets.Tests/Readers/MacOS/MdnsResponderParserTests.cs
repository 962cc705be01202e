using System.Text;
using System.Text.Json;
using Det0131.Datasets.Readers;
using Det0131.Datasets.Readers.MacOS;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.MacOS;

/// <summary>
/// Records composed after Apple's format strings (mDNSResponder 2600.100.147; the PID form: 878) and messages of macOS 26 quoted in public
/// projects; no raw capture is free to copy.
/// </summary>
public sealed class MdnsResponderParserTests
{
    [Theory]
    [InlineData(
        "[R1001] DNSServiceQueryRecord START -- qname: <mask.hash: 'j9x3BeHeVkhtQVFLKB6kew=='>, qtype: TXT, flags: 0x15000, interface index: 0, client pid: 4242 (Python3.12), name hash: 818588a2",
        "R1001", "#818588a2", "TXT", "python3.12", "4242")]
    [InlineData(
        "[R1002] DNSServiceGetAddrInfo START -- hostname: Files.Example.net., protocols: 2, flags: 0x1D000, interface index: 0, client pid: 4243 (curl), name hash: 5ba3fe1f",
        "R1002", "files.example.net", "AAAA", "curl", "4243")]
    [InlineData(
        "[R1] DNSServiceGetAddrInfo START -- hostname: a.example.net (5ba3fe1f), protocols: 0, DNSSEC enabled, flags: 0x1D000, interface index: 0, client pid: 7 (Google Chrome Helper (Renderer)), name hash: 5ba3fe1f",
        "R1", "a.example.net", "A", "google chrome helper (renderer)", "7")]
    [InlineData(
        "[R1003] getaddrinfo start -- flags: 0xC000D000, ifindex: 0, protocols: 0, hostname: api.example.net, options: 0x8 {use-failover}, client pid: 4244 (Some App)",
        "R1003", "api.example.net", "A", "some app", "4244")]
    [InlineData(
        "[R9] getaddrinfo start -- flags: 0x0, ifindex: 0, protocols: 0, hostname: b.example.net, options: {}, client pid: 4244 (Some App), delegator pid: 12 (x)",
        "R9", "b.example.net", "A", "some app", "4244")]
    [InlineData("[R205695] DNSServiceQueryRecord(1D000, 0, t1.example.com., Addr) START PID[96315](curl)", "R205695", "t1.example.com", "A", "curl", "96315")]
    [InlineData("[R2] DNSServiceQueryRecord(1D000, 0, t1.example.com., 65399) START PID[96315](curl)", "R2", "t1.example.com", "TYPE65399", "curl", "96315")]
    [InlineData("[R3] DNSServiceGetAddrInfo(1D000, 0, 3, x.example.com.) START PID[96315](Mail)", "R3", "x.example.com", "A", "mail", "96315")]
    public void Parse_StartMessages_GiveAQueryByTheClient(string message, string request, string name, string type, string client, string pid)
    {
        SecurityEvent asked = Assert.Single(Read(Record(message)).Events);

        Assert.Equal(EventKind.DnsQuery, asked.Kind);
        Assert.Equal((request, name, type, client, pid), (asked.RecordId, asked.DnsName, asked.DnsType, asked.Process, asked.ProcessKey));
        Assert.Equal(1_571_162_251_053_209, asked.TimeMicros);
        Assert.Equal(Platform.MacOS, asked.Platform);
    }

    // The name is chosen by whoever asks: it must not be able to name another client, type or hash.
    [Fact]
    public void Parse_NameThatImitatesFields_CannotForgeTheClient()
    {
        SecurityEvent asked = Assert.Single(Read(Record(
            "[R1] DNSServiceQueryRecord START -- qname: a, qtype: A, flags: 0, client pid: 1 (launchd), name hash: 1.example., qtype: TXT, flags: 0x1, interface index: 0, client pid: 66 (evil), name hash: 818588a2")).Events);

        Assert.Equal(("evil", "66", "TXT"), (asked.Process, asked.ProcessKey, asked.DnsType));
    }

    [Fact]
    public void Parse_MaskWithoutHash_GivesAStableMarkOfItsOwn()
    {
        const string Start = "[R1] getaddrinfo start -- flags: 0x0, ifindex: 0, protocols: 0, hostname: <mask.hash: '{0}'>, options: {{}}, client pid: 1 (a)";
        string?[] names = [.. new[] { "AAAA==", "BBBB==", "AAAA==" }
            .Select(mask => Assert.Single(Read(Record(string.Format(System.Globalization.CultureInfo.InvariantCulture, Start, mask))).Events).DnsName)];

        Assert.Equal(names[0], names[2]);
        Assert.NotEqual(names[0], names[1]);
        Assert.Matches("^#m[0-9a-f]{8}$", names[0]);
    }

    [Theory]
    [InlineData("[R1] DNSServiceGetAddrInfo STOP -- hostname: x, client pid: 1 (a), duration: 5ms", "other message")]
    [InlineData("[Q64907] Sent UDP DNS Message 52 bytes from 10.0.0.2:5353 to 10.0.0.1:53 via en0", "other message")]
    [InlineData("[R1] DNSServiceGetAddrInfo START -- name hash: 5ba3fe1f", "other message")]
    [InlineData("[R1] DNSServiceGetAddrInfo(1D000, 0, 3, printer.local.) START PID[9](a)", "multicast name")]
    [InlineData("[R1] getaddrinfo start -- flags: 0x0, ifindex: 0, protocols: 0, hostname: <private>, options: {}, client pid: 1 (a)", "name withheld")]
    [InlineData("", "other message")]
    [InlineData("[R", "other message")]
    public void Parse_OtherMessages_AreIgnored(string message, string reason) => Assert.Equal([reason], Read(Record(message)).Ignored);

    [Fact]
    public void Parse_OtherRecords_AreIgnoredOrRejected()
    {
        CollectingSink sink = Read(
            """{"count":17,"finished":1}""",
            Record("[R1] x").Replace("mDNSResponder", "kernel", StringComparison.Ordinal),
            Record("[R3] DNSServiceGetAddrInfo(1D000, 0, 3, x.example.com.) START PID[96315](Mail)").Replace("2019-10-15", "now", StringComparison.Ordinal),
            "{");

        Assert.Equal(["end of log", "other process"], sink.Ignored);
        Assert.Equal(["time missing or not a time", JsonFields.NotValid], sink.Rejected);
    }

    [Fact]
    public void Parse_DamagedRecords_AreEachAccountedForOnce() => Damage.Check(
        MdnsResponderFormat.Format,
        [
            Encoding.UTF8.GetBytes(Record("[R1001] DNSServiceQueryRecord START -- qname: <mask.hash: 'j9x3B=='>, qtype: TXT, flags: 0x15000, interface index: 0, client pid: 4242 (a), name hash: 818588a2")),
            Encoding.UTF8.GetBytes(Record("[R3] DNSServiceGetAddrInfo(1D000, 0, 3, x.example.com.) START PID[96315](Mail)")),
        ],
        rounds: 4000);

    [Fact]
    public void Parse_QueriesAgainAndAgain_AllocateNothing() => Damage.CheckAllocation(
        MdnsResponderFormat.Format,
        Encoding.UTF8.GetBytes(Record("[R1001] DNSServiceQueryRecord START -- qname: <mask.hash: 'j9x3B=='>, qtype: TXT, flags: 0x15000, interface index: 0, client pid: 4242 (a), name hash: 818588a2")),
        leastEvents: 1);

    // Both styles of "log show": lines, and one array.
    [Theory]
    [InlineData("{0}\n{0}\n")]
    [InlineData("[{0},{0}]")]
    public void Choose_EitherStyle_IsRecognised(string shape)
    {
        byte[] head = Encoding.UTF8.GetBytes(shape.Replace("{0}", Record("[R1] x"), StringComparison.Ordinal));

        Assert.Equal("mdnsresponder", FormatDetection.Choose(SourceFormats.All, head, "x.json").Format?.Name);
    }

    private static CollectingSink Read(params string[] records) => CollectingSink.Read(MdnsResponderFormat.Format, "x.ndjson", records);

    private static string Record(string message) => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["timezoneName"] = "",
        ["messageType"] = "Default",
        ["eventType"] = "logEvent",
        ["machTimestamp"] = 1234,
        ["senderImagePath"] = "/usr/sbin/mDNSResponder",
        ["processImagePath"] = "/usr/sbin/mDNSResponder",
        ["timestamp"] = "2019-10-15 13:57:31.053209-0400",
        ["subsystem"] = "com.apple.mDNSResponder",
        ["processID"] = 350,
        ["eventMessage"] = message,
    });
}
