using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Data;
using Det0131.Datasets.Simulation.Machines;

namespace Det0131.Datasets.Simulation.Population;

/// <summary>The long tail of the web: some thousand invented sites at real hosters, of which everybody has a few of their own and now and then sees another. Immutable.</summary>
internal static class TailSites
{
    private const int OwnSites = 40;
    private const double OwnShare = 0.8;

    private static readonly string[] Endings = ["de", "com", "net", "org", "io", "eu", "co.uk", "shop", "fr", "ch"];

    private static readonly Peer[] All = Make();

    /// <summary>A site that somebody goes to.</summary>
    /// <param name="visitor">A number that is the visitor's own.</param>
    /// <param name="random">The visit's.</param>
    public static Peer Pick(ulong visitor, DemoRandom random)
    {
        if (!random.Chance(OwnShare))
        {
            return All[random.Favourite(All.Length)];
        }

        var own = (ulong)random.Favourite(OwnSites) + 1;
        return All[new DemoRandom(unchecked(visitor ^ (own * 0xD6E8FEB86659FD93))).Favourite(All.Length)];
    }

    /// <summary>The ending that belongs to an invented name.</summary>
    public static string EndingOf(string name) => Endings[DemoRandom.HashOf(name) % (ulong)Endings.Length];

    private static Peer[] Make()
    {
        var words = DataTable.Read("web-words.csv");
        var firsts = words.Select(row => row["first"]).Where(word => word.Length > 0).ToList();
        var seconds = words.Select(row => row["second"]).Where(word => word.Length > 0).ToList();
        var networks = DataTable.Read("hosting-networks.csv").Select(row => row["network"]).ToList();
        var sites = firsts.SelectMany(first => seconds.Select(second => first + second)).Select(name =>
        {
            var number = DemoRandom.HashOf(name);
            var domain = $"www.{name}.{Endings[number % (ulong)Endings.Length]}";
            return (Order: number >> 8, Peer: new Peer(WebService.AddressIn(networks[(int)((number >> 16) % (ulong)networks.Count)], domain), 443, "ssl", domain));
        });

        // In no order of the alphabet: the first are everybody's favourites.
        return [.. sites.OrderBy(site => site.Order).Select(site => site.Peer)];
    }
}
