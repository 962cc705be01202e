using Det0131.Models.Features;

namespace Det0131.Scoring.Streaming;

/// <summary>
/// Identities of the events whose group may still be open, so that an event that is sent twice is scored once. One that comes again
/// later is late, and not scored for that. Not thread-safe.
/// </summary>
internal sealed class SeenIdentities
{
    private const long HourMicros = 3_600_000_000;
    private const long SafetyMicros = HourMicros;

    // A record may claim that it lasts for ever: it is then kept as long as the longest that can be believed.
    private const long LongestMicros = 31 * 24 * HourMicros;

    private readonly SortedDictionary<long, HashSet<UInt128>> _byHour = [];
    private long _latestMicros = long.MinValue;

    /// <summary>Identities kept.</summary>
    public int Count { get; private set; }

    /// <summary>Notes an event.</summary>
    /// <param name="identity">Its identity.</param>
    /// <param name="timeMicros">When it began, UTC.</param>
    /// <param name="durationMicros">How long it lasted: a flow is late by its end.</param>
    /// <returns>False when it is known; true for one too old to be remembered, which is late.</returns>
    public bool Add(UInt128 identity, long timeMicros, long durationMicros = 0)
    {
        var end = timeMicros + Math.Clamp(durationMicros, 0, Math.Min(LongestMicros, long.MaxValue - Math.Max(0, timeMicros)));
        var hour = Math.DivRem(end, HourMicros).Quotient;
        if (IsForgotten(hour))
        {
            return true;
        }

        if (!_byHour.TryGetValue(hour, out var identities))
        {
            _byHour[hour] = identities = [];
        }

        if (!identities.Add(identity))
        {
            return false;
        }

        Count++;
        // By its beginning, as the groups' clock: what it says of its end makes nothing else old.
        if (timeMicros > _latestMicros)
        {
            _latestMicros = timeMicros;
            Forget();
        }

        return true;
    }

    public void Save(BinaryWriter to)
    {
        ArgumentNullException.ThrowIfNull(to);
        to.Write(_latestMicros);
        to.Write(_byHour.Count);
        foreach (var (hour, identities) in _byHour)
        {
            to.Write(hour);
            to.Write(identities.Count);
            foreach (var identity in identities)
            {
                to.Write(unchecked((ulong)(identity >> 64)));
                to.Write(unchecked((ulong)identity));
            }
        }
    }

    /// <exception cref="InvalidDataException">The numbers make no sense.</exception>
    public static SeenIdentities Restore(BinaryReader from)
    {
        ArgumentNullException.ThrowIfNull(from);
        var seen = new SeenIdentities { _latestMicros = from.ReadInt64() };
        var hours = from.ReadInt32();
        for (var i = 0; i < hours; i++)
        {
            var hour = from.ReadInt64();
            var count = from.ReadInt32();
            if (count < 0)
            {
                throw new InvalidDataException($"Found {count} identities of an hour in the snapshot; expected 0 or more.");
            }

            var identities = new HashSet<UInt128>();
            for (var n = 0; n < count; n++)
            {
                identities.Add(new UInt128(from.ReadUInt64(), from.ReadUInt64()));
            }

            seen._byHour[hour] = identities;
            seen.Count += identities.Count;
        }

        return seen;
    }

    private bool IsForgotten(long hour) =>
        _latestMicros != long.MinValue && _latestMicros - ((hour + 1) * HourMicros) >= WindowedSink.LatenessMicros + SafetyMicros;

    private void Forget()
    {
        while (_byHour.Count > 1)
        {
            var (oldest, identities) = _byHour.First();
            if (!IsForgotten(oldest))
            {
                return;
            }

            Count -= identities.Count;
            _byHour.Remove(oldest);
        }
    }
}
