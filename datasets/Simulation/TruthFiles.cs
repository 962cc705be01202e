using System.Globalization;
using System.Text;
using Det0131.Datasets.Simulation.Acts;
using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Population;

namespace Det0131.Datasets.Simulation;

/// <summary>The two tables beside the logs: what the site is, and what was staged. Comma-separated, UTF-8, LF; a cell with a comma is quoted.</summary>
internal static class TruthFiles
{
    /// <summary>Hosts with platform, peer group, role, criticality, time zone and addresses (separated by semicolons).</summary>
    public static void WriteAssets(string directory, IEnumerable<AssetLine> assets)
    {
        using var file = new StreamWriter(Path.Combine(directory, "assets.csv"), append: false, new UTF8Encoding(false)) { NewLine = "\n" };
        file.WriteLine("host,platform,peer_group,role,criticality,time_zone,addresses");
        foreach (var (host, addresses) in assets)
        {
            file.WriteLine(InvariantText.Text($"{host.FullName},{host.Platform},{host.PeerGroup},{host.Role},{host.Criticality},{host.TimeZone},{addresses}"));
        }
    }

    /// <summary>
    /// One line per act. Times are UTC. bytes is empty where no log shows a count. Record ids are separated by semicolons:
    /// <c>event:identity</c> (32 hex digits, of events in a lake),
    /// <c>zeek:uid</c>, <c>windows:host/channel/record number</c>, <c>auditd:node/serial</c>, <c>cloudtrail:eventID</c>, else <c>file:path:line</c>.
    /// </summary>
    public static void WriteActs(string directory, IReadOnlyList<Act> acts, Func<string, string> entityOf)
    {
        var text = new StringBuilder("act,analytic,technique,procedure,variation,entity,destination,start,end,bytes,record_ids\n");
        foreach (var act in acts)
        {
            var bytes = act.Bytes == 0 ? "" : act.Bytes.ToString(CultureInfo.InvariantCulture);
            text.Append(InvariantText.Text($"{act.Id},{act.Analytic},{act.Technique},{Cell(act.Procedure)},{Cell(act.Variation)},{entityOf(act.Entity)},{act.Destination},{Time(act.StartMicros)},{Time(act.EndMicros)},{bytes},{string.Join(';', act.RecordIds)}\n"));
        }

        Write(Path.Combine(directory, "acts.csv"), text);
    }

    private static void Write(string path, StringBuilder text) => File.WriteAllText(path, text.ToString(), new UTF8Encoding(false));

    private static string Cell(string text) => text.Contains(',', StringComparison.Ordinal) ? $"\"{text}\"" : text;

    private static string Time(long micros) => SiteClock.TimeOf(micros).ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
}

/// <summary>A host of the assets file with its addresses as that file writes them.</summary>
internal readonly record struct AssetLine(DemoHost Host, string Addresses)
{
    /// <summary>A host that has one address all the time.</summary>
    public static AssetLine Of(DemoHost host) => new(host, host.Address);
}
