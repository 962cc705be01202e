using System.Text.Json.Serialization;

namespace Det0131.Models.Calibration;

/// <summary>What decided the threshold of a stratum.</summary>
public enum ThresholdReason
{
    /// <summary>The common rate, which the budget decides.</summary>
    Budget,

    /// <summary>The floor in bits: the budget would have allowed less.</summary>
    Floor,

    /// <summary>At most 2 % of the stratum's groups may reach the threshold.</summary>
    GroupShare,

    /// <summary>Under 50 groups: fixed at 12 bits.</summary>
    NotCalibrated,
}

/// <summary>The threshold of one stratum.</summary>
/// <param name="Analytic">The analytic, for example <c>AN0367</c>.</param>
/// <param name="Stratum">Number of the stratum within the analytic.</param>
/// <param name="Score">An alert opens at this score in bits or above.</param>
/// <param name="ExpectedPerDay">Incidents a day expected at or above it.</param>
/// <param name="Reason">What decided it.</param>
public sealed record StratumThreshold(string Analytic, int Stratum, float Score, double ExpectedPerDay, ThresholdReason Reason);

/// <summary>
/// Where alerts open. One rate for all strata of all analytics (or one for each analytic with a share of its own), such that
/// the expected incidents a day add up to the budget; expressed for each stratum as a score. Saved in the model version.
/// </summary>
public sealed class Threshold
{
    /// <summary>Threshold in bits of a stratum without calibration.</summary>
    public const float FixedBits = 12;

    private readonly Dictionary<(string, int), float> scores;

    /// <summary>Makes a threshold from its saved parts.</summary>
    [JsonConstructor]
    public Threshold(AlertBudget budget, SortedDictionary<string, double> ratePerDay, StratumThreshold[] strata)
    {
        ArgumentNullException.ThrowIfNull(budget);
        ArgumentNullException.ThrowIfNull(ratePerDay);
        ArgumentNullException.ThrowIfNull(strata);
        budget.Validate();
        var bad = Array.FindIndex(strata, s => s is not { Score: >= 0, ExpectedPerDay: >= 0 });
        if (bad >= 0)
        {
            throw new ArgumentException($"Stratum {bad} of {strata.Length} opens at {strata[bad]?.Score} bits, {strata[bad]?.ExpectedPerDay} times a day; expected numbers from 0.");
        }

        Budget = budget;
        RatePerDay = new SortedDictionary<string, double>(ratePerDay, StringComparer.Ordinal);
        Strata = strata;
        scores = strata.ToDictionary(s => (s.Analytic, s.Stratum), s => s.Score);
    }

    /// <summary>The budget that was asked for.</summary>
    public AlertBudget Budget { get; }

    /// <summary>By analytic: an alert opens when its incident's rate is at most this many a day. 1 / it is the return period in days.</summary>
    public SortedDictionary<string, double> RatePerDay { get; }

    /// <summary>The threshold of each stratum, by analytic and number.</summary>
    public StratumThreshold[] Strata { get; }

    /// <summary>Expected new alerts a day over all strata: the budget, or less where floors allow no more.</summary>
    [JsonIgnore]
    public double ExpectedPerDay => Strata.Sum(stratum => stratum.ExpectedPerDay);

    /// <summary>Whether an incident of this score opens an alert. Strata that training did not have open at <see cref="FixedBits"/>.</summary>
    public bool Opens(string analytic, int stratum, float score) => score >= ScoreOf(analytic, stratum);

    /// <summary>The score in bits from which on alerts open.</summary>
    public float ScoreOf(string analytic, int stratum) => scores.GetValueOrDefault((analytic, stratum), FixedBits);

