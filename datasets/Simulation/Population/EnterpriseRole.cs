using System.Globalization;
using Det0131.Datasets.Simulation.Data;

namespace Det0131.Datasets.Simulation.Population;

/// <summary>One row of the enterprise table: a kind of person with a workstation, or a kind of server. Immutable.</summary>
/// <param name="Share">Share of the people, 0 to 1; 0 for servers.</param>
/// <param name="UsersPer">Users for each server of this kind; 0 for people.</param>
/// <param name="Least">Fewest servers of this kind.</param>
/// <param name="Block">Second octet of its servers' addresses.</param>
/// <param name="FirstAddresses">Addresses of the first servers: those that every site has.</param>
/// <param name="Prefix">Names begin with it.</param>
internal sealed record EnterpriseRole(
    string Name,
    string Kind,
    double Share,
    int UsersPer,
    int Least,
    int Block,
    IReadOnlyList<string> FirstAddresses,
    string Prefix,
    string PeerGroup,
    string AssetRole,
    string Criticality,
    double Arrives,
    double Leaves,
    double WeekendShare,
    IReadOnlyList<string> Habits,
    IReadOnlyList<Habits.TrafficRow> Traffic)
{
    /// <summary>The whole table: people first.</summary>
    public static IReadOnlyList<EnterpriseRole> All { get; } = [.. DataTable.Read("enterprise.csv").Select(FromRow)];

    /// <summary>How many servers of this kind serve so many users.</summary>
    public int CountFor(int users) => Math.Max(Least, (users + UsersPer - 1) / UsersPer);

    private static EnterpriseRole FromRow(IReadOnlyDictionary<string, string> row)
    {
        double Number(string column) => row[column].Length == 0 ? 0 : double.Parse(row[column], CultureInfo.InvariantCulture);
        var isPerson = row["share"].Length > 0;
        var (name, peerGroup) = (row["role"], row["peer_group"]);
        bool Has(Habits.TrafficRow traffic) => traffic.Roles.Contains(name) || traffic.Roles.Contains(peerGroup) || traffic.Roles.Contains(isPerson ? "people" : "servers");
        return new EnterpriseRole(
            name,
            row["kind"],
            Number("share"),
            (int)Number("users_per"),
            (int)Number("least"),
            (int)Number("block"),
            row["first_addresses"].Split(' ', StringSplitOptions.RemoveEmptyEntries),
            row["prefix"],
            peerGroup,
            row["asset_role"],
            row["criticality"],
            Number("arrives"),
            Number("leaves"),
            Number("weekend_share"),
            row["habits"].Split(';'),
            [.. Simulation.Habits.TrafficRow.All.Where(Has)]);
    }
}
