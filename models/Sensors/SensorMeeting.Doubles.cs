using Det0131.Models.Events;

namespace Det0131.Models.Sensors;

public sealed partial class SensorMeeting
{
    /// <summary>
    /// Whether another sensor's record of the flow is the one to keep. Sensors are compared, not records: Zeek has two records of a TLS connection, and
    /// both stay or both go.
    /// </summary>
    private bool IsDoubleOfNetwork(SecurityEvent e)
    {
        // With one kind of sensor there is nothing to compare; a stream must note what went on before a second one comes.
        if ((_isOrdered && !_hasSeveralFamilies) || !HasDoubles(e.Kind) || FlowEnds.Of(e) is not { IsWhole: true } ends)
        {
            return false;
        }

        var family = Sighting.FamilyOf(e.Source);
        var (ownRank, isOtherPassed, own) = (Sighting.RankOf(e), false, RecentRing<Sighting>.None);
        byte otherRank = 0;
        ReadOnlySpan<char> otherFamily = default;
        var looked = 0;
        for (var number = _sightings.LatestExact(ends.Hash); number != RecentRing<Sighting>.None && looked < _bounds.Looked; number = _sightings.BeforeExact(number))
        {
            ref var sighting = ref _sightings[number];
            if (_isOrdered && sighting.TimeMicros < e.TimeMicros - WindowMicros)
            {
                break;
            }

            if (sighting.Kind != e.Kind || Math.Abs(sighting.TimeMicros - e.TimeMicros) > WindowMicros || !sighting.Ends.Meets(ends))
            {
                continue;
            }

            looked++;
            var itsFamily = Sighting.FamilyOf(sighting.Source);
            if (itsFamily.SequenceEqual(family))
            {
                own = sighting.Identity == e.Identity ? number : own;
                ownRank = Math.Max(ownRank, sighting.Rank);
                continue;
            }

            // What was handed on before this came stays counted: a second record only adds what it alone tells.
            isOtherPassed |= sighting.PassedAt != RecentRing<Sighting>.None && own >= sighting.PassedAt && (sighting.HasBytes || Sighting.RankOf(e) < Sighting.BytesRank);
            if (otherFamily.IsEmpty || sighting.Rank > otherRank || (sighting.Rank == otherRank && itsFamily.CompareTo(otherFamily, StringComparison.Ordinal) < 0))
            {
                otherRank = sighting.Rank;
                otherFamily = itsFamily;
            }
        }

        var isDouble = isOtherPassed
            || (!otherFamily.IsEmpty && (otherRank > ownRank || (otherRank == ownRank && otherFamily.CompareTo(family, StringComparison.Ordinal) < 0)));
        if (!_isOrdered && !isDouble && own != RecentRing<Sighting>.None)
        {
            _sightings[own].PassedAt = _sightings.Next;
        }

        return isDouble;
    }

    /// <summary>Whether another log of the same host tells more of the same connection and process.</summary>
    private bool IsDoubleOfHost(SecurityEvent e)
    {
        if (e.Kind != EventKind.NetworkFlow || FlowEnds.Of(e) is not { IsWhole: true } ends)
        {
            return false;
        }

        var mine = HostRecord.Of(e, SideOf(e), NameOf(e.Host!), _bounds.LongestText);
        var (isDouble, own, looked) = (false, RecentRing<HostRecord>.None, 0);
        for (var number = _hosts.LatestExact(ends.Hash); number != RecentRing<HostRecord>.None && looked < _bounds.Looked; number = _hosts.BeforeExact(number))
        {
            ref var record = ref _hosts[number];
            if (_isOrdered && record.TimeMicros < e.TimeMicros - WindowMicros)
            {
                break;
            }

            if (record.Kind != e.Kind || Math.Abs(record.TimeMicros - e.TimeMicros) > WindowMicros || !record.Ends.Meets(ends))
            {
                continue;
            }

            looked++;
            if (record.Source == e.Source)
            {
                own = record.Identity == e.Identity ? number : own;
            }
            else if (record.Name == mine.Name && record.Process == mine.Process && record.Ends.IsSameWay(ends))
            {
                isDouble |= record.PassedAt != RecentRing<HostRecord>.None && own >= record.PassedAt ? record.User is not null || mine.User is null
                    : record.Rank > mine.Rank || (record.Rank == mine.Rank && string.CompareOrdinal(record.Source, mine.Source) < 0);
            }
        }

        if (!_isOrdered && !isDouble && own != RecentRing<HostRecord>.None)
        {
            _hosts[own].PassedAt = _hosts.Next;
        }

        return isDouble;
    }
}
