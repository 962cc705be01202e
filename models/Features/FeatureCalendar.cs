namespace Det0131.Models.Features;

/// <summary>
/// Which unit of time an observation of a feature counts in. A feature counts once per period; a window longer than the period
/// counts once per window; an hour of the week counts once per local date. Immutable, thread-safe.
/// </summary>
public sealed class FeatureCalendar
{
    private readonly long[] _unitMicros;

    /// <param name="periodMicros">Length of a period: a day, an hour or ten minutes.</param>
    public FeatureCalendar(long periodMicros)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(periodMicros);
        PeriodMicros = periodMicros;
        _unitMicros = [.. FeatureCatalogue.All.Select(f => f.Kind == FeatureKind.Circular ? FeatureCatalogue.Day : Math.Max(periodMicros, f.WindowMicros))];
    }

    public long PeriodMicros { get; }

    /// <summary>Length of the feature's unit in microseconds.</summary>
    public long UnitMicros(Feature feature) => _unitMicros[feature.Index];

    /// <summary>Number of the unit that holds a moment. Weeks begin on Monday (ISO 8601), everything else at the UTC epoch.</summary>
    public int UnitAt(Feature feature, long utcMicros) => Number(utcMicros, _unitMicros[feature.Index]);

    /// <summary>Number of the period that holds a moment.</summary>
    public int PeriodAt(long utcMicros) => Number(utcMicros, PeriodMicros);

    /// <summary>First microsecond of a period.</summary>
    public long PeriodStart(int period) => period * PeriodMicros;

    /// <summary>Number of the aligned window of this length that holds a moment.</summary>
    public static int Number(long utcMicros, long lengthMicros) =>
        // 1970-01-01 was a Thursday: three days later the weeks are aligned to Mondays.
        (int)Floor(lengthMicros == FeatureCatalogue.Week ? utcMicros + 3 * FeatureCatalogue.Day : utcMicros, lengthMicros);

    /// <summary>First microsecond of an aligned window.</summary>
    public static long Start(int number, long lengthMicros) =>
        number * lengthMicros - (lengthMicros == FeatureCatalogue.Week ? 3 * FeatureCatalogue.Day : 0);

    private static long Floor(long value, long divisor)
    {
        var (quotient, remainder) = Math.DivRem(value, divisor);
        return remainder < 0 ? quotient - 1 : quotient;
    }
}
