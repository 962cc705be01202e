using Det0131.Models.Events;

namespace Det0131.RealDataChecks;

/// <summary>A flow that the raw log holds, found there with grep.</summary>
/// <param name="Source">Source address.</param>
/// <param name="Destination">Destination address.</param>
/// <param name="Port">Destination port.</param>
/// <param name="Flows">How many there are; 0 where any number from 1 will do.</param>
/// <param name="SourceBytes">Sum of payload bytes of the source; null = not compared.</param>
internal sealed record KnownFlow(string Source, string Destination, int Port, int Flows, long? SourceBytes = null);

/// <summary>A destination that must be among the best groups of the set.</summary>
/// <param name="Destination">The group's key.</param>
/// <param name="Rank">At this place or better.</param>
internal sealed record KnownRank(string Destination, int Rank);

/// <summary>A public log set and the facts that are known of it. Immutable.</summary>
/// <param name="Name">Short name.</param>
/// <param name="Folder">Folder below the data folder.</param>
/// <param name="Records">Records read, over all formats.</param>
/// <param name="Rejected">Records refused.</param>
internal sealed record RealSet(string Name, string Folder, long Records, long Rejected)
{
    /// <summary>Least events of each kind.</summary>
    public IReadOnlyList<(EventKind Kind, long Least)> Events { get; init; } = [];

    public IReadOnlyList<KnownFlow> Flows { get; init; } = [];

    public IReadOnlyList<KnownRank> Ranks { get; init; } = [];

    /// <summary>Destinations that must not lead the list: benign, however large.</summary>
    public IReadOnlyList<string> NotFirst { get; init; } = [];

    /// <summary>Networks that must be found to be local.</summary>
    public IReadOnlyList<string> LocalNetworks { get; init; } = [];

    /// <summary>Share of the groups that may have another score when the set is streamed as its records were written; null: it is not streamed.</summary>
    public double? StreamMayDiffer { get; init; }

    /// <summary>Most alerts for each day with events (the budget is 10; scored with rates from a part of a day they may be more).</summary>
    public double MostAlertsPerDay { get; init; } = 16;
}

/// <summary>The sets. Sources: github.com/stratosphereips/security-datasets-for-testing (008 to 012), activecm/rita (test_data), OTRF/Security-Datasets,
/// endgameinc/eqllib, SigmaHQ/sigma (regression_data), DataDog/stratus-red-team (detonation logs), panther-labs/panther-analysis, and the samples of
/// msticpy, go-libaudit, laurel, plaso and open-xp-rules.</summary>
internal static class RealSets
{
    public static IReadOnlyList<RealSet> All { get; } =
    [
        new("ctu-008", "zeek-ctu-days/008-zeek-mixed", 6_717, 0)
        {
            Events = [(EventKind.NetworkFlow, 5_600)],
            LocalNetworks = ["147.32.81.167/32"],
            StreamMayDiffer = 0.01,
        },
        new("ctu-010", "zeek-ctu-days/010-zeek-mixed", 6_818, 0)
        {
            Events = [(EventKind.NetworkFlow, 5_300)],
            LocalNetworks = ["147.32.83.234/32"],
            // Few groups, and flows of hours that are logged when their hour is closed.
            StreamMayDiffer = 0.03,
        },
        new("ctu-011", "zeek-ctu-days/011-zeek-mixed", 12_070, 0)
        {
            Events = [(EventKind.NetworkFlow, 9_000)],
            Flows = [new("147.32.83.165", "190.136.50.42", 5353, 1, 0)],
            // A video call, labelled benign.
            NotFirst = ["52.113.203.32"],
            LocalNetworks = ["147.32.83.165/32"],
        },
        new("ctu-012", "zeek-ctu-days/012-zeek-mixed", 6_410, 0)
        {
            Events = [(EventKind.NetworkFlow, 4_700)],
            LocalNetworks = ["147.32.83.161/32"],
        },
        new("rita-vps", "zeek-rita-vps/missing_host", 180_458, 0)
        {
            Events = [(EventKind.NetworkFlow, 105_000), (EventKind.HttpRequest, 1_000), (EventKind.DnsQuery, 3_000)],
            Flows = [new("73.54.23.243", "64.225.56.201", 80, 0), new("7.236.190.224", "218.120.131.147", 15_924, 1)],
            LocalNetworks = ["64.225.56.201/32"],
            StreamMayDiffer = 0.01,
        },
        new("otrf", "win-otrf", 1_034_625, 0)
        {
            Events = [(EventKind.ProcessStart, 2_000), (EventKind.NetworkFlow, 10_000), (EventKind.DnsQuery, 2_000)],
            // bitsadmin fetching a script from GitHub (T1197), curl to the simulated command server.
            Ranks = [new("raw.githubusercontent.com", 5), new("10.0.2.15", 10)],
            LocalNetworks = ["192.168.2.0/24", "172.18.39.0/24"],
        },
        new("eqllib", "win-eqllib", 104_017, 0) { Events = [(EventKind.ProcessStart, 1_000)] },
        new("sigma", "win-sigma-regression/json", 238, 0)
        {
            Events = [(EventKind.ProcessStart, 100)],
            Ranks = [new("ftp", 3), new("curl", 5), new("atomicredteam.io", 10)],
        },
        new("auditd", "linux-auditd", 8_190, 3)
        {
            // Log4Shell: the reverse shell of UBUNTU5.
            Flows = [new("192.168.2.5", "192.168.2.6", 443, 0)],
            LocalNetworks = ["192.168.2.0/24"],
        },
        new("macos", "macos", 702, 0) { Events = [(EventKind.ProcessStart, 100)] },
        new("stratus", "iaas-stratus-aws", 310, 0)
        {
            Events = [(EventKind.CloudApiCall, 310)],
            // The three calls that share an image or a snapshot with a foreign account.
            Ranks = [new("ami-de1fbCab6ccB03e6D", 3), new("snap-041993b54a9b3af6f", 3), new("exfiltration", 3)],
        },
        // Invented ids come back: what has the id and time of another record is that one.
        new("panther", "iaas-panther-tests", 927, 60) { Events = [(EventKind.CloudApiCall, 470)] },
        // The rejected are records inside another program's test files.
        new("iaas-fixtures", "iaas-fixtures", 52, 29) { Events = [(EventKind.CloudApiCall, 19)] },
        new("esxi", "esxi", 124, 0),
        new("suricata", "suricata-eve", 6_148, 0),
        new("msticpy", "win-msticpy", 1_927, 0) { Events = [(EventKind.ProcessStart, 1_927)] },
    ];
}
