namespace Det0131.Models.Sensors;

/// <summary>How much is remembered so that sensors meet. Immutable; <see cref="Check"/> names every fault.</summary>
public sealed record SensorBounds
{
    /// <summary>Events that wait for their counterpart; 1 or more.</summary>
    public int Held { get; init; } = 1 << 17;

    /// <summary>Connections of hosts' own logs that are remembered; 1 or more. Some 250 bytes each, and its texts.</summary>
    public int HostRecords { get; init; } = 1 << 18;

    /// <summary>Records of network sensors that are remembered; 1 or more. Some 150 bytes each.</summary>
    public int Sightings { get; init; } = 1 << 17;

    /// <summary>Names and addresses of hosts that log their connections; 1 or more. Of a stream.</summary>
    public int LoggingHosts { get; init; } = 1 << 20;

    /// <summary>Records of one key that are looked at for one event, the latest ones; 1 or more.</summary>
    public int Looked { get; init; } = 256;

    /// <summary>Texts of host records longer than this are not passed on, characters; 1 or more.</summary>
    public int LongestText { get; init; } = 1024;

    /// <summary>Characters that host records may hold together, shared ones counted each time; 1 or more.</summary>
    public long HostChars { get; init; } = 64L << 20;

    /// <exception cref="ArgumentException">Lists every fault.</exception>
    public void Check()
    {
        string[] faults =
        [
            .. new (string Name, long Value)[]
            {
                (nameof(Held), Held), (nameof(HostRecords), HostRecords), (nameof(Sightings), Sightings), (nameof(LoggingHosts), LoggingHosts), (nameof(Looked), Looked), (nameof(LongestText), LongestText), (nameof(HostChars), HostChars),
            }.Where(bound => bound.Value < 1).Select(bound => $"{bound.Name} is {bound.Value}, expected 1 or more"),
        ];
        if (faults.Length > 0)
        {
            throw new ArgumentException($"{nameof(SensorBounds)}: {string.Join("; ", faults)}.");
        }
    }
}
