using System.Text;
using Det0131.Models.Events;
using Det0131.Models.Knowledge;
using Det0131.Models.Knowledge.CommandLines;

namespace Det0131.Models.Tests.Knowledge;

public class KnowledgeEvaluatorTests
{
    private static readonly OutwardFacts Outward = new(true, false, null, Platform.Unknown);

    /// <summary>Per indicator an event for which it holds and one for which it does not; worked out by hand from the data file's sources.</summary>
    public static TheoryData<string, SecurityEvent, SecurityEvent> Cases => new()
    {
        { "transfer_tool", Start(tool: "rclone"), Start(tool: "python") },
        { "transfer_tool", Start(tool: "curl"), Start(tool: "nslookup") },
        { "transfer_tool", Start(tool: "aria2"), Start(tool: null) },
        { "upload_verb", Start(tool: "curl", verb: "upload-file", domain: "a.example"), Start(tool: "curl", verb: "upload-file") },
        { "upload_verb", Start(tool: "nc", verb: "put", address: "192.0.2.1"), Start(tool: "curl", domain: "a.example") },
        { "serving", Start(tool: "python", verb: "serve"), Start(tool: "python", verb: "post") },
        { "renamed_tool", new() { Kind = EventKind.ProcessStart, Process = "svhost.exe", OriginalName = "rclone.exe" }, new() { Kind = EventKind.ProcessStart, Process = "rclone.exe", OriginalName = "rclone.exe" } },
        { "renamed_tool", new() { Kind = EventKind.ProcessStart, Process = "x.exe", OriginalName = "curl.exe" }, new() { Kind = EventKind.ProcessStart, Process = "x.exe", OriginalName = "7z.exe" } },
        { "foreign_port", Flow("http", 53), Flow("http", 80) },
        { "foreign_port", Flow("ssl", 4444), Flow("ssl", 8443) },
        { "foreign_port", Flow("dns", 5000), Flow("unheard-of", 1) },
        { "foreign_port", Flow("ftp", 443), Flow(null, 443) },
        { "raw_dns_client", Flow(null, 53, "dnscat.exe"), Flow(null, 53, "svchost.exe") },
        { "raw_dns_client", Flow("dns", 53, "powershell.exe"), Flow(null, 53, "<unknown process>") },
        { "mail_process", Flow(null, 587, "regasm.exe"), Flow(null, 587, "outlook.exe") },
        { "mail_process", Flow("smtp", 25, "powershell.exe"), Flow("smtp", 25) },
        { "smb_outside", Flow("smb", 445), Flow("ssl", 445) },
        { "tunnel_query_type", Query("NULL"), Query("TXT") },
        { "tunnel_query_type", Query("TYPE65399"), Query(null) },
        { "foreign_account", Cloud("s3:GetObject", "222"), Cloud("s3:GetObject", "111") },
        { "foreign_account", Cloud("ec2:ModifySnapshotAttribute", "222"), Cloud("ec2:ModifySnapshotAttribute", null) },
        { "sharing_action", Cloud("ec2:ModifySnapshotAttribute", null), Cloud("s3:GetObject", null) },
        { "sensitive_file", new() { Kind = EventKind.FileAccess, FileExtension = ".kdbx" }, new() { Kind = EventKind.FileAccess, FileExtension = ".png" } },
        { "sensitive_file", new() { Kind = EventKind.FileAccess, FileExtension = ".tar.gz" }, new() { Kind = EventKind.FileAccess } },
        { "exfiltration_service", Start(tool: "curl", domain: "file.io"), Start(tool: "curl", domain: "notfile.io") },
        { "exfiltration_service", Start(tool: "curl", domain: "hooks.slack.com"), Start(tool: null, domain: "hooks.slack.com") },
        { "exfiltration_service", Start(tool: null, domain: "abc.trycloudflare.com"), Start(tool: null, domain: "cloudflare.com") },
        { "hypervisor_opened", new() { Kind = EventKind.ProcessStart, CommandLine = "esxcli network firewall set --enabled FALSE" }, new() { Kind = EventKind.ProcessStart, CommandLine = "esxcli network firewall get" } },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Evaluate_Indicator_HoldsOnlyWhereItShould(string id, SecurityEvent holds, SecurityEvent holdsNot)
    {
        var indicator = KnowledgeEvaluator.Shipped.Indicators.All.Single(indicator => indicator.Id == id);

        Assert.NotEqual(0UL, KnowledgeEvaluator.Shipped.Evaluate(holds, Outward) & indicator.Mask);
        Assert.Equal(0UL, KnowledgeEvaluator.Shipped.Evaluate(holdsNot, Outward) & indicator.Mask);
    }

    [Fact]
    public void Cases_EveryIndicator_HasOne()
    {
        var tested = Cases.Select(row => row.Data.Item1).ToHashSet();

        Assert.All(IndicatorList.Shipped.All, indicator => Assert.Contains(indicator.Id, tested));
    }

    [Fact]
    public void Evaluate_NotOutward_IsNothing()
    {
        Assert.Equal(0UL, KnowledgeEvaluator.Shipped.Evaluate(Start(tool: "rclone"), Outward with { IsOutward = false }));
        Assert.NotEqual(0UL, KnowledgeEvaluator.Shipped.Evaluate(Start(tool: "rclone"), Outward));
    }

    [Fact]
    public void Evaluate_LocalFarEnd_IsNotOutside()
    {
        Assert.NotEqual(0UL, KnowledgeEvaluator.Shipped.Evaluate(Flow("smb", 445), Outward));
        Assert.Equal(0UL, KnowledgeEvaluator.Shipped.Evaluate(Flow("smb", 445), Outward with { IsLocal = true }));
    }

    [Theory]
    [InlineData(Platform.Windows, true)]
    [InlineData(Platform.Unknown, true)]
    [InlineData(Platform.Linux, false)]
    [InlineData(Platform.IaaS, false)]
    public void Evaluate_Platform_OnlyIndicatorsOfItsAnalytic(Platform platform, bool expected)
    {
        Assert.Equal(expected, KnowledgeEvaluator.Shipped.Evaluate(Flow(null, 53, "dnscat.exe"), Outward with { Platform = platform }) != 0);
    }

    [Fact]
    public void Evaluate_ServicePort_CountsBeforeDestinationPort()
    {
        Assert.Equal(0UL, KnowledgeEvaluator.Shipped.Evaluate(Flow("http", 50000), Outward with { ServicePort = 80 }));
        Assert.NotEqual(0UL, KnowledgeEvaluator.Shipped.Evaluate(Flow("http", 50000), Outward));
    }

    [Fact]
    public void Evaluate_EmptyEvent_IsNothing()
    {
        foreach (var kind in Enum.GetValues<EventKind>())
        {
            Assert.Equal(0UL, KnowledgeEvaluator.Shipped.Evaluate(new SecurityEvent { Kind = kind }, Outward));
        }
    }

    [Fact]
    public void Points_Set_IsCappedAndPerElement()
    {
        var list = IndicatorList.Shipped;
        ulong set = list.All.Where(i => i.Id is "transfer_tool" or "upload_verb" or "foreign_port").Aggregate(0UL, (all, i) => all | i.Mask);

        Assert.Equal(3, list.Points(set, "AN0368"));
        Assert.Equal(2, list.Points(set, "AN0368", "Lineage"));
        Assert.Equal(1, list.Points(set, "AN0368", "ProtocolType"));
        Assert.Equal(0, list.Points(set, "AN0368", "Time"));
        Assert.Equal(0, list.Points(0, "AN0368"));
        Assert.Equal(IndicatorList.MostPoints, list.Points(ulong.MaxValue, "AN0367"));
        Assert.Equal(0, list.Points(ulong.MaxValue, "AN9999"));
    }

    [Fact]
    public void Shipped_Elements_AreThoseOfTheAnalytics()
    {
        // MITRE's 13 mutable elements as the STIX object names them, and the shared ones of the design.
        var elements = new Dictionary<string, string[]>
        {
            ["AN0367"] = ["DataVolumeThresholdMB", "ProtocolAllowList", "TimeWindow", "ParentProcessAnomaly", "Destination", "NameResolution", "UserTools"],
            ["AN0368"] = ["ProtocolType", "UserContext", "FileExtensionSensitivity", "Lineage", "Volume", "Time", "Destination", "NameResolution"],
            ["AN0369"] = ["ProtocolUnusualnessScore", "ExecutableBaselining", "NameResolution", "Volume", "Time", "Destination"],
            ["AN0370"] = ["IAMRoleContext", "GeoDestinationThreshold", "Protocol", "Volume", "Time"],
            ["AN0371"] = ["GuestTrafficBaseline", "ServiceAccountProfile", "Time"],
        };

        Assert.All(IndicatorList.Shipped.All, indicator => Assert.All(indicator.ElementByAnalytic, pair => Assert.Contains(pair.Value, elements[pair.Key])));
        Assert.All(IndicatorList.Shipped.All, indicator => Assert.True(indicator.Source.Length > 3 && indicator.Text.Length > 3));
    }

    [Theory]
    [InlineData("{}", "bad.json")]
    [InlineData("no", "bad.json")]
    [InlineData("""{"version":1,"indicators":[{"id":"x","condition":"Nonsense"}]}""", "x: found condition \"Nonsense\"")]
    [InlineData("""{"version":1,"indicators":[{"id":"x","condition":"Verb","points":9,"elements":{"A":"B"}}]}""", "x: found 9 points")]
    [InlineData("""{"version":1,"indicators":[{"id":"x","condition":"Verb","points":1,"elements":{}}]}""", "0 elements")]
    public void Read_BadList_SaysWhatWasFound(string json, string expected)
    {
        var error = Assert.Throws<InvalidDataException>(() => IndicatorList.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)), "bad.json"));

        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public void Evaluate_SteadyState_AllocatesNothing()
    {
        SecurityEvent[] events = [Start("curl", "upload-file", "a.file.io"), Flow("http", 53, "powershell.exe"), Query("NULL"), Cloud("s3:GetObject", "222"), new() { Kind = EventKind.ProcessStart, Process = "x.exe", OriginalName = "curl.exe", CommandLine = "x" }];
        ulong all = Run(events);

        Assert.Equal(0, Allocation.LeastOfRounds(() => all |= Run(events)));
        Assert.NotEqual(0UL, all);

        static ulong Run(SecurityEvent[] events)
        {
            ulong all = 0;
            foreach (var e in events)
            {
                all |= KnowledgeEvaluator.Shipped.Evaluate(e, Outward);
                Assert.True(IndicatorList.Shipped.Points(all, "AN0368", "Lineage") <= IndicatorList.MostPoints);
            }

            return all;
        }
    }

    [Fact]
    public void CommandVocabulary_Shipped_HoldsToolsVerbsAndCommonWords()
    {
        Assert.All((string[])["curl", "curl.exe", "--upload-file", "-noprofile", "<path>", "put"], word => Assert.True(CommandVocabulary.Shipped.Contains(word), word));
        Assert.All(CommandVocabulary.Shipped, word => Assert.Equal(word, word.ToLowerInvariant()));
    }

    private static SecurityEvent Start(string? tool, string? verb = null, string? domain = null, string? address = null) =>
        new() { Kind = EventKind.ProcessStart, Tool = tool, Verb = verb, Domain = domain, DestinationAddress = address };

    private static SecurityEvent Flow(string? application, int port, string? process = null) =>
        new() { Kind = EventKind.NetworkFlow, Application = application, DestinationPort = port, Process = process };

    private static SecurityEvent Query(string? type) => new() { Kind = EventKind.DnsQuery, DnsName = "a.example", DnsType = type };

    private static SecurityEvent Cloud(string action, string? foreign) =>
        new() { Kind = EventKind.CloudApiCall, CloudAction = action, CloudAccount = "111", ForeignAccount = foreign };
}
