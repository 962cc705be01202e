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
    public static void WriteAssets(string directory)
    {
        var text = new StringBuilder("host,platform,peer_group,role,criticality,time_zone,addresses\n");
        foreach (var host in DemoHost.All)
        {
            text.Append(InvariantText.Text($"{host.FullName},{host.Platform},{host.PeerGroup},{host.Role},{host.Criticality},{host.TimeZone},{host.Address}\n"));
        }

        Write(Path.Combine(directory, "assets.csv"), text);
    }

    /// <summary>
    /// One line per act. Times are UTC. bytes is empty where no log shows a count. Record ids are separated by semicolons:
    /// <c>zeek:uid</c>, <c>windows:host/channel/record number</c>, <c>auditd:node/serial</c>, <c>cloudtrail:eventID</c>, else <c>file:path:line</c>.
    /// </summary>
    public static void WriteActs(string directory, IReadOnlyList<Act> acts)
    {
        var text = new StringBuilder("act,analytic,technique,procedure,variation,entity,destination,start,end,bytes,record_ids\n");
        foreach (var act in acts)
        {
            var bytes = act.Bytes == 0 ? "" : act.Bytes.ToString(CultureInfo.InvariantCulture);
            text.Append(InvariantText.Text($"{act.Id},{act.Analytic},{act.Technique},{Cell(act.Procedure)},{Cell(act.Variation)},{Entity(act)},{act.Destination},{Time(act.StartMicros)},{Time(act.EndMicros)},{bytes},{string.Join(';', act.RecordIds)}\n"));
        }

        Write(Path.Combine(directory, "acts.csv"), text);
    }

    private static void Write(string path, StringBuilder text) => File.WriteAllText(path, text.ToString(), new UTF8Encoding(false));

    private static string Cell(string text) => text.Contains(',', StringComparison.Ordinal) ? $"\"{text}\"" : text;

    /// <summary>Hosts by the name that logs print; cloud roles and users as they are.</summary>
    private static string Entity(Act act) => DemoHost.All.FirstOrDefault(host => host.Name == act.Entity)?.FullName ?? act.Entity;

    private static string Time(long micros) => SiteClock.TimeOf(micros).ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
}
