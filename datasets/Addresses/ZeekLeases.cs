using System.Globalization;
using System.Text.Json;
using Det0131.Datasets.Readers;

namespace Det0131.Datasets.Addresses;

/// <summary>Zeek's dhcp.log, TSV or JSON: an acknowledged address, the client's name and the length of the lease.</summary>
internal static class ZeekLeases
{
    private const double LongestSeconds = 1L << 32;

    public static NameFile Read(NameLines lines)
    {
        var file = new NameFile { Format = "Zeek dhcp" };
        string[] fields = [];
        foreach (var (number, text) in lines.Lines)
        {
            if (text.StartsWith("#fields\t", StringComparison.Ordinal))
            {
                fields = text.Split('\t')[1..];
            }
            else if (text.Length > 0 && text[0] != '#')
            {
                Take(text, number, fields, lines, file);
            }
        }

        return file;
    }

    private static void Take(string text, int number, string[] fields, NameLines lines, NameFile file)
    {
        if (Values(text, fields) is not { } values)
        {
            file.Faults.Add($"{lines.At(number)}: found '{TextExcerpt.Of(text)}', expected {(fields.Length == 0 ? "a JSON object" : $"{fields.Length} fields")}");
            return;
        }

        var (address, host) = (values("assigned_addr"), values("client_fqdn") ?? values("host_name"));
        if (address is null || host is null)
        {
            file.Ignored++;
            return;
        }

        if (!System.Net.IPAddress.TryParse(address, out _) || !Seconds(values("ts"), out var from))
        {
            file.Faults.Add($"{lines.At(number)}: found address '{TextExcerpt.Of(address)}' at '{TextExcerpt.Of(values("ts") ?? "")}', expected an IP address and seconds since 1970");
            return;
        }

        var micros = (long)(from * 1_000_000);
        file.Leases.Add(new AddressLease(address, host.TrimEnd('.').ToLowerInvariant(), micros, Seconds(values("lease_time"), out var length) ? micros + (long)(length * 1_000_000) : null));
    }

    private static bool Seconds(string? text, out double seconds) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out seconds) && seconds is > 0 and < LongestSeconds;

    private static Func<string, string?>? Values(string text, string[] fields)
    {
        if (text[0] != '{')
        {
            var cells = text.Split('\t');
            return cells.Length != fields.Length ? null : name => Array.IndexOf(fields, name) is >= 0 and var at && cells[at] is not ("-" or "(empty)" or "") ? cells[at] : null;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            var row = document.RootElement.EnumerateObject().Where(p => p.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                .GroupBy(p => p.Name, StringComparer.Ordinal).ToDictionary(p => p.Key, p => p.First().Value.ToString(), StringComparer.Ordinal);
            return row.GetValueOrDefault;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
