using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Data;
using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Machines;
using Det0131.Datasets.Simulation.Population;

namespace Det0131.Datasets.Simulation.Procedures;

/// <summary>
/// Where an act's data goes: a fresh domain, a known service, a bare address, a DNS zone, a foreign account or bucket, or nowhere. Immutable.
/// </summary>
/// <param name="Truth">What <c>acts.csv</c> names it by.</param>
/// <param name="Host">Name that the client asks for, or empty when it uses the address.</param>
/// <param name="Address">Address; empty where there is none.</param>
internal sealed record ActDestination(string Truth, string Host, string Address)
{
    private static readonly ILookup<string, (string Host, string Network)> Known =
        DataTable.Read("act-destinations.csv").ToLookup(row => row["key"], row => (row["host"], row["network"]), StringComparer.Ordinal);

    /// <summary>The site's own side for procedures that leave the network out.</summary>
    private static ActDestination Nowhere { get; } = new("", "", "");

    /// <summary>Draws the destination of one act. <paramref name="kind"/> is the table's word.</summary>
    /// <exception cref="ArgumentException">There is no such kind.</exception>
    public static ActDestination Draw(string kind, DemoRandom random)
    {
        switch (kind)
        {
            case "domain" or "zone":
                var name = random.Pick(ActWords.Of("domain")) + random.Pick(ActWords.Of("domain")) + InvariantText.Text($"{random.Between(2, 99)}");

                // An ending of its own would tell acts from everything else.
                var domain = name + "." + TailSites.EndingOf(name);
                var host = random.Pick(ActWords.Of("zone")) + "." + domain;
                return new ActDestination(domain, host, DrawAddress(random));
            case "address" or "outside":
                var address = DrawAddress(random);
                return new ActDestination(address, "", address);
            case "account":
                return new ActDestination(Site.ForeignAccount, "", DrawAddress(random));
            case "bucket":
                var bucket = "mirror-" + random.Hex(8);
                return new ActDestination(bucket, bucket, DrawAddress(random));
            case "function":
                return new ActDestination("lambda", "", DrawAddress(random));
            case "none":
                return Nowhere;
            default:
                return kind.StartsWith("service:", StringComparison.Ordinal)
                    ? Service(kind["service:".Length..], random)
                    : throw new ArgumentException($"Found the destination kind '{kind}'; expected domain, zone, address, outside, account, bucket, function, none or service:name.");
        }
    }

    /// <summary>One of a known service's hosts; a star in its name stands for a customer's own part.</summary>
    public static ActDestination Service(string name, DemoRandom random)
    {
        var (host, network) = Known[name].FirstOrDefault();
        if (network is null)
        {
            throw new ArgumentException($"Found the service '{name}'; expected one of act-destinations.csv.");
        }

        host = host.Replace("*", random.Hex(6), StringComparison.Ordinal);
        var address = network == "8.8.8" ? "8.8.8.8" : WebService.AddressIn(network, host);
        return new ActDestination(host.Length == 0 ? address : host, host, address);
    }

    public Peer Peer(int port, string application, string transport = "tcp") => new(Address, port, application, Host, transport);

    private static string DrawAddress(DemoRandom random) => InvariantText.Text($"{random.Pick(Known["address"].ToList()).Network}.{random.Between(2, 250)}");
}
