using Det0131.Datasets.Readers;
using Det0131.Models.Events;

namespace Det0131.RealDataChecks;

/// <summary>The same Zeek logs written as tables and as JSON: each record must give the same event, with the same identity.</summary>
internal static class TwinForms
{
    private static readonly string[] Logs = ["conn", "dns", "http", "ssl", "ftp", "smtp", "files", "smb_files"];

    /// <summary>By log the records read, and what differs.</summary>
    public static IEnumerable<(string Log, long Records, List<string> Differences)> Run(string tables, string json)
    {
        foreach (var log in Logs)
        {
            var (table, text) = (Path.Combine(tables, $"{log}.log.gz"), Path.Combine(json, $"{log}.json.gz"));
            if (!File.Exists(table) || !File.Exists(text))
            {
                continue;
            }

            var (ofTable, records) = Read(table);
            var (ofJson, _) = Read(text);
            List<string> differences = [.. ofTable.Except(ofJson).Select(one => "only of the table: " + one), .. ofJson.Except(ofTable).Select(one => "only of the JSON: " + one)];
            if (ofTable.Count != ofJson.Count)
            {
                differences.Add($"{ofTable.Count} events of the table, {ofJson.Count} of the JSON");
            }

            yield return (log, records, differences);
        }
    }

    /// <summary>The events, but for their place; and the records that are no header lines.</summary>
    private static (List<string> Events, long Records) Read(string path)
    {
        var events = new List<string>();
        var report = LogImporter.Run([path], new ImportOptions { KeepRaw = false }, one => events.Add(Show(one)));
        return (events, report.Total.Read - report.Total.IgnoredBy.GetValueOrDefault("header"));
    }

    private static string Show(SecurityEvent one) => string.Join(' ', typeof(SecurityEvent).GetProperties()
        .Where(property => property.Name is not ("File" or "Line" or "Raw") && property.GetValue(one) is not null).Select(property => $"{property.Name}={property.GetValue(one)}"));
}
