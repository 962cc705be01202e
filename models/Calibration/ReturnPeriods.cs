using System.Text.Json.Serialization;

namespace Det0131.Models.Calibration;

/// <summary>
/// The rates of one analytic: for each stratum how often incidents reach a score. Saved in the model version. Immutable
/// and thread-safe.
/// </summary>
public sealed class ReturnPeriods
{
    /// <summary>Beyond so many times the history a return period is not printed as a number.</summary>
    public const double LimitTimesHistory = 10;

    /// <summary>Makes return periods from their saved parts.</summary>
    /// <exception cref="ArgumentException">There are more or fewer rates than strata.</exception>
    [JsonConstructor]
    public ReturnPeriods(string analytic, double days, bool isOptimistic, Strata strata, StratumRates[] rates)
    {
        ArgumentException.ThrowIfNullOrEmpty(analytic);
        ArgumentNullException.ThrowIfNull(strata);
        ArgumentNullException.ThrowIfNull(rates);
        if (rates.Length != strata.Count || rates.Any(rate => rate is null || rate.Days != days))
        {
            throw new ArgumentException($"{analytic} has rates of {rates.Length} strata; expected {strata.Count}, all of {days} days.", nameof(rates));
        }

        Analytic = analytic;
        Days = days;
        IsOptimistic = isOptimistic;
        Strata = strata;
        Rates = rates;
    }

    /// <summary>The analytic, for example <c>AN0367</c>.</summary>
    public string Analytic { get; }

    /// <summary>History in days.</summary>
    public double Days { get; }

    /// <summary>The rates come from leaving the own period out and not from forward chaining (under 3 periods): true rates are likely higher.</summary>
    public bool IsOptimistic { get; }

    /// <summary>Which groups are compared with which.</summary>
    public Strata Strata { get; }

    /// <summary>Rates of each stratum, by number.</summary>
    public StratumRates[] Rates { get; }

    /// <summary>Fits strata and rates.</summary>
    /// <param name="analytic">The analytic, for example <c>AN0367</c>.</param>
    /// <param name="history">All scored groups of the history; at least one.</param>
    /// <param name="days">
    /// Length of the history in days, with the days on which nothing happened. May be a fraction; not less than the number
    /// of different days in the history minus one, since the first and the last day may be parts.
    /// </param>
    /// <param name="isOptimistic">See <see cref="IsOptimistic"/>.</param>
    public static ReturnPeriods Fit(string analytic, IncidentHistory history, double days, bool isOptimistic = false)
    {
        ArgumentNullException.ThrowIfNull(history);
        if (!(days > 0 && double.IsFinite(days)) || days < history.DaysSeen - 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(days), days, $"The history of {analytic} has incidents on {history.DaysSeen} days; expected a length above 0 and at least {history.DaysSeen - 1} days.");
        }

        if (history.Incidents == 0)
        {
            throw new ArgumentException($"The history of {analytic} has no group; expected at least 1.", nameof(history));
        }

        var strata = history.FitStrata();
        var (incidents, groups) = history.Declustered(strata, days);
        var rates = StratumRates.Fit(incidents, groups, days);
        return new ReturnPeriods(analytic, days, isOptimistic, strata, rates);
    }

    /// <summary>The return period of a score in bits within a stratum. Never falls in the score.</summary>
    public ReturnPeriod PeriodOf(int stratum, float score) =>
        new(1 / Rates[stratum].RatePerDay(score), LimitTimesHistory * Days, Rates[stratum].IsCalibrated);
}
