namespace Det0131.Models.Calibration;

/// <summary>What becomes of an incident that passed the threshold.</summary>
public enum BudgetDecision
{
    /// <summary>A new alert: send it.</summary>
    Send,

    /// <summary>Its alert was sent before, today or on the day before: update that one.</summary>
    Update,

    /// <summary>Kept, and marked as over the day's budget.</summary>
    OverBudget,
}

/// <summary>
/// Keeps a day's new alerts near the budget, in order of arrival. Best first until the day ends: an incident is sent when
/// it is among the rarest of the day so far, as many as the budget has. Not thread-safe.
/// </summary>
/// <remarks>
/// What was sent is not withdrawn when rarer ones follow, so on a day with many more incidents than the budget more are
/// sent (for n incidents in random order about budget x (1 + ln(n / budget))); the day's rarest are always among them. What is
/// rarer than once a year is sent in any case and takes no place from the others. An incident may be offered again when its score rises.
/// </remarks>
/// <param name="alertsPerDay">New alerts a day, 1 or more. A fraction is rounded up.</param>
public sealed class DailyBudget(double alertsPerDay)
{
    // Days further back than this behind the newest are closed, so memory stays bounded.
    private const int OpenDays = 7;

    private readonly int places = alertsPerDay is > 0 and <= 100_000
        ? (int)Math.Ceiling(alertsPerDay)
        : throw new ArgumentOutOfRangeException(nameof(alertsPerDay), alertsPerDay, "Expected above 0 and at most 100000 alerts a day.");

    private readonly Dictionary<int, DayState> days = [];
    private int newestDay = int.MinValue;

    /// <summary>Decides about an incident that passed the threshold, as it arrives.</summary>
    /// <param name="key">The incident's key; for a campaign <see cref="Campaign.Key"/>.</param>
    /// <param name="day">The incident's day. More than a week behind the newest: over budget, unless rarer than once a year.</param>
    /// <param name="period">Its return period; the longer, the better.</param>
    public BudgetDecision Offer(in IncidentKey key, int day, ReturnPeriod period)
    {
        MoveTo(day);
        if (!days.TryGetValue(day, out var state))
        {
            if (day < newestDay - OpenDays)
            {
                return period.IsRarerThanOnceAYear ? BudgetDecision.Send : BudgetDecision.OverBudget;
            }

            days.Add(day, state = new DayState());
        }

        if (state.Sent.Contains(key))
        {
            state.Best.Raise(key, period.Days);
            return BudgetDecision.Update;
        }

        if (days.TryGetValue(day - 1, out var yesterday) && yesterday.Sent.Contains(key))
        {
            state.Sent.Add(key); // consecutive days are one alert, which takes no place
            return BudgetDecision.Update;
        }

        if (!period.IsRarerThanOnceAYear && !state.Best.TryPlace(key, period.Days, places))
        {
            return BudgetDecision.OverBudget;
        }

        state.Sent.Add(key);
        return BudgetDecision.Send;
    }

    /// <summary>Decides about a list of incidents in order of arrival.</summary>
    public static BudgetDecision[] Replay(IEnumerable<(IncidentKey Key, int Day, ReturnPeriod Period)> arrivals, double alertsPerDay)
    {
        ArgumentNullException.ThrowIfNull(arrivals);
        var budget = new DailyBudget(alertsPerDay);
        return [.. arrivals.Select(arrival => budget.Offer(arrival.Key, arrival.Day, arrival.Period))];
    }

    private void MoveTo(int day)
    {
        if (day <= newestDay)
        {
            return;
        }

        newestDay = day;
        foreach (var old in days.Keys.Where(known => known < day - OpenDays).ToArray())
        {
            days.Remove(old);
        }
    }

    private sealed class DayState
    {
        public HashSet<IncidentKey> Sent { get; } = [];

        public BestOfDay Best { get; } = new();
    }

    /// <summary>The rarest incidents of a day so far, rarest first, at most as many as there are places.</summary>
    private sealed class BestOfDay
    {
        private readonly List<(IncidentKey Key, double Days)> best = [];

        public bool TryPlace(in IncidentKey key, double periodDays, int places)
        {
            // An equal that came first keeps its place.
            if (best.Count == places && best[^1].Days >= periodDays)
            {
                return false;
            }

            if (best.Count == places)
            {
                best.RemoveAt(best.Count - 1);
            }

            Insert(key, periodDays);
            return true;
        }

        public void Raise(in IncidentKey key, double periodDays)
        {
            var wanted = key;
            var index = best.FindIndex(place => place.Key == wanted);
            if (index >= 0 && best[index].Days < periodDays)
            {
                best.RemoveAt(index);
                Insert(key, periodDays);
            }
        }

        private void Insert(in IncidentKey key, double periodDays)
        {
            var index = best.FindIndex(place => place.Days < periodDays);
            best.Insert(index < 0 ? best.Count : index, (key, periodDays));
        }
    }
}
