using System.Text;
using Det0131.Datasets.Readers;
using Det0131.Datasets.Readers.Zeek;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.Zeek;

/// <summary>Records written by hand after Zeek's documentation of conn.log.</summary>
public sealed class ZeekConnTests
{
    internal const string Columns = "ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_bytes resp_bytes conn_state local_orig local_resp missed_bytes history orig_pkts orig_ip_bytes resp_pkts resp_ip_bytes tunnel_parents";

    private static readonly string[] Header = ["#separator \\x09", "#set_separator\t,", "#empty_field\t(empty)", "#unset_field\t-", "#path\tconn", "#fields\t" + Columns.Replace(' ', '\t')];

    private const string Row = "1591367999.430166 CLqEx41jYPOdfHF586 192.168.4.76 46378 31.3.245.133 80 tcp http 0.254115 77 295 SF - - 0 ShADadFf 6 397 4 511 -";

    [Fact]
    public void Parse_Table_EveryFieldIsTaken()
    {
        var one = Assert.Single(Read(Row).Events);

        Assert.Equal(("zeek.conn", EventKind.NetworkFlow, Platform.Unknown, 1591367999430166L), (one.Source, one.Kind, one.Platform, one.TimeMicros));
        Assert.Equal(("CLqEx41jYPOdfHF586", "CLqEx41jYPOdfHF586", null), (one.RecordId, one.FlowKey, one.Host));
        Assert.Equal(("192.168.4.76", 46378, "31.3.245.133", 80), (one.SourceAddress, one.SourcePort, one.DestinationAddress, one.DestinationPort));
        Assert.Equal(("tcp", "http", 77L, 295L, 254115L), (one.Transport, one.Application, one.SourceBytes, one.DestinationBytes, one.DurationMicros));
        Assert.Equal(HostSide.Unknown, one.HostSide);
    }

    [Theory]
    [InlineData("""{"ts":1591367999.430166,"uid":"CLqEx41jYPOdfHF586","id.orig_h":"192.168.4.76","id.orig_p":46378,"id.resp_h":"31.3.245.133","id.resp_p":80,"proto":"tcp","service":"http","duration":0.25411510467529297,"orig_bytes":77,"resp_bytes":295,"conn_state":"SF","orig_ip_bytes":397,"resp_ip_bytes":511}""")]
    [InlineData("""{"_path":"conn","ts":"2020-06-05T14:39:59.430166Z","uid":"CLqEx41jYPOdfHF586","id_orig_h":"192.168.4.76","id_orig_p":46378.0,"id_resp_h":"31.3.245.133","id_resp_p":"80","proto":"TCP","service":"http,ssl","duration":2.54115e-01,"orig_bytes":77,"resp_bytes":295}""")]
    [InlineData("""{"_path":"conn","ts":1591367999.4301660061,"uid":"CLqEx41jYPOdfHF586","id":{"orig_h":"192.168.4.76","orig_p":46378,"resp_h":"31.3.245.133","resp_p":80},"proto":"tcp","service":"-pia,http","duration":0.254115,"orig_bytes":77,"resp_bytes":295,"uid":"CLqEx41jYPOdfHF586"}""")]
    public void Parse_Json_SameEventAsTheTable(string json) => AssertEqual(Assert.Single(Read(Row).Events), Assert.Single(CollectingSink.Read(ZeekFormat.Source, "x.log", json).Events));

    [Fact]
    public void Parse_OtherOrderExtraColumnsNodeNameAndSeparator_TakenFromTheHeader()
    {
        var expected = Assert.Single(Read(Row).Events);
        var names = Columns.Split(' ').Reverse().Prepend("_node_name").Append("label").ToArray();
        var values = Row.Replace("-", "NONE", StringComparison.Ordinal).Split(' ').Reverse().Prepend("worker-1").Append("Benign").ToArray();
        var found = CollectingSink.Read(ZeekFormat.Source, "x", "#separator \\x7c", "#unset_field|NONE", "#path|conn", "#fields|" + string.Join('|', names), string.Join('|', values));

        AssertEqual(expected, Assert.Single(found.Events));
    }

