using System.Globalization;
using Det0131.Models.Events;

namespace Det0131.Models.Context;

/// <summary>
/// Reads the assets file: CSV with a header line. Columns, in any order: <c>host</c> (or <c>name</c>; required), <c>platform</c>, <c>peer_group</c>,
/// <c>role</c>, <c>criticality</c> (1 to 4 or low, normal, high, critical), <c>time_zone</c> (IANA), <c>addresses</c> (separated by spaces or semicolons;
/// an address that was the host's for a time only as <c>10.0.0.7@2026-11-01..2026-11-15</c>, UTC, the end exclusive, either may be left out),
/// <c>aliases</c> (other names of it in logs, separated by spaces or semicolons).
/// </summary>
public static class AssetsFile
{
    private static readonly string[] Known = ["host", "name", "platform", "peer_group", "role", "criticality", "time_zone", "addresses", "aliases"];

    /// <exception cref="FormatException">A line cannot be read; the message names file, line, what was found and what was expected. All faults are listed.</exception>
    public static IReadOnlyList<Asset> Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Parse(File.ReadLines(path), Path.GetFileName(path));
    }

    public static IReadOnlyList<Asset> Parse(IEnumerable<string> lines, string name)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var assets = new List<Asset>();
        var faults = new List<string>();
        string[]? header = null;
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line) || line.StartsWith('#'))
            {
                continue;
            }

            var fields = CsvLine.Split(line.TrimStart('\uFEFF'));
            if (header is null)
            {
                header = [.. fields.Select(f => f.Trim().ToLowerInvariant().Replace(' ', '_').Replace("timezone", "time_zone", StringComparison.Ordinal))];
                faults.AddRange(header.Except(Known).Select(f => $"{name}:{number}: column '{f}' is not known; expected {string.Join(", ", Known)}"));
                if (!header.Contains("host") && !header.Contains("name"))
                {
                    faults.Add($"{name}:{number}: there is no column 'host'");
                }

                continue;
            }

            if (fields.Count != header.Length)
            {
                faults.Add($"{name}:{number}: found {fields.Count} fields, expected {header.Length} like the header");
                continue;
            }

            ParseAsset(header, fields, $"{name}:{number}", assets, faults);
        }

        foreach (var twice in assets.GroupBy(a => a.Name, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            faults.Add($"{name}: '{twice.Key}' is listed {twice.Count()} times");
        }

        return faults.Count == 0 ? assets : throw new FormatException(string.Join(Environment.NewLine, faults));
    }

    /// <summary>The lines of a file that <see cref="Read"/> reads as these assets.</summary>
    public static IEnumerable<string> Lines(IEnumerable<Asset> assets)
    {
        ArgumentNullException.ThrowIfNull(assets);
        yield return "host,platform,peer_group,role,criticality,time_zone,addresses,aliases";
        foreach (var asset in assets)
        {
            yield return string.Join(',', new[]
            {
                asset.Name, asset.Platform == Platform.Unknown ? "" : asset.Platform.ToString().ToLowerInvariant(), asset.PeerGroup, asset.Role,
                asset.Criticality.ToString(CultureInfo.InvariantCulture), asset.TimeZone, string.Join(' ', (asset.Addresses ?? []).Select(Text)), string.Join(' ', asset.Aliases ?? []),
            }.Select(CsvLine.Quoted));
        }

        static string Text(AddressAlias alias) => alias is { FromMicros: null, UntilMicros: null } ? alias.Address
            : $"{alias.Address}@{(alias.FromMicros is { } from ? Jobs.TimeText.Format(from) : "")}..{(alias.UntilMicros is { } until ? Jobs.TimeText.Format(until) : "")}";
    }

    private static void ParseAsset(string[] header, List<string> fields, string where, List<Asset> assets, List<string> faults)
    {
        string? Field(string column)
        {
            var index = Array.IndexOf(header, column);
            return index < 0 || string.IsNullOrWhiteSpace(fields[index]) ? null : fields[index].Trim();
        }

        var before = faults.Count;
        var host = (Field("host") ?? Field("name"))?.ToLowerInvariant();
        if (host is null)
        {
            faults.Add($"{where}: the host is empty");
        }

        var platform = Platform.Unknown;
        if (Field("platform") is { } platformText && !Enum.TryParse(platformText, ignoreCase: true, out platform))
        {
            faults.Add($"{where}: found platform '{platformText}', expected windows, linux, macos, iaas or esxi");
        }

        var criticality = 2;
        if (Field("criticality") is { } level && !TryCriticality(level, out criticality))
        {
            faults.Add($"{where}: found criticality '{level}', expected 1 to 4 or low, normal, high, critical");
        }

        var zone = Field("time_zone");
        if (zone is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
        {
            faults.Add($"{where}: time zone '{zone}' is not known on this machine; expected an IANA name such as Europe/Amsterdam");
        }

        var addresses = (Field("addresses") ?? "").Split([' ', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var aliases = new List<AddressAlias>();
        foreach (var text in addresses)
        {
            if (TryAlias(text, out var alias))
            {
                aliases.Add(alias);
            }
            else
            {
                faults.Add($"{where}: found address '{text}', expected an IP address, or one with its time such as 10.0.0.7@2026-11-01..2026-11-15");
            }
        }

        if (faults.Count == before)
        {
            string[] names = [.. (Field("aliases") ?? "").ToLowerInvariant().Split([' ', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
            assets.Add(new Asset(host!, platform, Field("peer_group"), Field("role"), criticality, zone, aliases, names.Length == 0 ? null : names));
        }
    }

    private static bool TryAlias(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out AddressAlias? alias)
    {
        alias = null;
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var address = at < 0 ? text : text[..at];
        if (!System.Net.IPAddress.TryParse(address, out _))
        {
            return false;
        }

        if (at < 0)
        {
            alias = new AddressAlias(address);
            return true;
        }

        var bounds = text[(at + 1)..].Split("..");
        if (bounds.Length != 2 || !TryBound(bounds[0], out var from) || !TryBound(bounds[1], out var until) || from >= until)
        {
            return false;
        }

        alias = new AddressAlias(address, from, until);
        return true;
    }

    private static bool TryBound(string text, out long? micros)
    {
        micros = null;
        try
        {
            micros = text.Length == 0 ? null : Jobs.TimeText.Parse(text);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static bool TryCriticality(string text, out int level)
    {
        level = text.ToLowerInvariant() switch { "low" => 1, "normal" or "medium" => 2, "high" => 3, "critical" => 4, _ => 0 };
        return level > 0 || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out level) && level is >= 1 and <= 4);
    }
}
