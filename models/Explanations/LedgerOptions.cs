namespace Det0131.Models.Explanations;

/// <summary>How much an <see cref="AlertLedger"/> keeps. Immutable.</summary>
public sealed record LedgerOptions
{
    /// <summary>Days behind the newest incident's for which an alert is kept after its last one. 1 or more; 8 by default.</summary>
    public int Days { get; init; } = 8;

    /// <summary>Days behind the newest incident's for which incidents of an alert are kept that goes on day by day. Not under <see cref="Days"/>; 60 by default.</summary>
    public int LongestDays { get; init; } = 60;

    /// <summary>Groups kept; beyond it the incidents of the oldest day with the lowest scores go. 1 or more; 20,000 by default (some 100 MB).</summary>
    public int MaximumGroups { get; init; } = 20_000;

    /// <exception cref="ArgumentException">Lists every value that is out of range.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        if (Days < 1)
        {
            faults.Add($"{nameof(Days)} is {Days}, expected 1 or more");
        }

        if (LongestDays < Days)
        {
            faults.Add($"{nameof(LongestDays)} is {LongestDays}, expected {nameof(Days)} ({Days}) or more");
        }

        if (MaximumGroups < 1)
        {
            faults.Add($"{nameof(MaximumGroups)} is {MaximumGroups}, expected 1 or more");
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException($"The ledger's options are not usable: {string.Join("; ", faults)}.");
        }
    }
}
