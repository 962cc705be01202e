using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Det0131.Datasets.Tests.Simulation;

/// <summary>Structure of each format, checked against its published description, not against the writer.</summary>
[Collection(nameof(DemoSite))]
public class LogFormatTests(DemoSite site)
{
    [Fact]
    public void Zeek_EveryFile_HasAsManyColumnsAsFieldsAndTypesInOrderOfTime()
    {
        var files = site.Files("/zeek/").ToList();
        Assert.Equal(4 * 14, files.Count);
        foreach (var lines in files.Select(DemoSite.Lines))
        {
            Assert.Equal(@"#separator \x09", lines[0]);
            var fields = Columns(lines, "#fields\t");
            Assert.Equal(fields, Columns(lines, "#types\t"));
            Assert.StartsWith("#close\t", lines[^1], StringComparison.Ordinal);
            var rows = lines.Where(line => line[0] != '#').Select(line => line.Split('\t')).ToList();
            Assert.NotEmpty(rows);
            Assert.All(rows, row => Assert.Equal(fields, row.Length));
            var times = rows.Select(row => decimal.Parse(row[0], CultureInfo.InvariantCulture)).ToList();
            Assert.Equal(times.Order(), times);
        }
    }

    [Fact]
    public void Zeek_EveryApplicationRow_BelongsToAConnection()
    {
        var uids = site.ZeekRows("week", "conn").Select(row => row["uid"]).ToHashSet(StringComparer.Ordinal);

        foreach (var log in new[] { "dns", "http", "ssl" })
        {
            Assert.All(site.ZeekRows("week", log), row => Assert.Contains(row["uid"], uids));
        }
    }

    [Fact]
    public void Windows_EveryLine_IsJsonAndRecordNumbersCountUp()
    {
        var last = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var line in site.Files("/windows/").SelectMany(DemoSite.Lines))
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            Assert.Contains(root.GetProperty("EventID").GetInt32(), (int[])[1, 3, 11, 22, 4688, 5156]);
            var key = root.GetProperty("Hostname").GetString() + root.GetProperty("Channel").GetString();
            var number = root.GetProperty("RecordNumber").GetInt64();
            if (last.TryGetValue(key, out var before))
            {
                Assert.Equal(before + 1, number);
            }

