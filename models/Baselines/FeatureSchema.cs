namespace Det0131.Models.Baselines;

/// <summary>What a baseline keeps of a feature, and by which formula it is looked up.</summary>
public enum BaselineKind : byte
{
    /// <summary>Distinct (entity, scope, value, unit): the share of a value among the values seen.</summary>
    Rarity = 1,

    /// <summary>One magnitude per (entity, scope, unit): how seldom it is at least this large.</summary>
    UpperTail = 2,

    /// <summary>As <see cref="UpperTail"/>, but unusually small magnitudes count too.</summary>
    BothTails = 3,

    /// <summary>Distinct (entity, hour of day, local date): how unusual an hour of the week is.</summary>
    Circular = 4,
}

/// <summary>Where unit 0 of a feature begins.</summary>
public enum UnitAlignment : byte
{
    /// <summary>Unit 0 begins at 1970-01-01T00:00:00Z.</summary>
    Utc = 1,

    /// <summary>Weeks from Monday to Sunday (UTC); unit 0 begins on Monday 1969-12-29.</summary>
    IsoWeek = 2,

    /// <summary>Local dates of the entity as days since 1970-01-01.</summary>
    LocalDate = 3,
}

/// <summary>How two magnitudes of one (entity, scope, unit) become one.</summary>
public enum MagnitudeMerge : byte
{
    /// <summary>The larger one: for windows no longer than the period.</summary>
    Max = 1,

    /// <summary>Their sum: for windows longer than the period, which a cut between two tables may divide.</summary>
    Sum = 2,
}

/// <summary>What a baseline must know of one feature. Immutable.</summary>
/// <param name="Id">The feature's stable name, for example <c>protocol.host</c>. Not empty.</param>
/// <param name="Kind">What is kept.</param>
/// <param name="UnitMicros">Length of the feature's time unit in microseconds, above 0. A week and a date have their own length.</param>
/// <param name="Alignment">Where unit 0 begins. Circular features use local dates.</param>
/// <param name="Merge">How magnitudes of one unit combine; without meaning for rarity and circular features.</param>
public sealed record FeatureSchema(
    string Id, BaselineKind Kind, long UnitMicros, UnitAlignment Alignment, MagnitudeMerge Merge = MagnitudeMerge.Max)
{
    /// <summary>Microseconds in a day.</summary>
    public const long DayMicros = 86_400_000_000;

    // 1970-01-01 was a Thursday, three days into its ISO week.
    private long OffsetMicros => Alignment == UnitAlignment.IsoWeek ? 3 * DayMicros : 0;

    /// <summary>Whether rows of this feature carry a magnitude.</summary>
    public bool HasMagnitude => Kind is BaselineKind.UpperTail or BaselineKind.BothTails;

    /// <summary>The unit that holds a time.</summary>
    /// <param name="timeMicros">
    /// Microseconds since 1970-01-01T00:00:00, UTC; for <see cref="UnitAlignment.LocalDate"/> the wall clock of the entity's zone.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The time lies before unit 0, or its unit does not fit an <see cref="int"/>.</exception>
    public int UnitOf(long timeMicros)
    {
        if (timeMicros < -OffsetMicros || timeMicros / UnitMicros >= int.MaxValue)
        {
            throw new ArgumentOutOfRangeException(nameof(timeMicros), timeMicros,
                $"A time of feature {Id} must lie in a unit from 0 to {int.MaxValue - 1}.");
        }

        return (int)((timeMicros + OffsetMicros) / UnitMicros);
    }

    /// <summary>Days from the start of a unit to a time (negative when the unit begins later). A double, so that no unit overflows.</summary>
    internal double AgeDays(int unit, long asOfMicros) =>
        (asOfMicros - (((double)unit * UnitMicros) - OffsetMicros)) / DayMicros;

    /// <summary>Throws with every fault named.</summary>
    /// <exception cref="ArgumentException">The entry contradicts itself.</exception>
    internal void Check()
    {
        List<string> faults = [];
        if (string.IsNullOrWhiteSpace(Id))
        {
            faults.Add("Id is empty");
        }

        if (!Enum.IsDefined(Kind) || !Enum.IsDefined(Alignment) || !Enum.IsDefined(Merge))
        {
            faults.Add($"Kind {Kind}, Alignment {Alignment} or Merge {Merge} is not a known value");
        }

        if (UnitMicros <= 0)
        {
            faults.Add($"UnitMicros is {UnitMicros}, expected above 0");
        }

        if (Alignment == UnitAlignment.IsoWeek && UnitMicros != 7 * DayMicros)
        {
            faults.Add($"UnitMicros of ISO weeks is {UnitMicros}, expected {7 * DayMicros}");
        }

        if (Alignment == UnitAlignment.LocalDate && UnitMicros != DayMicros)
        {
            faults.Add($"UnitMicros of local dates is {UnitMicros}, expected {DayMicros}");
        }

        if (Kind == BaselineKind.Circular && Alignment != UnitAlignment.LocalDate)
        {
            faults.Add($"Alignment of a circular feature is {Alignment}, expected LocalDate");
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException($"Feature '{Id}': {string.Join("; ", faults)}.");
        }
    }
}
