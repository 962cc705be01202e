namespace Det0131.Datasets.Joining;

/// <summary>How much an <see cref="EventJoiner"/> remembers. Immutable; <see cref="Validate"/> names every fault.</summary>
public sealed record EventJoinerOptions
{
    /// <summary>Process starts remembered in all; 1 or more, default 500,000.</summary>
    public int MaxStarts { get; init; } = 500_000;

    /// <summary>Process starts remembered of one host, so that a noisy one drives out nobody else's; 1 or more, default 50,000.</summary>
    public int MaxStartsPerHost { get; init; } = 50_000;

    /// <summary>Starts remembered of one process key, the latest ones; 1 or more, default 4.</summary>
    public int MaxStartsPerProcess { get; init; } = 4;

    /// <summary>Flows whose facts are remembered; 1 or more, default 200,000.</summary>
    public int MaxFlows { get; init; } = 200_000;

    /// <summary>Characters of text that starts may hold together, shared ones counted each time; default 128 million. Flows may hold a quarter of it.</summary>
    public long MaxTextChars { get; init; } = 128L << 20;

    /// <summary>Event time for which flow facts are remembered; default an hour. Starts are remembered for the day within which they join.</summary>
    public TimeSpan FlowMemory { get; init; } = TimeSpan.FromHours(1);

    /// <exception cref="ArgumentException">Lists every fault.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        foreach (var (name, value) in new (string, long)[]
        {
            (nameof(MaxStarts), MaxStarts), (nameof(MaxStartsPerHost), MaxStartsPerHost), (nameof(MaxStartsPerProcess), MaxStartsPerProcess),
            (nameof(MaxFlows), MaxFlows), (nameof(MaxTextChars), MaxTextChars),
        })
        {
            if (value < 1)
            {
                faults.Add($"{name} is {value}, expected 1 or more");
            }
        }

        if (FlowMemory < TimeSpan.Zero)
        {
            faults.Add($"{nameof(FlowMemory)} is {FlowMemory}, expected 0 or more");
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException($"EventJoinerOptions: {string.Join("; ", faults)}.");
        }
    }
}
