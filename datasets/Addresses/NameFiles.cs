using System.IO.Compression;
using Det0131.Models.Context;

namespace Det0131.Datasets.Addresses;

/// <summary>Recognises and reads files that tell who had an address, or who goes by which names.</summary>
public static class NameFiles
{
    private const int LongestLine = 1 << 20;

    /// <summary>What can be read, for people.</summary>
    public const string Formats =
        "ISC dhcpd.leases, Kea leases (CSV), dnsmasq.leases, Windows DHCP audit log, Zeek dhcp.log (TSV or JSON), CSV of sessions (address with user or host, from, until), CSV of a directory (sAMAccountName, userPrincipalName, mail, dNSHostName)";

    /// <param name="path">The file; <c>.gz</c> is unpacked.</param>
    /// <param name="zone">Zone of times that tell none.</param>
    /// <exception cref="FormatException">It is none of <see cref="Formats"/>; the message says what it begins with.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static NameFile Read(string path, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(path);
        using var file = File.OpenRead(path);
        using Stream plain = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(plain);
        return Parse(Lines(reader), Path.GetFileName(path), zone);
    }

    /// <param name="lines">The file's lines.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="zone">Zone of times that tell none.</param>
    /// <exception cref="FormatException">It is none of <see cref="Formats"/>.</exception>
    public static NameFile Parse(IEnumerable<string> lines, string name, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(lines);
        ArgumentNullException.ThrowIfNull(zone);
        using var all = lines.GetEnumerator();
        var head = new List<string>();
        // Audit logs and lease files begin with some lines of prose.
        while (head.Count < 100 && all.MoveNext())
        {
            head.Add(head.Count == 0 ? all.Current.TrimStart('\uFEFF') : all.Current);
            if (Recognise(head[^1]) is { } read)
            {
                return read(new NameLines(name, Rest(head, all), zone));
            }
        }

        var first = head.FirstOrDefault(line => !string.IsNullOrWhiteSpace(line)) ?? "";
        throw new FormatException($"{name}: begins with '{Readers.TextExcerpt.Of(first)}'; expected one of: {Formats}.");
    }

    private static Func<NameLines, NameFile>? Recognise(string line)
    {
        if (line.StartsWith("lease ", StringComparison.Ordinal) && line.TrimEnd().EndsWith('{'))
        {
            return IscLeases.Read;
        }

        if (line.StartsWith("#separator", StringComparison.Ordinal) || (line.StartsWith('{') && line.Contains("\"assigned_addr\"", StringComparison.Ordinal)))
        {
            return ZeekLeases.Read;
        }

        if (DnsmasqLeases.IsOne(line))
        {
            return DnsmasqLeases.Read;
        }

        var columns = CsvLine.Split(line.ToLowerInvariant()).ConvertAll(c => c.Trim());
        return columns.Contains("valid_lifetime") && columns.Contains("expire") ? KeaLeases.Read
            : columns is ["id", "date", "time", "description", "ip address", "host name", ..] ? WindowsDhcpAudit.Read
            : DirectoryTable.IsHeader(columns) ? DirectoryTable.Read
            : SessionTable.IsHeader(columns) ? SessionTable.Read
            : null;
    }

    // The line that was recognised is read again, with those behind it.
    private static IEnumerable<(int Number, string Text)> Rest(List<string> head, IEnumerator<string> all)
    {
        var number = head.Count;
        yield return (number, head[^1]);
        while (all.MoveNext())
        {
            yield return (++number, all.Current);
        }
    }

    private static IEnumerable<string> Lines(StreamReader reader)
    {
        while (reader.ReadLine() is { } line)
        {
            yield return line.Length <= LongestLine ? line : throw new FormatException($"Found a line of {line.Length:N0} characters, expected at most {LongestLine:N0}.");
        }
    }
}

/// <summary>The lines of a file from the recognised one on.</summary>
/// <param name="File">Name of the file.</param>
/// <param name="Lines">With their numbers.</param>
/// <param name="Zone">Zone of times that tell none.</param>
internal sealed record NameLines(string File, IEnumerable<(int Number, string Text)> Lines, TimeZoneInfo Zone)
{
    /// <summary>Microseconds since 1970 of a local time.</summary>
    public long Micros(DateTime local) =>
        (TimeZoneInfo.ConvertTimeToUtc(Zone.IsInvalidTime(local) ? local.AddHours(1) : local, Zone) - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    public string At(int number) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{File}:{number}");
}
