using Det0131.Models.Events;

namespace Det0131.Models.Sensors;

public sealed partial class SensorMeeting
{
    /// <summary>Whether another sensor's record of the flow is the one to keep.</summary>
    private bool IsDoubleOfNetwork(SecurityEvent e)
    {
        // With one sensor there is nothing to compare; a stream must note what went on before a second one comes.
        if ((_isOrdered && !_hasSeveralSensors) || !HasDoubles(e.Kind) || Sighting.Of(e) is not { Ends.IsWhole: true } mine)
        {
            return false;
        }

        var contest = new FlowContest(mine);
        var (isOtherPassed, own, looked) = (false, RecentRing<Sighting>.None, 0);
        for (var number = _sightings.LatestExact(mine.Ends.Hash); number != RecentRing<Sighting>.None && looked < _bounds.Looked; number = _sightings.BeforeExact(number))
        {
            ref var sighting = ref _sightings[number];
            if (_isOrdered && sighting.TimeMicros < mine.TimeMicros - WindowMicros)
            {
                break;
            }

            if (!sighting.Meets(mine))
            {
                continue;
            }

            looked++;
            own = sighting.Identity == mine.Identity ? number : own;
            // What was handed on before this came stays counted: a second record only adds what it alone tells.
            isOtherPassed |= contest.Add(sighting) && sighting.PassedAt != RecentRing<Sighting>.None && own >= sighting.PassedAt && (sighting.HasBytes || !mine.HasBytes);
        }

        var isDouble = isOtherPassed || contest.IsLost;
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
