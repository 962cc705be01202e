namespace Det0131.Models.Pictures;

/// <summary>At which hours of the local week an entity is active, and its peers beside it. Immutable.</summary>
public sealed record HourOfWeekPicture : BaselinePicture
{
    /// <summary>168 numbers, Monday 00:00 first: distinct local dates on which the entity was seen in the slot.</summary>
    public required IReadOnlyList<int> Dates { get; init; }

    /// <summary>Seven numbers, Monday first: distinct dates of that weekday on which the entity was seen at all. A slot's number never exceeds its day's.</summary>
    public required IReadOnlyList<int> DatesByWeekday { get; init; }

    /// <summary>Distinct dates on which the entity was seen at all.</summary>
    public required int TotalDates { get; init; }

    /// <summary>Hour of the week of the observation, 0 to 167; null: none is marked.</summary>
    public int? MarkedSlot { get; init; }

    /// <summary>Local date of the observation; null: none is marked.</summary>
    public DateOnly? MarkedDate { get; init; }

    /// <summary>Shortest range of hours that holds nine tenths of the activity: <c>08-18</c>; null under three dates.</summary>
    public string? UsualHours { get; init; }

    /// <summary>168 numbers: the same, summed over the entity's peers; all others where it has no peer group.</summary>
    public required IReadOnlyList<int> PeerDates { get; init; }

    /// <summary>Dates of all those peers, summed: what the grid's numbers are shares of.</summary>
    public required int PeerTotalDates { get; init; }

    /// <summary>How many peers those are.</summary>
    public required int Peers { get; init; }

    /// <summary>Their group: <c>windows</c>; null: everybody else stands in for peers.</summary>
    public string? PeerGroup { get; init; }
}