            last[key] = number;
        }

        Assert.NotEmpty(last);
    }

    [Fact]
    public void Auditd_EveryEvent_HasAllItsRecords()
    {
        var events = site.Files("/linux/").SelectMany(DemoSite.Lines)
            .Select(line => Regex.Match(line, @"^node=(\S+) type=([A-Z]+) msg=audit\((\d+\.\d{3}):(\d+)\): (.*)$"))
            .GroupBy(match => (Node: match.Groups[1].Value, Serial: long.Parse(match.Groups[4].Value, CultureInfo.InvariantCulture)))
            .ToList();
        Assert.NotEmpty(events);
        foreach (var records in events)
        {
            Assert.All(records, match => Assert.True(match.Success));
            Assert.Single(records.Select(match => match.Groups[3].Value).Distinct());
            var byType = records.ToLookup(match => match.Groups[2].Value, match => match.Groups[5].Value);
            var syscall = Assert.Single(byType["SYSCALL"]);
            Assert.Equal(int.Parse(Field(syscall, "items"), CultureInfo.InvariantCulture), byType["PATH"].Count());
            switch (Field(syscall, "syscall"))
            {
                case "59":
                    CheckExecve(byType);
                    break;
                case "42":
                    CheckSocketAddress(Assert.Single(byType["SOCKADDR"]));
                    break;
                case "257":
                    Assert.Single(byType["CWD"]);
                    break;
                default:
                    Assert.Fail("Unexpected system call: " + syscall);
                    break;
            }
        }

        foreach (var node in events.GroupBy(records => records.Key.Node))
        {
            var serials = node.Select(records => records.Key.Serial).ToList();
            Assert.Equal(Enumerable.Range(0, serials.Count).Select(i => serials[0] + i), serials);
        }
    }

    [Fact]
    public void MacLogs_EveryLine_IsJsonOfItsEvent()
    {
        foreach (var line in site.Files(".eslogger-").SelectMany(DemoSite.Lines))
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            var name = Assert.Single(root.GetProperty("event").EnumerateObject()).Name;
            Assert.Equal(root.GetProperty("event_type").GetInt32() == 9 ? "exec" : "create", name);
            Assert.True(root.GetProperty("process").GetProperty("audit_token").GetProperty("pid").GetInt32() > 1);
        }

        Assert.All(site.Files(".mdnsresponder-").SelectMany(DemoSite.Lines), line =>
        {
            using var json = JsonDocument.Parse(line);
            Assert.Matches(@"^\[R\d+\] DNSService(GetAddrInfo|QueryRecord) START -- .*client pid: \d+ \(.+\), name hash: [0-9a-f]{8}$", json.RootElement.GetProperty("eventMessage").GetString());
        });
    }

    [Fact]
    public void MdnsResponder_NameHash_IsFnvOfTheNameThatTheSensorSaw()
    {
        // FNV-1a, 32 bit, over length-prefixed lower-case labels and the root's zero (draft-eastlake-fnv; Apple's mDNSResponder source).
        static string Hash(string name)
        {
            var wire = name.Split('.').SelectMany(label => Encoding.ASCII.GetBytes(label).Prepend((byte)label.Length)).Append((byte)0);
            return wire.Aggregate(0x811C9DC5u, (hash, b) => unchecked((hash ^ b) * 0x01000193u)).ToString("x8", CultureInfo.InvariantCulture);
        }

        var hashes = site.Files("/week/", "mac-des-01", ".mdnsresponder-").SelectMany(DemoSite.Lines).Select(line => Regex.Match(line, "name hash: ([0-9a-f]{8})").Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        var names = site.ZeekRows("week", "dns").Where(row => row["id.orig_h"] == "10.20.11.11").Select(row => row["query"]).ToList();

        Assert.True(names.Count > 200);
        Assert.All(names, name => Assert.Contains(Hash(name), hashes));
    }

    [Fact]
    public void CloudTrail_EveryFile_IsOneObjectOfRecords()
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in site.Files("/CloudTrail/"))
        {
            using var json = JsonDocument.Parse(DemoSite.Text(path));
            foreach (var record in json.RootElement.GetProperty("Records").EnumerateArray())
            {
                Assert.True(ids.Add(record.GetProperty("eventID").GetString()!));
                Assert.True(DateTime.TryParseExact(record.GetProperty("eventTime").GetString(), "yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out _));
                Assert.Equal("111122223333", record.GetProperty("userIdentity").GetProperty("accountId").GetString());
            }
        }

        Assert.True(ids.Count > 2_000);
    }

    [Fact]
    public void VpcFlow_EveryLine_HasTheColumnsOfTheHeader()
    {
        foreach (var lines in site.Files("/vpcflowlogs/").Select(DemoSite.Lines))
        {
            Assert.Equal("version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status", lines[0]);
            Assert.All(lines[1..], line => Assert.Matches(@"^2 111122223333 eni-0[0-9a-f]{16} (\d+\.){3}\d+ (\d+\.){3}\d+ \d+ \d+ (6|17) \d+ \d+ \d{10} \d{10} ACCEPT OK$", line));
        }
    }

    [Fact]
    public void Esxi_EveryLine_HasPriorityTimeHostAndProgram()
    {
        var lines = site.Files("/esxi/").SelectMany(DemoSite.Lines).ToList();

        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.Matches(@"^<(14|38|166|182)>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z esx0[12]\.corp\.example (Hostd|Vpxa|shell|sshd|sftp-server|vmkernel)(\[\d+\])?: \S", line));
    }

    private static int Columns(string[] lines, string mark) =>
        lines.Single(line => line.StartsWith(mark, StringComparison.Ordinal)).Split('\t').Length - 1;

    private static void CheckExecve(ILookup<string, string> byType)
    {
        var execve = Assert.Single(byType["EXECVE"]);
        var arguments = Enumerable.Range(0, int.Parse(Field(execve, "argc"), CultureInfo.InvariantCulture)).Select(i => Field(execve, "a" + i)).ToList();
        var title = Encoding.UTF8.GetString(Convert.FromHexString(Field(Assert.Single(byType["PROCTITLE"]), "proctitle")));

        // The two records write the same arguments in two ways.
        Assert.Equal(title.Split('\0'), arguments.Select(Unquote));
        Assert.Single(byType["CWD"]);
    }

    private static void CheckSocketAddress(string fields)
    {
        var raw = Convert.FromHexString(Field(fields, "saddr").Split('\u001d')[0]);
        Assert.Equal(16, raw.Length);
        Assert.Equal(2, raw[0] | (raw[1] << 8));
        Assert.Contains($"laddr={new IPAddress(raw[4..8])} lport={(raw[2] << 8) | raw[3]} ", fields, StringComparison.Ordinal);
    }

    private static string Field(string fields, string name) => Regex.Match(fields, $@"(?<=^|[ \u001d]){name}=(""[^""]*""|\S+)").Groups[1].Value;

    private static string Unquote(string value) => value[0] == '"' ? value[1..^1] : Encoding.UTF8.GetString(Convert.FromHexString(value));
}
