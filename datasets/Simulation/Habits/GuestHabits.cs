using Det0131.Datasets.Simulation.Machines;
using Det0131.Datasets.Simulation.Population;

namespace Det0131.Datasets.Simulation.Habits;

/// <summary>Virtual machines on ESXi without logs of their own: only the network sensor sees them.</summary>
internal static class GuestHabits
{
    /// <summary>Serves the office, asks for updates and time.</summary>
    public static void Server(HostDay day)
    {
        for (var i = day.Random.Count(day.Weekend ? 4 : 28); i > 0; i--)
        {
            var client = day.Site.ClientOf(day.Host, day.Random);
            day.Machine.Accept(client, day.Random.Between(49_152, 65_000), day.At(day.Random.Between(8.0, 18.0)), 443, "ssl", new Transfer(day.Random.Bytes(5_000), day.Bytes(120_000, 1.6), day.Random.Between(0.3, 90)));
        }

        foreach (var hour in day.AnyHours(5))
        {
            day.Visit(null, hour, day.Random.Pick(WebService.For("packages").Take(2).ToList()), 1, new HttpCall("GET", "/debian/dists/trixie/InRelease", "Debian APT-HTTP/1.3 (3.0.3)", 0, 140_000));
        }

        foreach (var hour in day.AnyHours(5))
        {
            day.Machine.Connect(null, day.At(hour), new Peer("162.159.200.1", 123, "ntp", Transport: "udp"), new Transfer(48, 48, 0.02));
        }
    }

    /// <summary>Sends mail through the company's mail server.</summary>
    public static void Mail(HostDay day)
    {
        foreach (var hour in day.AnyHours(day.Weekend ? 2 : 12))
        {
            day.Machine.Connect(null, day.At(hour), day.Site.MailServerOf(day.Host).Peer(25, "smtp"), new Transfer(day.Bytes(30_000, 1.6), 1_400, 1));
        }
    }

    /// <summary>Mirrors repositories with a public host, both ways.</summary>
    public static void Mirror(HostDay day)
    {
        foreach (var hour in day.AnyHours(6))
        {
            day.Machine.ResolveAndConnect(null, day.At(hour), new Peer(WebService.AddressIn("140.82.121", "github.com"), 443, "ssl", "github.com"), new Transfer(day.Bytes(90_000, 2), day.Random.Bytes(500_000, 2), 4));
        }
    }
}
