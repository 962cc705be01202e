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

    /// <summary>The sensor's own name of the connection: what has another one is of another connection, or of another sensor. Null: it has none.</summary>
    public string? FlowKey;

    /// <summary>Bytes of either end; below 0: unknown.</summary>
    public long SourceBytes;
    public long DestinationBytes;

    /// <summary>How long it lasted; 0: a moment, or unknown.</summary>
    public long DurationMicros;

    /// <summary>
    /// The number of the next record when this one was handed on, and could not be left out any more: whoever has it or a higher one came too late for that;
    /// <see cref="RecentRing{T}.None"/>: it was not.
    /// </summary>
    public long PassedAt;

    /// <summary>How much it tells: bytes first, then the service, then the name of the far end, then how long it lasted.</summary>
    public byte Rank;

    public const byte BytesRank = 8;

    /// <summary>How far apart two synchronised sensors date one moment.</summary>
    public const long ClockMicros = 100_000;

    // Longer names are no sensor's, and are not worth remembering.
    private const int LongestKey = 256;

    public readonly bool HasBytes => Rank >= BytesRank;

    /// <summary>All bytes; 0 too where none are known.</summary>
    public readonly ulong Bytes => (ulong)Math.Max(0, SourceBytes) + (ulong)Math.Max(0, DestinationBytes);

    public static Sighting Of(SecurityEvent e) => new()
    {
        TimeMicros = e.TimeMicros, Identity = e.Identity, Ends = FlowEnds.Of(e), Source = e.Source, Kind = e.Kind, Rank = RankOf(e),
        FlowKey = e.FlowKey is { Length: <= LongestKey } key ? key : null,
        SourceBytes = e.SourceBytes ?? -1, DestinationBytes = e.DestinationBytes ?? -1, DurationMicros = Math.Max(0, e.DurationMicros ?? 0),
        PassedAt = RecentRing<Sighting>.None,
    };

    /// <summary>What tells one kind of sensor: of <c>zeek.conn</c> <c>zeek</c>.</summary>
    public static ReadOnlySpan<char> FamilyOf(string source)
    {
        var dot = source.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? source : source.AsSpan(0, dot);
    }

    /// <summary>Whether two records may tell of one thing: of one kind, of one connection, begun within <see cref="SensorMeeting.WindowMicros"/>.</summary>
    public readonly bool Meets(in Sighting other) =>
        Kind == other.Kind && Math.Abs(TimeMicros - other.TimeMicros) <= SensorMeeting.WindowMicros && Ends.Meets(other.Ends);

    public readonly bool IsOfFamily(in Sighting other) => ReferenceEquals(Source, other.Source) || FamilyOf(Source).SequenceEqual(FamilyOf(other.Source));

    /// <summary>
    /// Whether two records that meet, of one family, are two sensors' (two lines, two routers on the way) and not one sensor's two: one sensor has one connection
    /// of the same ends at a time, so that those under other names do not overlap; without names, those that overlap and count the same are one flow.
    /// </summary>
    public readonly bool IsAnotherSensors(in Sighting other)
    {
        // Elsewhere what stands for ports does not tell connections apart: ICMP has a type and a code.
        if (!HasPorts || !other.HasPorts)
        {
            return false;
        }

        var (before, apart) = TimeMicros <= other.TimeMicros ? (DurationMicros, other.TimeMicros - TimeMicros) : (other.DurationMicros, TimeMicros - other.TimeMicros);
        return FlowKey is not null && other.FlowKey is not null && FlowKey != other.FlowKey ? apart - ClockMicros <= before
            : Source == other.Source && Identity != other.Identity && HasBytes && SourceBytes == other.SourceBytes && DestinationBytes == other.DestinationBytes
                && DurationMicros > 0 && other.DurationMicros > 0 && apart < before && Ends.IsSameWay(other.Ends);
    }

    private readonly bool HasPorts => Ends.Transport is "tcp" or "udp";

    private static byte RankOf(SecurityEvent e) => (byte)(
        (e.SourceBytes is null && e.DestinationBytes is null ? 0 : BytesRank) + (e.Application is null ? 0 : 4) + (e.Domain is null ? 0 : 2) + (e.DurationMicros is null ? 0 : 1));
}
