using System.Globalization;
using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Data;
using Det0131.Datasets.Simulation.Machines;

namespace Det0131.Datasets.Simulation.Population;

/// <summary>A service on the internet that normal work talks to, in an address range that really is its provider's. Immutable.</summary>
/// <param name="Audience">Which habit uses it: <c>web</c>, <c>agent</c>, <c>sync</c>, <c>dev</c>, <c>mac</c>, ...</param>
/// <param name="Network">First three octets.</param>
/// <param name="OutBytes">Median bytes sent in one connection.</param>
/// <param name="InBytes">Median bytes received in one connection.</param>
internal sealed record WebService(
    string Audience,
    string Domain,
    IReadOnlyList<string> Hosts,
    string Network,
    int Port,
    string Application,
    double OutBytes,
    double InBytes)
{
    private static readonly Dictionary<string, IReadOnlyList<WebService>> ByAudience = DataTable.Read("web-services.csv")
        .Select(FromRow)
        .GroupBy(service => service.Audience, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, IReadOnlyList<WebService> (group) => group.ToList(), StringComparer.Ordinal);

    private readonly IReadOnlyList<Peer> _peers = [.. Hosts.Select(host => host.Length == 0 ? Domain : $"{host}.{Domain}").Select(name => new Peer(AddressIn(Network, name), Port, Application, name))];

    public static IReadOnlyList<WebService> For(string audience) => ByAudience[audience];

    /// <summary>The one service with this domain.</summary>
    public static WebService Of(string domain) => ByAudience.Values.SelectMany(list => list).First(service => service.Domain == domain);

    /// <summary>One of its hosts; each name keeps its address.</summary>
    public Peer Peer(DemoRandom random) => random.Pick(_peers);

    /// <summary>The address in a /24 that belongs to a name, the same each time.</summary>
    public static string AddressIn(string network, string name) =>
        string.Create(CultureInfo.InvariantCulture, $"{network}.{1 + (DemoRandom.HashOf(name) % 250)}");

    private static WebService FromRow(IReadOnlyDictionary<string, string> row) => new(
        row["audience"],
        row["domain"],
        row["hosts"].Split(';'),
        row["network"],
        int.Parse(row["port"], CultureInfo.InvariantCulture),
        row["application"],
        double.Parse(row["out_bytes"], CultureInfo.InvariantCulture),
        double.Parse(row["in_bytes"], CultureInfo.InvariantCulture));
}
