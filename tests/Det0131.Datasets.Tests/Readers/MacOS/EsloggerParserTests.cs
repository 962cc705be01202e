using System.Text;
using System.Text.Json;
using Det0131.Datasets.Readers;
using Det0131.Datasets.Readers.MacOS;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.MacOS;

public sealed class EsloggerParserTests
{
    private const string File = "mac07.eslogger.ndjson";

    private static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", "MacOS", name);

    // Real records (open-xp-rules): zsh starts sh, which becomes bash in the same process, which starts sudo.
    [Fact]
    public void Parse_WrappedRealRecords_GivesTheChainOfParents()
    {
        CollectingSink sink = CollectingSink.Read(EsloggerFormat.Format, File, System.IO.File.ReadLines(Fixture("eslogger-wrapped.ndjson")).Take(3));

        Assert.Empty(sink.Rejected);
        Assert.Equal(["sh", "bash", "sudo"], sink.Events.Select(e => e.Process));
        Assert.Equal(["zsh", "zsh", "bash"], sink.Events.Select(e => e.Parent));
        SecurityEvent sudo = sink.Events[2];
        Assert.Equal("sudo -S chown root /Users/user/Desktop/ss.txt", sudo.CommandLine);
        Assert.Equal("501", sudo.User);
        Assert.Equal(UserClass.Person, sudo.UserClass);
        Assert.Equal("501>root", sudo.PrivilegeChange);
        Assert.Equal("2952:5471", sudo.ProcessKey);
        Assert.Equal("2950:5468", sudo.ParentKey);
        Assert.Equal(sink.Events[1].ProcessKey, sudo.ParentKey);
        Assert.Equal("mac07", sudo.Host);
        Assert.Equal(Platform.MacOS, sudo.Platform);
        Assert.Equal(Outcome.Success, sudo.Outcome);
    }

    [Fact]
    public void Parse_UnwrappedRealRecord_GivesTheSame()
    {
        string record = System.IO.File.ReadAllText(Fixture("eslogger-exec.json"));
        string wrapped = JsonSerializer.Serialize(new Dictionary<string, string> { ["input_id"] = "x", ["body"] = record });
        SecurityEvent plain = Assert.Single(CollectingSink.Read(EsloggerFormat.Format, "x.json", record).Events);
        SecurityEvent inner = Assert.Single(CollectingSink.Read(EsloggerFormat.Format, "x.json", wrapped).Events);

        Assert.Equal("sudo kill -9 7987 8007 7986", plain.CommandLine);
        Assert.Equal("xargs", plain.Parent);
        Assert.Null(plain.Host);
        Assert.Equal(1_690_200_762_615_172, plain.TimeMicros);
        Assert.Equal((plain.TimeMicros, plain.CommandLine, plain.ProcessKey, plain.Parent), (inner.TimeMicros, inner.CommandLine, inner.ProcessKey, inner.Parent));
    }

    // Version 10 (macOS 26) writes the same token as an array: auid, euid, egid, ruid, rgid, pid, asid, pidversion.
    [Fact]
    public void Parse_TokenAsArray_EqualsTokenAsObject()
    {
        SecurityEvent asObject = Assert.Single(Read(Exec("/bin/zsh", "/usr/bin/curl", Token(501, 0, 70, 7), """["curl"]""")).Events);
        SecurityEvent asArray = Assert.Single(Read(Exec("/bin/zsh", "/usr/bin/curl", "[501,0,20,501,20,70,1,7]", """["curl"]""")).Events);

        Assert.Equal("70:7", asObject.ProcessKey);
        Assert.Equal((asObject.ProcessKey, asObject.User, asObject.PrivilegeChange), (asArray.ProcessKey, asArray.User, asArray.PrivilegeChange));
    }

    [Theory]
    [InlineData(4294967295, 0, "root", UserClass.System, null)]
    [InlineData(4294967295, 240, "240", UserClass.Service, null)]
    [InlineData(4294967295, 4294967294, "nobody", UserClass.Service, null)]
    [InlineData(501, 501, "501", UserClass.Person, null)]
    [InlineData(501, 0, "501", UserClass.Person, "501>root")]
    [InlineData(0, 501, "root", UserClass.System, "root>501")]
    [InlineData(4294967295, 4294967295, null, UserClass.Unknown, null)]
    public void Parse_Accounts_AreLoginUserElseEffectiveUser(long auid, long euid, string? user, UserClass userClass, string? change)
    {
        SecurityEvent started = Assert.Single(Read(Exec("/bin/zsh", "/usr/bin/curl", Token(auid, euid, 70, 7), "[]")).Events);

        Assert.Equal(user, started.User);
        Assert.Equal(userClass, started.UserClass);
        Assert.Equal(change, started.PrivilegeChange);
        Assert.Null(started.CommandLine);
    }

