using System.Globalization;
using Det0131.Datasets.Simulation.Chance;

namespace Det0131.Datasets.Simulation.Population;

/// <summary>One machine and, for a workstation, the person who sits at it. Immutable.</summary>
/// <param name="Site">Where it stands.</param>
/// <param name="Index">Its place in the site's list: accounts are numbered by it.</param>
/// <param name="Name">Short name; for a cloud instance its id.</param>
/// <param name="Kind"><c>windows</c>, <c>linux</c>, <c>macos</c>, <c>esxi</c>, <c>guest</c> (a VM on ESXi without host logs) or <c>instance</c> (AWS).</param>
/// <param name="Account">Account name of the person; empty for servers.</param>
/// <param name="ArrivesHour">Usual start of work, local time.</param>
/// <param name="LeavesHour">Usual end of work, local time.</param>
/// <param name="WeekendShare">Share of weekend days with some work, 0 to 1.</param>
/// <param name="VolumeScale">Factor on what this host moves; 1 is usual.</param>
/// <param name="JoinsScored">True for a new starter: nothing before the scored days.</param>
internal sealed record DemoHost(
    Site Site,
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
    public string FullName { get; init; } = Kind == "instance" ? "eni-0" + DemoRandom.HashOf(Name).ToString("x16", CultureInfo.InvariantCulture) : Name + Site.DnsSuffix;

    /// <summary>The platform whose analytic judges this host: guests belong to their hypervisor's.</summary>
    public string Platform => Kind switch { "guest" => "esxi", "instance" => "iaas", _ => Kind };

    /// <summary>Name without the site's suffix, as a machine account has it.</summary>
    public string ShortName { get; init; } = Name;

    /// <summary>Windows domain of the person's account.</summary>
    public string Domain { get; init; } = Site.WindowsDomain;

    /// <summary>The analytic that judges it where that is not the procedure's own: a sensor of the network does not tell the platform. Null: the procedure's.</summary>
    public string? JudgedBy { get; init; }

    public SiteClock Clock { get; } = new(TimeZone);

    /// <summary>Hosts of the demo's site, in the order of its table.</summary>
    public static IReadOnlyList<DemoHost> All => DemoSite.Default.Hosts;

    public static DemoHost Named(string name) => All.Single(host => host.Name == name);
}
