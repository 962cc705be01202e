namespace Det0131.Datasets.Simulation.Population;

/// <summary>What the whole demo site shares: names, addresses and habitual far ends.</summary>
internal static class Site
{
    public const string DnsSuffix = ".corp.example";
    public const string WindowsDomain = "CORP";

    public const string DnsServer = "10.20.20.10";
    public const string FileServer = "10.20.20.11";
    public const string MailServer = "10.20.20.12";
    public const string BackupServer = "10.20.20.13";
    public const string Database = "10.20.20.21";
    public const string BackupGateway = "10.20.20.41";
    public const string Monitoring = "10.20.40.6";
    public const string JumpHost = "10.20.40.5";
    public const string VCenter = "10.20.40.20";
    public const string Storage = "10.20.40.30";
    public const string Printer = "10.20.60.11";

    /// <summary>The office's address as clouds see it (M-net, Munich).</summary>
    public const string OfficePublicAddress = "62.245.190.20";

    public const string CloudAccount = "111122223333";
    public const string ForeignAccount = "999988887777";
    public const string CloudRegion = "eu-central-1";

    /// <summary>Accounts on the Linux hosts and their uid.</summary>
    public static IReadOnlyDictionary<string, int> LinuxUsers { get; } = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["root"] = 0,
        ["www-data"] = 33,
        ["mysql"] = 112,
        ["zabbix"] = 115,
        ["_apt"] = 105,
        ["jenkins"] = 996,
        ["backup"] = 34,
        ["felix.baum"] = 1001,
        ["timo.becker"] = 1002,
        ["nadia.kaya"] = 1003,
        ["hanna.meyer"] = 1004,
    };

    /// <summary>True for the site's own addresses, as its network sensor is told.</summary>
    public static bool IsLocal(string address) => address.StartsWith("10.", StringComparison.Ordinal);
}
