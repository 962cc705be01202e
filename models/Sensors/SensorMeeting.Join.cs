using Det0131.Models.Events;

namespace Det0131.Models.Sensors;

public sealed partial class SensorMeeting
{
    // Filled anew for every event.
    private readonly List<long> _opened = [];
    private readonly List<long> _taken = [];

    private void Join(SecurityEvent e)
    {
        var isFlow = e.Kind == EventKind.NetworkFlow;
        _flows += isFlow ? 1 : 0;
        if (_hosts.Count == 0)
        {
            return;
        }

        // A request may come on a connection that began before.
        var side = Find(e, WindowMicros);
        side = side == HostSide.Unknown && !isFlow ? Find(e, ConnectionMicros) : side;
        if (side == HostSide.Unknown)
        {
            return;
        }

        var best = Best(side == HostSide.Source ? _opened : _taken, e.TimeMicros);
        if (best == RecentRing<HostRecord>.None)
        {
            _ambiguous += isFlow ? 1 : 0;
            return;
        }

        _joined += isFlow ? 1 : 0;
        _hosts[best].GiveTo(e, side);
    }

    /// <summary>Finds the host records of the connection: by both its ends; failing that by the host's addresses of that time, the far address and port.</summary>
    /// <returns>The end whose host tells of it, the one that opened it first; unknown: none does.</returns>
    private HostSide Find(SecurityEvent e, long backMicros)
    {
        _opened.Clear();
        _taken.Clear();
        var ends = FlowEnds.Of(e);
        FindExact(ends, e.TimeMicros, backMicros);
        if (_opened.Count == 0 && _taken.Count == 0)
        {
            FindLoose(_opened, e, ends.SourceAddress!, ends.SourcePort, ends.DestinationAddress!, ends.DestinationPort, backMicros);
            if (_opened.Count == 0)
            {
                FindLoose(_taken, e, ends.DestinationAddress!, ends.DestinationPort, ends.SourceAddress!, ends.SourcePort, backMicros);
            }
        }

        return _opened.Count > 0 ? HostSide.Source : _taken.Count > 0 ? HostSide.Destination : HostSide.Unknown;
    }

    private void FindExact(in FlowEnds ends, long timeMicros, long backMicros)
    {
        var looked = 0;
        for (var number = _hosts.LatestExact(ends.Hash); number != RecentRing<HostRecord>.None && looked < _bounds.Looked; number = _hosts.BeforeExact(number))
        {
            ref var record = ref _hosts[number];
            if (_isOrdered && record.TimeMicros < timeMicros - backMicros)
            {
                return;
            }

            if (record.Ends.Meets(ends))
            {
                looked++;
                if (IsNear(record, timeMicros, backMicros))
                {
                    // A sensor that missed the first packet has the ends the other way round.
                    ((record.Side == HostSide.Source) == record.Ends.IsSameWay(ends) ? _opened : _taken).Add(number);
                }
            }
        }
    }

    private void FindLoose(List<long> found, SecurityEvent e, string own, int? ownPort, string far, int? farPort, long backMicros)
    {
        if (farPort is null || _directory.At(own, e.TimeMicros) is not { } owner)
        {
            return;
        }

        var looked = 0;
        for (var number = _hosts.LatestLoose(LooseHash(owner.Name, far, farPort.Value)); number != RecentRing<HostRecord>.None && looked < _bounds.Looked; number = _hosts.BeforeLoose(number))
        {
            ref var record = ref _hosts[number];
            if (_isOrdered && record.TimeMicros < e.TimeMicros - backMicros)
            {
                return;
            }

            if (record.FarPort == farPort && record.FarAddress == far && record.Name == owner.Name
                && (record.OwnPort is null || ownPort is null || record.OwnPort == ownPort) && FlowEnds.AgreeOn(record.Ends.Transport, e.Transport))
            {
                looked++;
                if (IsNear(record, e.TimeMicros, backMicros))
                {
                    found.Add(number);
                }
            }
        }
    }

    private static bool IsNear(in HostRecord record, long timeMicros, long backMicros) =>
        record.TimeMicros >= timeMicros - backMicros && record.TimeMicros <= timeMicros + WindowMicros;

    /// <summary>The record that tells most, of equals the nearest; none where they are of several hosts or processes.</summary>
    private long Best(List<long> found, long timeMicros)
    {
        var best = found[0];
        foreach (var number in found)
        {
            best = IsBetter(_hosts[number], _hosts[best], timeMicros) ? number : best;
        }

        ref var chosen = ref _hosts[best];
        foreach (var number in found)
        {
            ref var record = ref _hosts[number];
            // Two logs of one machine may name one account differently; one log does not.
            if (record.Process != chosen.Process || record.Name != chosen.Name || (record.User != chosen.User && record.User is not null && record.Source == chosen.Source))
            {
                return RecentRing<HostRecord>.None;
            }
        }

        return best;
    }

    private static bool IsBetter(in HostRecord record, in HostRecord best, long timeMicros)
    {
        var order = best.Rank.CompareTo(record.Rank);
        order = order != 0 ? order : Math.Abs(record.TimeMicros - timeMicros).CompareTo(Math.Abs(best.TimeMicros - timeMicros));
        order = order != 0 ? order : record.TimeMicros.CompareTo(best.TimeMicros);
        return (order != 0 ? order : record.Identity.CompareTo(best.Identity)) < 0;
    }
}
