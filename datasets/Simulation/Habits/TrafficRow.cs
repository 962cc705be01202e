using System.Globalization;
using Det0131.Datasets.Simulation.Data;

namespace Det0131.Datasets.Simulation.Habits;

/// <summary>One row of the traffic table: what hosts of some roles do many times a day without anybody's doing. Immutable.</summary>
/// <param name="Roles">Roles of the enterprise table, or <c>people</c>, <c>servers</c>, <c>windows-servers</c>.</param>
/// <param name="IsAtWork">Only in working hours; else around the clock.</param>
/// <param name="PerDay">Mean count on a day of eight hours at work, or of 24.</param>
/// <param name="Burst">Most connections of one time, one at least.</param>
/// <param name="Windows">Program on Windows; empty: nobody logs it.</param>
/// <param name="MacOs">Path of the program on a Mac.</param>
/// <param name="Linux">Path of the program on Linux.</param>
/// <param name="LogsConnections">The host's own log tells of connections.</param>
/// <param name="LogsLookUps">The host's own log tells of look-ups.</param>
/// <param name="Target">An audience of the web services, <c>tail</c>, <c>missing</c> (a name that does not exist), <c>role:port:application:transport</c> or <c>=address:port:application:transport</c>.</param>
/// <param name="LookUpShare">Share of connections that are preceded by a look-up.</param>
internal sealed record TrafficRow(
    IReadOnlyList<string> Roles,
    bool IsAtWork,
    double PerDay,
    int Burst,
    string Windows,
    string MacOs,
    string Linux,
    bool LogsConnections,
    bool LogsLookUps,
    IReadOnlyList<string> Target,
    double LookUpShare,
    double OutBytes,
    double OutOctaves,
    double InBytes,
    double InOctaves,
    double Seconds)
{
    /// <summary>The whole table, in order.</summary>
    public static IReadOnlyList<TrafficRow> All { get; } = [.. DataTable.Read("traffic.csv").Select(FromRow)];

    private static TrafficRow FromRow(IReadOnlyDictionary<string, string> row)
    {
        double Number(string column) => double.Parse(row[column], CultureInfo.InvariantCulture);
        return new TrafficRow(
            row["roles"].Split(';'),
            row["schedule"] == "work",
            Number("per_day"),
            (int)Number("burst"),
            row["windows"],
            row["macos"],
            row["linux"],
            row["recorded"] == "all",
            row["recorded"] is "all" or "dns",
            row["target"].Split(':'),
            Number("look_up"),
            Number("out_bytes"),
            Number("out_octaves"),
            Number("in_bytes"),
            Number("in_octaves"),
            Number("seconds"));
    }
}
