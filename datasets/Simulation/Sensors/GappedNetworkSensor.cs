using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Machines;

namespace Det0131.Datasets.Simulation.Sensors;

/// <summary>A network sensor that is down at times: what happens meanwhile it does not see.</summary>
internal sealed class GappedNetworkSensor(INetworkSensor sensor) : INetworkSensor
{
    /// <summary>Microseconds since 1970, ends exclusive; few.</summary>
    public IReadOnlyList<(long From, long Until)> Gaps { get; set; } = [];

    public void Connection(DemoRandom random, long at, string originator, int originatorPort, Peer peer, Transfer transfer, HttpCall? http = null)
    {
        if (Sees(at))
        {
            sensor.Connection(random, at, originator, originatorPort, peer, transfer, http);
        }
    }

    public void Unanswered(DemoRandom random, long at, string originator, int originatorPort, Peer peer)
    {
        if (Sees(at))
        {
            sensor.Unanswered(random, at, originator, originatorPort, peer);
        }
    }

    public void Query(DemoRandom random, long at, string client, int clientPort, DnsExchange dns)
    {
        if (Sees(at))
        {
            sensor.Query(random, at, client, clientPort, dns);
        }
    }

    private bool Sees(long at)
    {
        for (var i = 0; i < Gaps.Count; i++)
        {
            if (at >= Gaps[i].From && at < Gaps[i].Until)
            {
                return false;
            }
        }

        return true;
    }
}