    [Theory]
    [InlineData("-", "-", null)]
    [InlineData("-", "397", 157L)]
    [InlineData("-", "0", 0L)]
    [InlineData("0", "397", 0L)]
    [InlineData("77", "-", 77L)]
    [InlineData("77", "397", 77L)]
    [InlineData("4294967000", "264", 24L)]
    [InlineData("4294967000", "239", 239L)]
    [InlineData("1666186178", "240", 0L)]
    [InlineData("45557", "13316", 13076L)]
    [InlineData("5000", "0", 5000L)]
    public void Parse_PayloadAndWireBytes_SmallerOfBothWhereBothAreSeen(string payload, string wire, long? expected)
    {
        // Six packets of TCP: 240 bytes are headers.
        var values = Row.Split(' ');
        (values[9], values[17]) = (payload, wire);

        Assert.Equal(expected, Assert.Single(Read(string.Join(' ', values)).Events).SourceBytes);
    }

    [Theory]
    [InlineData("^d", "udp", true)]
    [InlineData("^r", "tcp", true)]
    [InlineData("^htR", "tcp", true)]
    [InlineData("^hA", "tcp", false)]
    [InlineData("^dADF", "tcp", false)]
    [InlineData("^", "tcp", false)]
    [InlineData("-", "tcp", false)]
    [InlineData("Sr", "tcp", false)]
    [InlineData("^D", "udp", false)]
    public void Parse_TurnedRoundAndNothingButResetsSent_TheFarEndIsTheOriginator(string history, string transport, bool isTurned)
    {
        // The meaning of the letters is Zeek's documentation of conn.log.
        var values = Row.Split(' ');
        (values[6], values[15]) = (transport, history);

        var one = Assert.Single(Read(string.Join(' ', values)).Events);

        Assert.Equal(isTurned ? ("31.3.245.133", 80, "192.168.4.76", 46378) : ("192.168.4.76", 46378, "31.3.245.133", 80),
            (one.SourceAddress, one.SourcePort, one.DestinationAddress, one.DestinationPort));
        Assert.Equal(isTurned ? (295L, 77L) : (77L, 295L), (one.SourceBytes, one.DestinationBytes));
    }

    [Theory]
    [InlineData(0, "-", "time missing")]
    [InlineData(0, "yesterday", "time not understood")]
    [InlineData(2, "-", "address missing")]
    [InlineData(4, "<script>", "address not understood")]
    [InlineData(3, "65536", "port not understood")]
    [InlineData(5, "-1", "port not understood")]
    [InlineData(9, "-5", "byte count not understood")]
    [InlineData(10, "9223372036854775808", "byte count not understood")]
    [InlineData(8, "nan", "duration not understood")]
    [InlineData(8, "1e300", "duration not understood")]
    [InlineData(20, "- -", "more columns than #fields")]
    public void Parse_BadValue_IsRejectedWithReason(int column, string value, string reason)
    {
        var values = Row.Split(' ');
        values[column] = value;

        Assert.Equal([reason], Read(string.Join(' ', values)).Rejected);
    }

    [Fact]
    public void Parse_CutLine_IsRejected() => Assert.Equal(["fewer columns than #fields"], Read(Row[..60]).Rejected);

    [Fact]
    public void Parse_NoHeader_IsRejectedAndTheFileIsClaimed()
    {
        var line = Row.Replace(' ', '\t');

        Assert.Equal(["no #fields header before this line"], CollectingSink.Read(ZeekFormat.Source, "conn_old.log", line).Rejected);
        Assert.Equal("zeek", FormatDetection.Choose([ZeekFormat.Source], Encoding.UTF8.GetBytes(line), "/a/conn_old.log").Format?.Name);
        Assert.Null(FormatDetection.Choose([ZeekFormat.Source], Encoding.UTF8.GetBytes(line), "/a/other.log").Format);
    }

