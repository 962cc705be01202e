namespace Det0131.Models.Calibration;

/// <summary>How many new alerts the SOC accepts. Immutable; faults are all named at once.</summary>
public sealed record AlertBudget
{
    /// <summary>New alerts a day that are accepted unless told otherwise.</summary>
    public const double DefaultAlertsPerDay = 10;

    /// <summary>No alert opens under so many bits unless told otherwise.</summary>
    public const float DefaultFloorBits = 8;

    /// <summary>New alerts a day, over all analytics. Above 0, at most 100,000; 10 by default.</summary>
    public double AlertsPerDay { get; init; } = DefaultAlertsPerDay;

    /// <summary>No alert opens under this score in bits. 0 to 100; 8 by default.</summary>
    public float FloorBits { get; init; } = DefaultFloorBits;

    /// <summary>
    /// Shares of the budget by analytic, each above 0, together at most 1. An analytic that is not named shares the rest with
    /// the others that are not named; empty (the default) means one threshold for all.
    /// </summary>
    public SortedDictionary<string, double> Shares { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">One or more are out of range; the message lists them all.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        if (AlertsPerDay is not (> 0 and <= 100_000))
        {
            faults.Add($"{nameof(AlertsPerDay)} is {AlertsPerDay}, expected above 0 and at most 100000");
        }

        if (FloorBits is not (>= 0 and <= 100))
        {
            faults.Add($"{nameof(FloorBits)} is {FloorBits}, expected 0 to 100");
        }

        faults.AddRange(Shares.Where(share => share.Value is not (> 0 and <= 1))
            .Select(share => $"the share of {share.Key} is {share.Value}, expected above 0 and at most 1"));
        if (Shares.Values.Sum() > 1 + 1e-9)
        {
            faults.Add($"the shares add up to {Shares.Values.Sum()}, expected at most 1");
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException("The alert budget is not usable: " + string.Join("; ", faults) + ".");
        }
    }
}
