using Det0131.Models.Events;

namespace Det0131.Models.Sensors;

/// <summary>What a network sensor said of a flow, a query or a request, as far as it tells doubles apart and names the far end.</summary>
internal struct Sighting
{
    public long TimeMicros;
    public UInt128 Identity;
    public FlowEnds Ends;
    public string Source;
    public EventKind Kind;

    /// <summary>
    /// The number of the next record when this one was handed on, and could not be left out any more: whoever has it or a higher one came too late for that;
    /// <see cref="RecentRing{T}.None"/>: it was not.
    /// </summary>
    public long PassedAt;

    /// <summary>How much it tells: bytes first, then the service, then the name of the far end, then how long it lasted.</summary>
    public byte Rank;

    public const byte BytesRank = 8;

    public readonly bool HasBytes => Rank >= BytesRank;

    public static Sighting Of(SecurityEvent e) => new()
    {
        TimeMicros = e.TimeMicros, Identity = e.Identity, Ends = FlowEnds.Of(e), Source = e.Source, Kind = e.Kind, Rank = RankOf(e),
        PassedAt = RecentRing<Sighting>.None,
    };

    public static byte RankOf(SecurityEvent e) => (byte)(
        (e.SourceBytes is null && e.DestinationBytes is null ? 0 : BytesRank) + (e.Application is null ? 0 : 4) + (e.Domain is null ? 0 : 2) + (e.DurationMicros is null ? 0 : 1));

    /// <summary>What tells one kind of sensor: of <c>zeek.conn</c> <c>zeek</c>.</summary>
    public static ReadOnlySpan<char> FamilyOf(string source)
    {
        var dot = source.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? source : source.AsSpan(0, dot);
    }
}
