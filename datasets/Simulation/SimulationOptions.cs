namespace Det0131.Datasets.Simulation;

/// <summary>Which enterprise to simulate, and for how long. Immutable.</summary>
public sealed record SimulationOptions
{
    public const int LeastUsers = 10;
    public const int MostUsers = 100_000;
    public const int MostDays = 366;

    /// <summary>Acts are in so many last days; the others are history.</summary>
    public const int ActDays = 7;

    /// <summary>People with a workstation: 10 to 100,000, default 100. Servers, hypervisors and cloud accounts come in proportion.</summary>
    public int Users { get; init; } = 100;

    /// <summary>Days: 1 to 366, default 28.</summary>
    public int Days { get; init; } = 28;

    /// <summary>First day, local time of the site. 2000 to 2100, default 2026-09-07, a Monday.</summary>
    public DateOnly Start { get; init; } = new(2026, 9, 7);

    /// <summary>Decides everything that is drawn by chance. Default 131.</summary>
    public ulong Seed { get; init; } = 131;

    /// <summary>
    /// <c>none</c>, <c>all</c>, or a file of acts (CSV with the columns procedure, host, day, variation). <c>sham:300</c> plants 300 ordinary habits by the
    /// machinery of acts; <c>lived:300</c> lives the same ones and names them alike, to compare. Default all.
    /// </summary>
    public string Acts { get; init; } = "all";

    /// <summary>Formats of raw logs to write beside the lake; null: none. Every name is one of <see cref="Simulator.RawFormats"/>.</summary>
    public IReadOnlySet<string>? RawFormats { get; init; }

    /// <summary>Factor on the traffic around what people do themselves: 0.1 to 20, default 1; 4 is about as dense as the PCs of zeek-ctu-days.</summary>
    public double Density { get; init; } = 1;

    /// <summary>Throws one <see cref="ArgumentException"/> that lists every fault.</summary>
    public void Validate()
    {
        var faults = new List<string>();
        void Check(bool isFine, FormattableString fault)
        {
            if (!isFine)
            {
                faults.Add(FormattableString.Invariant(fault));
            }
        }

        Check(Users is >= LeastUsers and <= MostUsers, $"{Users} users; expected {LeastUsers} to {MostUsers}");
        Check(Days is >= 1 and <= MostDays, $"{Days} days; expected 1 to {MostDays}");
        Check(Start.Year is >= 2000 and <= 2100, $"a start in {Start.Year}; expected 2000 to 2100");
        Check(Density is >= 0.1 and <= 20, $"a density of {Density}; expected 0.1 to 20");
        foreach (var format in RawFormats ?? new HashSet<string>())
        {
            Check(Simulator.RawFormats.Contains(format), $"the raw format '{format}'; expected one of {string.Join(", ", Simulator.RawFormats)}");
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException("Simulation: found " + string.Join("; ", faults) + ".");
        }
    }
}

/// <summary>What a simulation wrote. Immutable.</summary>
/// <param name="Hosts">Hosts in <c>assets.csv</c>.</param>
/// <param name="Events">Events in the lake.</param>
/// <param name="RawRecords">Records in the raw logs.</param>
/// <param name="Acts">Acts in <c>acts.csv</c>.</param>
/// <param name="Unseen">Acts that were planned and are in no record: played in a gap of the sensor.</param>
public sealed record SimulationSummary(int Hosts, long Events, long RawRecords, int Acts, IReadOnlyList<string> Unseen);
