namespace Det0131.Models.Baselines;

/// <summary>Which stretch of time a table was counted from, and the period it may be cut at. Immutable.</summary>
/// <param name="PeriodMicros">Length of the period in microseconds, above 0 (a day: 86,400,000,000).</param>
/// <param name="FromMicros">Start, inclusive, microseconds since 1970-01-01T00:00:00Z; a multiple of the period.</param>
/// <param name="UntilMicros">End, exclusive; a multiple of the period, not before the start. Equal to the start: nothing was counted yet.</param>
public readonly record struct BaselineSpan(long PeriodMicros, long FromMicros, long UntilMicros)
{
    /// <summary>Throws with every fault named.</summary>
    /// <exception cref="ArgumentException">The span is reversed or not cut at bounds of the period.</exception>
    internal void Check()
    {
        if (PeriodMicros <= 0)
        {
            throw new ArgumentException($"The period is {PeriodMicros} microseconds, expected above 0.");
        }

        if (FromMicros % PeriodMicros != 0 || UntilMicros % PeriodMicros != 0)
        {
            throw new ArgumentException(
                $"The span from {FromMicros} to {UntilMicros} is not cut at bounds of the period of {PeriodMicros} microseconds.");
        }

        if (UntilMicros < FromMicros)
        {
            throw new ArgumentException($"The span ends at {UntilMicros}, before its start at {FromMicros}.");
        }
    }

    /// <summary>The span of two tables put together; a gap between them is allowed, an overlap is not.</summary>
    /// <exception cref="ArgumentException">Different periods, or spans that overlap.</exception>
    internal static BaselineSpan Union(BaselineSpan a, BaselineSpan b)
    {
        if (a.PeriodMicros != b.PeriodMicros)
        {
            throw new ArgumentException(
                $"Tables with periods of {a.PeriodMicros} and {b.PeriodMicros} microseconds cannot be merged.");
        }

        if (a.FromMicros == a.UntilMicros)
        {
            return b;
        }

        if (b.FromMicros == b.UntilMicros)
        {
            return a;
        }

        if (a.FromMicros < b.UntilMicros && b.FromMicros < a.UntilMicros)
        {
            throw new ArgumentException(
                $"The spans [{a.FromMicros}, {a.UntilMicros}) and [{b.FromMicros}, {b.UntilMicros}) overlap: " +
                "their common periods would count twice.");
        }

        return new(a.PeriodMicros, Math.Min(a.FromMicros, b.FromMicros), Math.Max(a.UntilMicros, b.UntilMicros));
    }
}