    [Fact]
    public void Parse_Icmp_TypeAndCodeAreNoPorts()
    {
        var one = Assert.Single(Read(Row.Replace("tcp", "icmp", StringComparison.Ordinal)).Events);

        Assert.Equal((null, null), (one.SourcePort, one.DestinationPort));
    }

    [Fact]
    public void Parse_ClockGoesBack_BothAreKept() =>
        Assert.Equal(2, Read(Row, Row.Replace("1591367999", "1491367999", StringComparison.Ordinal)).Events.Count);

    [Fact]
    public void Parse_SecondHeaderInTheFile_CountsFromThere()
    {
        var found = CollectingSink.Read(ZeekFormat.Source, "x", [.. Header, Row.Replace(' ', '\t'), "#close\t2020", "#path\tweird", "#fields\tts\tuid\tname", "1.0\tC1\tx"]);

        Assert.Single(found.Events);
        Assert.Equal("zeek weird", found.Ignored[^1]);
    }

    [Theory]
    [InlineData("#separator \\x0", "header not understood")]
    [InlineData("#separator", "header not understood")]
    public void Parse_HeaderThatCannotBeHonoured_IsRejected(string header, string reason) =>
        Assert.Equal([reason], CollectingSink.Read(ZeekFormat.Source, "x", header).Rejected);

    [Fact]
    public void Parse_RandomBytes_OneReportEachAndNothingThrown()
    {
        var random = new Random(1);
        var parser = ZeekFormat.Source.CreateParser("conn.log");
        var sink = new CollectingSink();
        foreach (var line in Header)
        {
            sink.Parse(parser, Encoding.UTF8.GetBytes(line), new RecordPosition("x", 1));
        }

        var row = Encoding.UTF8.GetBytes(Row.Replace(' ', '\t'));
        for (var i = 0; i < 20_000; i++)
        {
            var line = row.ToArray();
            for (var change = random.Next(4); change >= 0; change--)
            {
                line[random.Next(line.Length)] = (byte)random.Next(256);
            }

            sink.Parse(parser, line.AsSpan(0, random.Next(3) == 0 ? random.Next(line.Length) : line.Length), new RecordPosition("x", i));
        }

        Assert.True(sink.Events.Count > 1000);
        Assert.True(sink.Rejected.Count > 1000);
        Assert.InRange(sink.Rejected.Distinct().Count(), 3, 15);
    }

    [Fact]
    public void Parse_SteadyState_AllocatesOnlyTheUid()
    {
        var parser = ZeekFormat.Source.CreateParser("conn.log");
        var sink = new CountingSink();
        foreach (var line in Header)
        {
            parser.Parse(Encoding.UTF8.GetBytes(line), default, sink);
        }

        var row = Encoding.UTF8.GetBytes(Row.Replace(' ', '\t'));
        var at = new RecordPosition("x", 1);
        for (var i = 0; i < 1000; i++)
        {
            parser.Parse(row, at, sink);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            parser.Parse(row, at, sink);
        }

        // A string of 18 characters takes 64 bytes.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 1000.0, 60, 66);
        Assert.Equal(2000, sink.Events);
    }

    internal static void AssertEqual(SecurityEvent expected, SecurityEvent found)
    {
        foreach (var property in typeof(SecurityEvent).GetProperties())
        {
            Assert.Equal((property.Name, property.GetValue(expected)), (property.Name, property.GetValue(found)));
        }
    }

    private static CollectingSink Read(params string[] rows) => CollectingSink.Read(ZeekFormat.Source, "x", [.. Header, .. rows.Select(row => row.Replace(' ', '\t'))]);

    private sealed class CountingSink : IRecordSink
    {
        private readonly SecurityEvent shared = new();

        public int Events { get; private set; }

        public SecurityEvent NewEvent()
        {
            shared.Clear();
            return shared;
        }

        public void Emit(SecurityEvent filled) => Events++;

        public void Ignore(string what)
        {
        }

        public void Reject(string reason) => Assert.Fail(reason);

        public void Hold()
        {
        }
    }
}
