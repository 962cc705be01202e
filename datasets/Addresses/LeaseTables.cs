using System.Globalization;

namespace Det0131.Datasets.Addresses;

/// <summary>Kea's lease file (memfile, CSV): <c>expire</c> less <c>valid_lifetime</c> is when the lease began, both in seconds.</summary>
internal static class KeaLeases
{
    public static NameFile Read(NameLines lines)
    {
        var file = new NameFile { Format = "Kea leases" };
        var table = new NameTable(lines, file);
        table.ForEach(() =>
        {
            // States other than 0 (assigned) are declined, or free again.
            if (table.Field("state") is { } state && state != "0")
            {
                file.Ignored++;
            }
            else if (table.TryTime(table.Field("expire"), out var until)
                && long.TryParse(table.Field("valid_lifetime"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 1L << 32)
            {
                table.Add(table.Field("address"), table.Field("hostname"), until - (seconds * 1_000_000), until);
            }
            else
            {
                table.Fault($"found expire '{table.Field("expire")}' and valid_lifetime '{table.Field("valid_lifetime")}', expected seconds");
            }
        });
        return file;
    }
}

/// <summary>
/// Audit log of the DHCP server of Windows (DhcpSrvLog-*.log): 10 is a new lease, 11 a renewed one, 12 a released one; 16, 17 and 18 end it. Times are local to
/// the server. The length of a lease is not told: it lasts until it ends or somebody else has the address.
/// </summary>
internal static class WindowsDhcpAudit
{
    private static readonly string[] Forms = ["MM/dd/yy HH:mm:ss", "MM/dd/yyyy HH:mm:ss"];

    public static NameFile Read(NameLines lines)
    {
        var file = new NameFile { Format = "Windows DHCP audit" };
        var table = new NameTable(lines, file);
        var open = new Dictionary<string, (string Host, long From)>(StringComparer.Ordinal);
        table.ForEach(() =>
        {
            var (id, address, host) = (table.Field("id"), table.Field("ip address"), table.Field("host name"));
            if (address is null || id is not ("10" or "11" or "12" or "16" or "17" or "18"))
            {
                file.Ignored++;
                return;
            }

            var text = $"{table.Field("date")} {table.Field("time")}";
            if (!DateTime.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            {
                table.Fault($"found time '{Readers.TextExcerpt.Of(text)}', expected such as 11/21/26 08:00:00");
                return;
            }

            var at = lines.Micros(local);
            var begins = id is "10" or "11" && host is not null;
            if (open.TryGetValue(address, out var before) && !(begins && before.Host == host))
            {
                open.Remove(address);
                if (at > before.From)
                {
                    table.Add(address, before.Host, before.From, at);
                }
            }

            if (begins)
            {
                open.TryAdd(address, (host!, at));
            }
        });
        foreach (var (address, (host, from)) in open.OrderBy(o => o.Key, StringComparer.Ordinal))
        {
            table.Add(address, host, from, null);
        }

        return file;
    }
}

/// <summary>CSV of sessions, as a VPN gateway or an address management exports: an address, whose it was, from when, until when (absent: still).</summary>
internal static class SessionTable
{
    private static readonly string[] Address = ["address", "ip", "ip_address", "assigned_ip", "assigned_address", "inner_ip", "client_ip", "tunnel_ip"];
    private static readonly string[] Host = ["host", "hostname", "host_name", "computer", "device", "device_name"];
    private static readonly string[] User = ["user", "username", "user_name", "account"];
    private static readonly string[] From = ["from", "start", "start_time", "login", "connected", "connect_time", "session_start"];
    private static readonly string[] Until = ["until", "end", "end_time", "logout", "disconnected", "disconnect_time", "session_end"];

    public static bool IsHeader(List<string> columns) =>
        columns.Intersect(Address).Any() && columns.Intersect(From).Any() && columns.Intersect([.. Host, .. User]).Any();

    public static NameFile Read(NameLines lines)
    {
        var file = new NameFile { Format = "sessions" };
        var table = new NameTable(lines, file);
        table.ForEach(() =>
        {
            if (table.Field(From) is not { } begin)
            {
                file.Ignored++;
                return;
            }

            var (end, until) = (table.Field(Until), default(long?));
            if (end is not null && table.TryTime(end, out var ended))
            {
                until = ended;
            }

            if ((end is null || until is not null) && table.TryTime(begin, out var from))
            {
                table.Add(table.Field(Address), table.Field([.. Host, .. User]), from, until);
            }
        });
        return file;
    }
}

/// <summary>
/// CSV of a directory (Get-ADUser, Get-ADComputer, ldapsearch as CSV): the names by which logs call one account or computer. The domain before the backslash is
/// the first label of the distinguished name's domain, which is the NetBIOS name where nobody chose another; a column <c>netbios</c> says another.
/// </summary>
internal static class DirectoryTable
{
    private static readonly string[] Columns = ["samaccountname", "userprincipalname", "mail", "dnshostname"];

    public static bool IsHeader(List<string> columns) => columns.Contains("samaccountname") && columns.Intersect(Columns).Count() > 1;

    public static NameFile Read(NameLines lines)
    {
        var file = new NameFile { Format = "directory" };
        var table = new NameTable(lines, file);
        table.ForEach(() =>
        {
            if (table.Field("samaccountname")?.ToLowerInvariant() is not { } account)
            {
                file.Ignored++;
                return;
            }

            var domain = table.Field("netbios")?.ToLowerInvariant() ?? Domain(table.Field("distinguishedname")) ?? Suffix(table.Field("userprincipalname"));
            string?[] names = table.Field("dnshostname") is { } host
                ? [host, account.TrimEnd('$')]
                : [domain is null ? account : $@"{domain}\{account}", account, table.Field("userprincipalname"), table.Field("mail")];
            string[] different = [.. names.OfType<string>().Select(n => n.ToLowerInvariant()).Where(n => !n.Contains(' ', StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)];
            if (different.Length > 1)
            {
                file.Names.Add(new NamedTwice(different[0], different[1..]));
            }
            else
            {
                file.Ignored++;
            }
        });
        return file;
    }

    private static string? Domain(string? distinguished)
    {
        var at = distinguished?.IndexOf("DC=", StringComparison.OrdinalIgnoreCase) ?? -1;
        return at < 0 ? null : distinguished![(at + 3)..].Split(',')[0].Trim().ToLowerInvariant();
    }

    private static string? Suffix(string? principal) =>
        principal?.Split('@') is [_, { Length: > 0 } suffix] ? suffix.Split('.')[0].ToLowerInvariant() : null;
}
