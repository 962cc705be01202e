using System.Globalization;
using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Data;

namespace Det0131.Datasets.Simulation.Population;

/// <summary>One machine of the demo site and, for a workstation, the person who sits at it. Immutable.</summary>
/// <param name="Name">Short name; for a cloud instance its id.</param>
/// <param name="Kind"><c>windows</c>, <c>linux</c>, <c>macos</c>, <c>esxi</c>, <c>guest</c> (a VM on ESXi without host logs) or <c>instance</c> (AWS).</param>
/// <param name="Account">Account name of the person; empty for servers.</param>
/// <param name="ArrivesHour">Usual start of work, local time.</param>
/// <param name="LeavesHour">Usual end of work, local time.</param>
/// <param name="WeekendShare">Share of weekend days with some work, 0 to 1.</param>
/// <param name="VolumeScale">Factor on what this host moves; 1 is usual.</param>
/// <param name="JoinsScored">True for a new starter: nothing before the scored days.</param>
internal sealed record DemoHost(
    int Index,
    string Name,
    string Kind,
    string PeerGroup,
    string Role,
    string Criticality,
    string TimeZone,
    string Address,
    string Account,
    double ArrivesHour,
    double LeavesHour,
    double WeekendShare,
    double VolumeScale,
    bool JoinsScored,
    IReadOnlyList<string> Habits)
{
    /// <summary>Name as logs print it: with the site's DNS suffix; a cloud instance by its network interface, all that flow logs name.</summary>
    public string FullName { get; } = Kind == "instance" ? "eni-0" + DemoRandom.HashOf(Name).ToString("x16", CultureInfo.InvariantCulture) : Name + Site.DnsSuffix;

    /// <summary>The platform whose analytic judges this host: guests belong to their hypervisor's.</summary>
    public string Platform => Kind switch { "guest" => "esxi", "instance" => "iaas", _ => Kind };

    public SiteClock Clock { get; } = new(TimeZone);

    /// <summary>All hosts of the site, in the order of the table.</summary>
    public static IReadOnlyList<DemoHost> All { get; } =
        DataTable.Read("population.csv").Select((row, index) => FromRow(index, row)).ToList();

    public static DemoHost Named(string name) => All.Single(host => host.Name == name);

    private static DemoHost FromRow(int index, IReadOnlyDictionary<string, string> row)
    {
        double Number(string column) => row[column].Length == 0 ? 0 : double.Parse(row[column], CultureInfo.InvariantCulture);
        return new DemoHost(
            index,
            row["host"],
            row["kind"],
            row["peer_group"],
            row["role"],
            row["criticality"],
            row["time_zone"],
            row["address"],
            row["account"],
            Number("arrives"),
            Number("leaves"),
            Number("weekend_share"),
            Number("volume_scale"),
            row["joins"] == "scored",
            row["habits"].Split(';'));
    }
}
