using System.Collections.Frozen;
using System.Globalization;
using Det0131.Models.Events;

namespace Det0131.Datasets.Enrichment;

/// <summary>
/// Tells persons from services and the system by the account's name alone. Immutable, thread-safe; allocates nothing.
/// </summary>
/// <remarks>
/// Names come from the systems' own documentation: Windows well-known SIDs and virtual accounts, systemd.sysusers and Debian's base-passwd,
/// macOS's underscore accounts, ESXi's vpxuser and dcui. Numbers: 0 is root; below 1000 (500 on macOS) and 65534 are service accounts, after
/// login.defs. What follows none of these conventions is a person: a site's own naming can be told by an assets file.
/// </remarks>
public static class UserClassifier
{
    private const int LongestName = 256;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> SystemNames = Lookup(
        "root", "system", "localsystem", "local system", "s-1-5-18", "toor", "trustedinstaller", "kernel");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> ServiceNames = Lookup(
        "local service", "localservice", "network service", "networkservice", "s-1-5-19", "s-1-5-20", "iusr", "anonymous logon", "krbtgt",
        "daemon", "bin", "sys", "sync", "games", "man", "lp", "mail", "news", "uucp", "proxy", "www-data", "backup", "list", "irc", "gnats", "nobody", "_apt",
        "messagebus", "sshd", "syslog", "avahi", "postfix", "exim", "debian-exim", "dovecot", "nginx", "apache", "httpd", "mysql", "mariadb", "postgres", "redis",
        "mongodb", "elasticsearch", "rabbitmq", "kafka", "tomcat", "jenkins", "jboss", "oracle", "memcached", "named", "bind", "unbound", "dnsmasq", "ntp", "chrony",
        "zabbix", "nagios", "prometheus", "grafana", "telegraf", "docker", "polkitd", "dbus", "tss", "uuidd", "rpc", "rpcuser", "nfsnobody", "statd", "ftp", "vsftpd",
        "squid", "haproxy", "varnish", "git", "gitlab-runner", "ansible", "puppet", "salt", "splunk", "ossec", "wazuh", "omsagent", "waagent", "azureuser-agent",
        "vpxuser", "dcui", "vdcs", "hostd", "vpxa", "nsx-user", "vsphere-ui");

    private static readonly string[] ServicePrefixes =
        ["svc-", "svc_", "svc.", "sa-", "sa_", "srv-", "srv_", "service-", "service_", "systemd-", "gmsa-", "gmsa_", "msol_", "aad_", "healthmailbox", "nt service\\", "iis apppool\\", "window manager\\", "font driver host\\", "nt virtual machine\\"];

    private static readonly string[] ServiceSuffixes = ["-svc", "_svc", "-service", "_service", ".iam.gserviceaccount.com", "gserviceaccount.com", "$"];

    /// <summary>The class of an account.</summary>
    /// <param name="user">Account as in <see cref="SecurityEvent.User"/>, or null.</param>
    /// <param name="cloudRole">Assumed role's name, or null.</param>
    /// <param name="platform">Platform of the record; decides from which number on users are persons.</param>
    /// <returns><see cref="UserClass.Unknown"/> when there is neither user nor role.</returns>
    public static UserClass Classify(string? user, string? cloudRole, Platform platform)
    {
        if (!string.IsNullOrEmpty(cloudRole))
        {
            return UserClass.CloudRole;
        }

        if (string.IsNullOrEmpty(user))
        {
            return UserClass.Unknown;
        }

        if (user.Length > LongestName)
        {
            return UserClass.Person;
        }

        Span<char> buffer = stackalloc char[LongestName];
        ReadOnlySpan<char> whole = buffer[..user.AsSpan().ToLowerInvariant(buffer)];
        if (whole.StartsWith("arn:") && whole.Contains(":assumed-role/", StringComparison.Ordinal))
        {
            return UserClass.CloudRole;
        }

        if (whole.EndsWith(".amazonaws.com"))
        {
            return UserClass.Service;
        }

        var name = whole[(whole.LastIndexOf('\\') + 1)..];
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            int firstPerson = platform == Platform.MacOS ? 500 : 1000;
            return number == 0 ? UserClass.System : number < firstPerson || number == 65534 ? UserClass.Service : UserClass.Person;
        }

        if (SystemNames.Contains(name))
        {
            return UserClass.System;
        }

        // macOS names its services _spotlight; elsewhere a leading underscore is a service too (_apt, _chrony).
        if (ServiceNames.Contains(name) || (name.Length > 1 && name[0] == '_'))
        {
            return UserClass.Service;
        }

        foreach (var prefix in ServicePrefixes)
        {
            if (name.StartsWith(prefix) || (prefix.EndsWith('\\') && whole.StartsWith(prefix)))
            {
                return UserClass.Service;
            }
        }

        if (IsNumbered(name, "dwm-") || IsNumbered(name, "umfd-"))
        {
            return UserClass.Service;
        }

        foreach (var suffix in ServiceSuffixes)
        {
            if (name.EndsWith(suffix))
            {
                return UserClass.Service;
            }
        }

        return UserClass.Person;
    }

    private static bool IsNumbered(ReadOnlySpan<char> name, ReadOnlySpan<char> prefix) =>
        name.StartsWith(prefix) && name.Length > prefix.Length && !name[prefix.Length..].ContainsAnyExcept("0123456789");

    private static FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup(params string[] names) =>
        names.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
}
