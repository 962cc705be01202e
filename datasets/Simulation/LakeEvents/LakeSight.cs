using Det0131.Datasets.Simulation.Chance;
using Det0131.Models.Events;

namespace Det0131.Datasets.Simulation.LakeEvents;

/// <summary>What the sensors see, and how late they are. This one sees all, and is as late as the raw logs are. Not thread-safe.</summary>
internal class LakeSight
{
    /// <summary>Whether an enriched event is recorded at all.</summary>
    public virtual bool Sees(SecurityEvent enriched) => true;

    /// <summary>Microseconds from when something is done until the network shows it.</summary>
    public virtual long Late(DemoRandom random) => 0;

    /// <summary>Microseconds from the beginning of a connection to its TLS session.</summary>
    public virtual long SslAfter(DemoRandom random) => 21_000;

    /// <summary>Microseconds from the beginning of a connection to its first request.</summary>
    public virtual long HttpAfter(DemoRandom random) => 19_000;
}
