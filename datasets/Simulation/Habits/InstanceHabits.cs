using Det0131.Datasets.Simulation.Machines;
using Det0131.Datasets.Simulation.Population;

namespace Det0131.Datasets.Simulation.Habits;

/// <summary>Cloud instances: VPC flow logs are all there is.</summary>
internal static class InstanceHabits
{
    private const string DatabaseAddress = "10.80.2.40";
    private const string LoadBalancerAddress = "10.80.0.12";
    private const int ServicePort = 8080;

    /// <summary>Answers the load balancer, asks the database, reports to a monitoring service, keeps files in the company's buckets.</summary>
    public static void Application(HostDay day)
    {
        foreach (var hour in day.AnyHours(45))
        {
            Flow(day, hour, new Peer(LoadBalancerAddress, day.Random.Between(32_768, 60_000), ""), 70_000, 3_000, 20, ServicePort);
        }

        foreach (var hour in day.AnyHours(36))
        {
            Flow(day, hour, new Peer(DatabaseAddress, 5432, ""), 12_000, 80_000, 60);
        }

        foreach (var hour in day.AnyHours(24))
        {
            Flow(day, hour, new Peer(WebService.AddressIn("3.233.150", "intake"), 443, ""), 26_000, 4_000, 30);
        }

        foreach (var hour in day.AnyHours(20))
        {
            Flow(day, hour, new Peer($"52.219.72.{day.Random.Between(1, 40)}", 443, ""), 600_000, 400_000, 12);
        }
    }

    /// <summary>Moves data between buckets and the database at night.</summary>
    public static void Etl(HostDay day)
    {
        for (var i = 0; i < 40; i++)
        {
            var hour = day.Random.Between(1.0, 4.5);
            Flow(day, hour, new Peer($"52.219.170.{day.Random.Between(1, 40)}", 443, ""), 9_000_000, 30_000_000, 90);
            Flow(day, hour + 0.05, new Peer(DatabaseAddress, 5432, ""), 300_000, 22_000_000, 120);
        }

        foreach (var hour in day.AnyHours(24))
        {
            Flow(day, hour, new Peer(WebService.AddressIn("3.233.150", "intake"), 443, ""), 20_000, 4_000, 30);
        }
    }

    private static void Flow(HostDay day, double hour, Peer peer, double outBytes, double inBytes, double seconds, int? ownPort = null)
    {
        // Drawn in any case: what follows does not hang on it.
        var clientPort = day.Random.Between(32_768, 60_999);
        day.Logs.VpcFlow.Connection(day.Host, day.At(hour), ownPort ?? clientPort, peer, new Transfer(day.Bytes(outBytes), day.Random.Bytes(inBytes), day.Random.Between(1, seconds)));
    }
}