    /// <summary>Finds the threshold.</summary>
    /// <param name="analytics">Return periods of each analytic, each once; none gives a threshold without strata.</param>
    /// <param name="budget">What the SOC accepts; shares of analytics that are not there are left unused.</param>
    /// <remarks>
    /// Strata without calibration are fixed at 12 bits and count with the rate they had in training. They cannot use up more
    /// than half of the budget: the others are always given the other half, at the cost of exceeding the budget.
    /// Rates are of incidents of which each makes an alert: consecutive days of one key, and campaigns by destination, count once (<see cref="Declustering"/>).
    /// Campaigns that only their top feature tells make fewer alerts than are expected.
    /// </remarks>
    public static Threshold Fit(IReadOnlyList<ReturnPeriods> analytics, AlertBudget budget)
    {
        ArgumentNullException.ThrowIfNull(analytics);
        ArgumentNullException.ThrowIfNull(budget);
        budget.Validate();
        var rates = new SortedDictionary<string, double>(StringComparer.Ordinal);
        var strata = new List<StratumThreshold>();
        foreach (var pool in analytics.GroupBy(a => budget.Shares.ContainsKey(a.Analytic) ? a.Analytic : ""))
        {
            var share = pool.Key.Length > 0 ? budget.Shares[pool.Key] : 1 - budget.Shares.Values.Sum();
            var members = pool.OrderBy(a => a.Analytic, StringComparer.Ordinal).ToArray();
            if (share < 1e-6)
            {
                throw new ArgumentException($"The shares leave nothing for {members[0].Analytic}; expected a share for it or less for the others.", nameof(budget));
            }

            var rate = RateThatMeets(members, share * budget.AlertsPerDay, budget.FloorBits);
            foreach (var member in members)
            {
                rates.Add(member.Analytic, rate);
                strata.AddRange(At(member, rate, budget.FloorBits));
            }
        }

        return new Threshold(budget, rates, [.. strata.OrderBy(s => s.Analytic, StringComparer.Ordinal).ThenBy(s => s.Stratum)]);
    }

    // The expected sum never falls when the rate rises, so the greatest rate within the budget is found by halving.
    private static double RateThatMeets(ReturnPeriods[] analytics, double budgetPerDay, float floorBits)
    {
        var uncalibrated = analytics.SelectMany(a => At(a, 1, floorBits))
            .Where(s => s.Reason == ThresholdReason.NotCalibrated).Sum(s => s.ExpectedPerDay);
        var available = Math.Max(budgetPerDay - uncalibrated, budgetPerDay / 2);
        const double leastLog = -60; // e^-60 a day: beyond every history
        var low = leastLog;
        var high = Math.Log(analytics.Max(a => a.Rates.Max(rate => rate.RatePerDay(0)) + 1));
        if (Expected(high) <= available)
        {
            return Math.Exp(high);
        }

        for (var round = 0; round < 60; round++)
        {
            var middle = (low + high) / 2;
            if (Expected(middle) <= available)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return Math.Exp(low);

        double Expected(double logRate) => analytics.SelectMany(a => At(a, Math.Exp(logRate), floorBits))
            .Where(s => s.Reason != ThresholdReason.NotCalibrated).Sum(s => s.ExpectedPerDay);
    }

    private static IEnumerable<StratumThreshold> At(ReturnPeriods analytic, double ratePerDay, float floorBits)
    {
        for (var i = 0; i < analytic.Rates.Length; i++)
        {
            var rates = analytic.Rates[i];
            if (!rates.IsCalibrated)
            {
                var observed = rates.IncidentsAtFixedThreshold / rates.Days;
                yield return new StratumThreshold(analytic.Analytic, i, FixedBits, observed, ThresholdReason.NotCalibrated);
                continue;
            }

            var byShare = Math.Max(floorBits, rates.GroupShareScore);
            var score = rates.ScoreAtRate(ratePerDay, byShare);
            var reason = score > byShare ? ThresholdReason.Budget : byShare > floorBits ? ThresholdReason.GroupShare : ThresholdReason.Floor;
            yield return new StratumThreshold(analytic.Analytic, i, score, rates.RatePerDay(score), reason);
        }
    }
}