    // Independent: a POSIX shell's rules for words, written in the test.
    [Fact]
    public void Parse_Arguments_CanBeSplitAgainAsAShellWould()
    {
        string[] pool = ["a b", "", "it's", "\"q\"", "$(x)", "é", "-F", "file=@/tmp/out.zip", "a\\b", "'", "\t", "x;y"];
        var random = new Random(11);
        for (int round = 0; round < 200; round++)
        {
            string[] arguments = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => pool[random.Next(pool.Length)])];
            SecurityEvent started = Assert.Single(Read(Exec("/a", "/b", Token(1, 1, 2, 3), JsonSerializer.Serialize(arguments))).Events);

            Assert.Equal(arguments, ShellWords(started.CommandLine!));
        }
    }

    [Fact]
    public void Parse_LongArguments_AreCutAt4KiB()
    {
        string arguments = JsonSerializer.Serialize(Enumerable.Repeat("é" + new string('x', 300), 100));
        SecurityEvent started = Assert.Single(Read(Exec("/a", "/b", Token(1, 1, 2, 3), arguments)).Events);

        Assert.InRange(Encoding.UTF8.GetByteCount(started.CommandLine!), 4090, 4096);
        Assert.DoesNotContain('\ufffd', started.CommandLine!);
    }

    [Theory]
    [InlineData("""{"open":{"fflag":1,"file":{"path":"/Users/a/Db.SQL"}}}""", "/Users/a/Db.SQL", ".sql")]
    [InlineData("""{"write":{"target":{"path":"/tmp/out.zip"}}}""", "/tmp/out.zip", ".zip")]
    [InlineData("""{"create":{"destination_type":0,"destination":{"existing_file":{"path":"/tmp/x"}}}}""", "/tmp/x", null)]
    [InlineData("""{"create":{"destination_type":1,"destination":{"new_path":{"dir":{"path":"/tmp"},"filename":"k.key","mode":420}}}}""", "/tmp/k.key", ".key")]
    public void Parse_FileEvents_GiveFileAccess(string body, string path, string? extension)
    {
        SecurityEvent accessed = Assert.Single(Read(Other("/usr/bin/tar", Token(501, 501, 9, 1), body)).Events);

        Assert.Equal(EventKind.FileAccess, accessed.Kind);
        Assert.Equal((path, extension, "tar"), (accessed.FilePath, accessed.FileExtension, accessed.Process));
    }

    [Theory]
    [InlineData("""{"write":{"target":{"path":"/dev/null"}}}""", "device file")]
    [InlineData("""{"rename":{}}""", "event rename")]
    [InlineData("""{"exit":{"stat":0}}""", "event exit")]
    [InlineData("""{"no_such_event_of_apple":{}}""", "other event")]
    [InlineData("""{}""", "other event")]
    public void Parse_OtherEvents_AreIgnoredUnderAFewNames(string body, string reason) =>
        Assert.Equal([reason], Read(Other("/a", Token(1, 1, 2, 3), body)).Ignored);

    [Theory]
    [InlineData("", "not valid JSON")]
    [InlineData("{\"event\":", "not valid JSON")]
    [InlineData("""{"body":"no json"}""", "not valid JSON")]
    [InlineData("""{"body":7}""", "event missing")]
    [InlineData("""{"time":"2024-01-01T00:00:00Z","process":{"audit_token":{"pid":1}}}""", "event missing")]
    [InlineData("""{"time":"yesterday","event":{"exit":{}},"process":{"audit_token":{"pid":1}}}""", "time missing or not a time")]
    [InlineData("""{"time":"2024-01-01T00:00:00Z","event":{"exit":{}},"process":{"audit_token":[1,2,3]}}""", "audit_token missing")]
    [InlineData("""{"time":"2024-01-01T00:00:00Z","event":{"exec":{"target":{}}},"process":{"audit_token":{"pid":1}}}""", "exec target missing")]
    [InlineData("""{"time":"2024-01-01T00:00:00Z","event":{"open":{}},"process":{"audit_token":{"pid":1}}}""", "file path missing")]
    public void Parse_BrokenRecords_AreRejectedWithAFixedReason(string record, string reason) => Assert.Equal([reason], Read(record).Rejected);

    [Fact]
    public void Parse_ParentOfReusedProcessId_IsNotTakenFromTheOldProcess()
    {
        CollectingSink sink = Read(
            Exec("/bin/zsh", "/usr/bin/ssh", Token(501, 501, 70, 7), """["ssh"]"""),
            Other("/usr/bin/ssh", Token(501, 501, 70, 7), """{"exit":{}}"""),
            Exec("/bin/bash", "/usr/bin/curl", Token(501, 501, 80, 12), """["curl"]""", Token(501, 501, 70, 11)));

        Assert.Equal(["zsh", "bash"], sink.Events.Select(e => e.Parent));
    }

    [Fact]
    public void Parse_StartedByLaunchd_NamesLaunchd() =>
        Assert.Equal("/sbin/launchd", Assert.Single(Read(Exec("/usr/libexec/xpcproxy", "/usr/bin/curl", Token(1, 1, 70, 7), "[]", Token(0, 0, 1, 1), ppid: 1)).Events).ParentPath);

    // Fuzz: real records with bytes changed, cut and doubled. The sink's contract is checked for every one.
    [Fact]
    public void Parse_DamagedRecords_AreEachAccountedForOnce()
    {
        byte[][] records = [.. System.IO.File.ReadLines(Fixture("eslogger-wrapped.ndjson")).Select(Encoding.UTF8.GetBytes)];
        Damage.Check(EsloggerFormat.Format, records, rounds: 1500);
    }

    [Fact]
    public void Parse_FileEventsAgainAndAgain_AllocateNothing()
    {
        byte[] record = Encoding.UTF8.GetBytes(Other("/usr/bin/tar", Token(501, 0, 9, 1), """{"open":{"fflag":1,"file":{"path":"/Users/a/db.sql"}}}"""));
        Damage.CheckAllocation(EsloggerFormat.Format, record, leastEvents: 1);
    }

    [Fact]
    public void Detect_RecordsOfBothForms_AreCertain()
    {
        byte[] wrapped = Encoding.UTF8.GetBytes(System.IO.File.ReadLines(Fixture("eslogger-wrapped.ndjson")).First());

        Assert.Equal(100, EsloggerFormat.Format.Detect(wrapped, "x").Confidence);
        Assert.Equal(100, EsloggerFormat.Format.Detect(System.IO.File.ReadAllBytes(Fixture("eslogger-exec.json")), "x").Confidence);
        Assert.Equal(0, EsloggerFormat.Format.Detect("""{"event_type":9,"process":{}}"""u8.ToArray(), "eslogger.json").Confidence);
    }

    private static CollectingSink Read(params string[] records) => CollectingSink.Read(EsloggerFormat.Format, File, records);

    private static string Token(long auid, long euid, int pid, int version) =>
        $$"""{"auid":{{auid}},"euid":{{euid}},"egid":20,"ruid":{{euid}},"rgid":20,"pid":{{pid}},"asid":1,"pidversion":{{version}}}""";

    private static string Exec(string before, string after, string token, string arguments, string? parent = null, int ppid = 60) =>
        Other(before, token, $$$"""
            {"exec":{"target":{"audit_token":{{{token}}},"ppid":{{{ppid}}},"parent_audit_token":{{{parent ?? Token(501, 501, 60, 6)}}},"executable":{"path":"{{{after}}}"}},"args":{{{arguments}}}}}
            """);

    private static string Other(string path, string token, string body) =>
        """{"schema_version":1,"version":9,"event_type":9,"mach_time":1,"time":"2024-03-12T10:54:06.460834318Z","process":{"audit_token":TOKEN,"executable":{"path":"PATH"}},"event":BODY,"action":{"result":{"result_type":0,"result":{"auth":0}}}}"""
            .Replace("TOKEN", token, StringComparison.Ordinal).Replace("PATH", path, StringComparison.Ordinal).Replace("BODY", body, StringComparison.Ordinal);

    private static List<string> ShellWords(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        bool isQuoted = false, isWord = false;
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == '\'')
            {
                isQuoted = !isQuoted;
                isWord = true;
            }
            else if (!isQuoted && line[i] == '\\')
            {
                word.Append(line[++i]);
                isWord = true;
            }
            else if (!isQuoted && line[i] == ' ')
            {
                words.Add(word.ToString());
                word.Clear();
                isWord = false;
            }
            else
            {
                word.Append(line[i]);
                isWord = true;
            }
        }

        if (isWord)
        {
            words.Add(word.ToString());
        }

        return words;
    }
}
