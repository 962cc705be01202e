using Det0131.Models.Context;

namespace Det0131.Models.Features;

/// <summary>Features of one family see the same thing from several sides; together they weigh as much as the square root of their number.</summary>
public enum FeatureFamily : byte
{
    Volume,
    Time,
    Protocol,
    Destination,
    Name,
    Lineage,
    User,
    Command,
    Cloud,
}

/// <summary>How a feature is counted and turned into bits.</summary>
public enum FeatureKind : byte
{
    /// <summary>Rarity of a value within its scope.</summary>
    Rarity,

    /// <summary>Rarity of an hour of the local week.</summary>
    Circular,

    /// <summary>Large values are surprising.</summary>
    UpperTail,

    /// <summary>Large and small values are surprising.</summary>
    BothTails,
}

/// <summary>How a feature's magnitude comes about.</summary>
public enum Measure : byte
{
    /// <summary>One event says it.</summary>
    Event,

    /// <summary>Amounts add up over an aligned window.</summary>
    WindowSum,

    /// <summary>Amounts of distinct items add up over an aligned window.</summary>
    DistinctSum,

    /// <summary>Time that a conversation keeps going without a long pause.</summary>
    Span,

    /// <summary>Excess of an hour's sum over its seasonal expectation, in residual scales.</summary>
    SeasonalExcess,
}

/// <summary>What a magnitude is measured in, for people.</summary>
public enum MagnitudeUnit : byte
{
    None,
    Bytes,
    Bits,
    Count,
    Seconds,
    Ratio,
    Scales,
}

/// <summary>Tells the sink what an event shows of one feature: nothing, one or several observations.</summary>
public delegate void Observer(Situation situation, ObservationTools tools, FeatureSink sink);

/// <summary>One named surprisal. Immutable.</summary>
/// <param name="Id">Stable id: <c>lineage.transfer_tool</c>.</param>
/// <param name="Family">Its family.</param>
/// <param name="Kind">How it is turned into bits.</param>
/// <param name="Meaning">What the value and its scope are, in words for an analyst.</param>
/// <param name="Observe">Reads it off a situation.</param>
public sealed record Feature(string Id, FeatureFamily Family, FeatureKind Kind, string Meaning, Observer Observe)
{
    /// <summary>Position in <see cref="FeatureCatalogue.All"/>; part of the artefact format.</summary>
    public int Index { get; internal init; }

    public Measure Measure { get; init; } = Measure.Event;

    /// <summary>Length of the window in microseconds; 0 when <see cref="Measure"/> is <see cref="Measure.Event"/>.</summary>
    public long WindowMicros { get; init; }

    public MagnitudeUnit Unit { get; init; }

    public override string ToString() => Id;
}
