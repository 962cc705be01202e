namespace Det0131.LoadTest;

/// <summary>What a run is told. Immutable.</summary>
public sealed record LoadOptions
{
    /// <summary>How long is sent, seconds; 1 to 86,400.</summary>
    public int Seconds { get; init; } = 60;

    /// <summary>Events a second; null: as many as are taken.</summary>
    public int? Rate { get; init; }

    /// <summary>Lines of a body; 1 to 100,000.</summary>
    public int BodyLines { get; init; } = 500;

    /// <summary>Bodies in flight at most; 1 to 1,000.</summary>
    public int Senders { get; init; } = 4;

    /// <summary>Share of lines that no reader can use; 0 to 0.5.</summary>
    public double BadShare { get; init; } = 0.01;

    /// <summary>Copies of each of the demo's 45 machines, with its habits; 1 to 60,000.</summary>
    public int Hosts { get; init; } = 50;

    /// <summary>Compress the bodies.</summary>
    public bool Gzip { get; init; }

    /// <summary>Options for the service after its own.</summary>
    public IReadOnlyList<string> Serve { get; init; } = [];

    /// <summary>Seconds between two samples of memory.</summary>
    public double SampleSeconds { get; init; } = 10;

    /// <summary>How long the service may take, after the last body, to score and commit what waits, seconds.</summary>
    public double DrainSeconds { get; init; } = 600;

    /// <exception cref="ArgumentException">Names every fault.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        Within("seconds", Seconds, 1, 86_400);
        Within("rate", Rate ?? 1, 1, 10_000_000);
        Within("body-lines", BodyLines, 1, 100_000);
        Within("senders", Senders, 1, 1000);
        Within("bad-share", BadShare, 0, 0.5);
        Within("hosts", Hosts, 1, 60_000);
        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", faults) + ".");
        }

        void Within(string name, double found, double least, double most)
        {
            if (!(found >= least && found <= most))
            {
                faults.Add($"{name} is {found}; expected {least} to {most}");
            }
        }
    }
}
