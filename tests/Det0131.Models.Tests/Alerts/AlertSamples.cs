using Det0131.Models.Alerts;
using Det0131.Models.Events;

namespace Det0131.Models.Tests.Alerts;

/// <summary>Alerts made by hand for the tests of this folder.</summary>
internal static class AlertSamples
{
    // 2026-03-04T02:12:08.5Z, 03:12 in Amsterdam.
    public const long Night = 1_772_590_328_500_000;

    public static AlertEntity AliceOnPc7 { get; } = new("pc7", @"corp\alice")
    {
        Platform = Platform.Windows,
        UserClass = UserClass.Person,
        PeerGroup = "sales",
    };

    public static AlertDestination Files { get; } = new("example.net")
    {
        Domain = "files.example.net",
        Address = "203.0.113.9",
        Port = 21,
        Transport = "tcp",
        Application = "ftp",
        Country = "NL",
        Network = "AS64500 EXAMPLE-NET",
    };

    public static Alert Ftp() => new()
    {
        Id = AlertId.From("AN0367", AliceOnPc7, "example.net", Night),
        AnalyticId = "AN0367",
        AnalyticName = "Windows",
        TechniqueIds = ["T1048.003"],
        Entity = AliceOnPc7,
        Destination = Files,
        FirstMicros = Night,
        LastMicros = Night + 1_683_250_000,
        TimeZoneId = "Europe/Amsterdam",
        ReturnPeriod = ReturnPeriod.RarerThan(280),
        MaturityPeriods = 28,
        ModelVersion = "20260303T230000Z-3f2a9c",
        Contributions = Contributions,
        Indicators =
        [
            new KnowledgeIndicator("transfer_tool", "ParentProcessAnomaly", "ftp.exe is a transfer tool", "LOLBAS; MITRE S0095") { Points = 1 },
            new KnowledgeIndicator("upload_verb", "ParentProcessAnomaly", "put on the command line of ftp.exe", "ATT&CK Evaluations APT3 19.C.1") { Points = 1 },
        ],
        Events = [AlertEvent.From(Start, null), AlertEvent.From(Flow, 412_345_678)],
        EventCount = 14,
        BytesOut = 412_345_678,
        NextChecks = NextChecks.For("AN0367", Contributions),
        Headline = AlertHeadline.Write(AliceOnPc7, Files, 412_345_678, Night, "Europe/Amsterdam", "outside the usual hours"),
    };

    public static AlertContribution[] Contributions =>
    [
        new()
        {
            FeatureId = "volume.hour",
            ElementName = "DataVolumeThresholdMB",
            Bits = 9.137,
            SurprisalBits = 11.5,
            Observed = "412 MB in one hour",
            Typical = "0 to 3.1 MB an hour",
            Sentence = "more than in any of 214 hours of this host; 3 of 91,200 hours of 412 hosts reached it",
            MaturityPeriods = 28,
            Value = FeatureValue.OfNumber(412_345_678, "bytes"),
        },
        new()
        {
            FeatureId = "protocol.host",
            ElementName = "ProtocolAllowList",
            Bits = 6.254,
            SurprisalBits = 8.25,
            Observed = "ftp on port 21",
            Typical = "ssl on 443, dns on 53, smb on 445",
            Sentence = "ftp on port 21: 0 of 28 days on this host, 2 of 412 hosts",
            WouldHaveBeenNormal = "ssl on 443",
            MaturityPeriods = 28,
            Value = FeatureValue.OfText("ftp:21"),
        },
        new()
        {
            FeatureId = "lineage.transfer_tool",
            ElementName = "ParentProcessAnomaly",
            Bits = 14.2,
            SurprisalBits = 13.125,
            Observed = "ftp.exe started by winword.exe",
            Typical = "cmd.exe starts ftp.exe",
            Sentence = "ftp.exe started by winword.exe: 0 of 28 days on this host, 0 of 412 hosts",
            WouldHaveBeenNormal = "cmd.exe as the caller",
            MaturityPeriods = 28,
            Value = FeatureValue.OfText("winword.exe"),
        },
        new() { FeatureId = "knowledge", ElementName = "shared", Bits = 6.049, Observed = "2 known signs", Sentence = "2 of 12 indicators, 3 bits each" },
        new() { FeatureId = "local_destination", ElementName = "shared", Bits = -0.333, Observed = "partly local", Sentence = "allowance for a local destination" },
    ];

    private static SecurityEvent Start => new()
    {
        Identity = 0x1234,
        RecordId = "4411",
        Source = "windows.sysmon",
        File = @"C:\logs\alice\sysmon.ndjson",
        Line = 118,
        TimeMicros = Night,
        Kind = EventKind.ProcessStart,
        Host = "pc7",
        User = @"corp\alice",
        Process = "ftp.exe",
        ProcessPath = @"C:\Windows\System32\ftp.exe",
        Parent = "winword.exe",
        CommandLine = @"ftp -v -s:C:\Users\Alice\ftp.txt",
    };

    private static SecurityEvent Flow => new()
    {
        Identity = UInt128.MaxValue,
        RecordId = "CAbc12",
        Source = "zeek.conn",
        File = "conn.log",
        Line = 9,
        TimeMicros = Night + 1_000_000,
        Kind = EventKind.NetworkFlow,
        Transport = "tcp",
        Application = "ftp",
        SourceAddress = "10.0.0.7",
        SourcePort = 50122,
        DestinationAddress = "203.0.113.9",
        DestinationPort = 21,
        Domain = "files.example.net",
    };
}
