namespace Det0131.Models.Sensors;

/// <summary>
/// Which sensor's records of one flow stay, seen from one of them. Sensors are compared, not records: Zeek has two records of a TLS connection, and both stay
/// or both go. Of families the one that tells most stays, then the first by name; of sensors of one family the one that counted most bytes, then the one that
/// tells most, then the one that dates it first, as a stream has it, then the first by its name of the connection.
/// </summary>
/// <param name="mine">The record that it is seen from.</param>
internal ref struct FlowContest(in Sighting mine)
{
    private readonly Sighting _mine = mine;
    private readonly ReadOnlySpan<char> _family = Sighting.FamilyOf(mine.Source);
    private byte _familyRank = mine.Rank;
    private ReadOnlySpan<char> _other;
    private byte _otherRank;
    private (ulong Bytes, byte Rank, long Earlier) _own = Told(mine);
    private (ulong Bytes, byte Rank, long Earlier) _twins;
    private string? _twin;
    private bool _isBeaten;

    /// <summary>Whether the record is to be left out for what was added.</summary>
    public readonly bool IsLost =>
        _isBeaten
        || (!_other.IsEmpty && Precedes(_otherRank.CompareTo(_familyRank), _other.CompareTo(_family, StringComparison.Ordinal)))
        || (_twin is not null && Precedes(_twins.CompareTo(_own), string.CompareOrdinal(_twin, _mine.FlowKey)));

    /// <summary>Takes a record that meets it.</summary>
    /// <returns>Whether it is another sensor's.</returns>
    public bool Add(in Sighting sighting)
    {
        if (!sighting.IsOfFamily(_mine))
        {
            var family = Sighting.FamilyOf(sighting.Source);
            if (_other.IsEmpty || Precedes(sighting.Rank.CompareTo(_otherRank), family.CompareTo(_other, StringComparison.Ordinal)))
            {
                _other = family;
                _otherRank = sighting.Rank;
            }

            return true;
        }

        _familyRank = Math.Max(_familyRank, sighting.Rank);
        var told = Told(sighting);
        _own = sighting.FlowKey == _mine.FlowKey && told.CompareTo(_own) > 0 ? told : _own;
        if (!sighting.IsAnotherSensors(_mine))
        {
            return false;
        }

        if (sighting.FlowKey is null || _mine.FlowKey is null || sighting.FlowKey == _mine.FlowKey)
        {
            // They count the same: one record is held against one.
            var order = sighting.TimeMicros.CompareTo(_mine.TimeMicros);
            _isBeaten |= Precedes(sighting.Rank.CompareTo(_mine.Rank), order != 0 ? order : sighting.Identity.CompareTo(_mine.Identity));
        }
        else if (_twin is null || Precedes(told.CompareTo(_twins), string.CompareOrdinal(sighting.FlowKey, _twin)))
        {
            (_twins, _twin) = (told, sighting.FlowKey);
        }

        return true;
    }

    private static (ulong Bytes, byte Rank, long Earlier) Told(in Sighting sighting) => (sighting.Bytes, sighting.Rank, -sighting.TimeMicros);

    /// <summary>More comes first, then the smaller name.</summary>
    private static bool Precedes(int more, int name) => more != 0 ? more > 0 : name < 0;
}
