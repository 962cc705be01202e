using Det0131.Models.Context;
using Det0131.Models.Events;
using Det0131.Models.Sensors;

namespace Det0131.Models.Tests.Sensors;

/// <summary>
/// The brute-force twin of the join: every event compared with every other, in the words of the documentation, without ring, chains or waiting. Knows whose
/// an address was from the assets alone.
/// </summary>
internal sealed class JoinTwin(IReadOnlyList<Asset> assets)
{
    private const long Window = 5_000_000;
    private const long Connection = 3_600_000_000;

    public (List<SecurityEvent> Events, SensorFigures Figures) Join(IReadOnlyList<SecurityEvent> events)
    {
        var ordered = events.OrderBy(e => e.TimeMicros).ThenBy(e => e.Identity).ToList();
        var kept = new List<SecurityEvent>();
        var (flows, joined, ambiguous, doubles) = (0L, 0L, 0L, 0L);
        foreach (var e in ordered)
        {
            if (IsHost(e) && ordered.Any(other => IsHost(other) && HostDouble(e, other)))
            {
                doubles++;
                continue;
            }

            if (IsNetwork(e) && IsNetworkDouble(e, ordered))
            {
                doubles++;
                continue;
            }

            var given = new SecurityEvent();
            given.CopyFrom(e);
            kept.Add(given);
            if (!IsNetwork(e))
            {
                continue;
            }

            flows += e.Kind == EventKind.NetworkFlow ? 1 : 0;
            var found = Find(e, ordered, Window);
            if (found.Count == 0 && e.Kind != EventKind.NetworkFlow)
            {
                found = Find(e, ordered, Connection);
            }

            if (found.Count == 0)
            {
                continue;
            }

            var best = found.OrderByDescending(f => Rank(f.Record)).ThenBy(f => Math.Abs(f.Record.TimeMicros - e.TimeMicros)).ThenBy(f => f.Record.TimeMicros).ThenBy(f => f.Record.Identity).First();
            if (found.Any(f => f.Record.Process != best.Record.Process || Name(f.Record) != Name(best.Record)
                || (f.Record.User is not null && f.Record.User != best.Record.User && f.Record.Source == best.Record.Source)))
            {
                ambiguous += e.Kind == EventKind.NetworkFlow ? 1 : 0;
                continue;
            }

            joined += e.Kind == EventKind.NetworkFlow ? 1 : 0;
            Give(best.Record, given, best.Side);
        }

        return (kept, new SensorFigures(flows, joined, ambiguous, doubles, 0));
    }

    private static bool IsKind(SecurityEvent e) => e.Kind is EventKind.NetworkFlow or EventKind.DnsQuery or EventKind.HttpRequest or EventKind.FileAccess;

    private static bool IsNetwork(SecurityEvent e) => IsKind(e) && e.Host is null && e.Process is null && e.SourceAddress is not null && e.DestinationAddress is not null;

    private bool IsHost(SecurityEvent e) => IsKind(e) && e.Host is not null && e.Process is not null && Ends(e) is { FarAddress: not null, FarPort: not null };

    private string? At(string? address, long time) =>
        assets.FirstOrDefault(a => (a.Addresses ?? []).Any(x => x.Address == address && time >= (x.FromMicros ?? long.MinValue) && time < (x.UntilMicros ?? long.MaxValue)))?.Name;

    private string Name(SecurityEvent e) => assets.FirstOrDefault(a => a.Name == e.Host || (a.Aliases ?? []).Contains(e.Host))?.Name ?? e.Host!;

    private (HostSide Side, string? OwnAddress, int? OwnPort, string? FarAddress, int? FarPort)? Ends(SecurityEvent e)
    {
        var side = e.HostSide != HostSide.Unknown ? e.HostSide
            : e.SourceAddress is not null && At(e.SourceAddress, e.TimeMicros) == Name(e) ? HostSide.Source
            : e.DestinationAddress is not null && At(e.DestinationAddress, e.TimeMicros) == Name(e) ? HostSide.Destination
            : HostSide.Unknown;
        return side switch
        {
            HostSide.Source => (side, e.SourceAddress, e.SourcePort, e.DestinationAddress, e.DestinationPort),
            HostSide.Destination => (side, e.DestinationAddress, e.DestinationPort, e.SourceAddress, e.SourcePort),
            _ => null,
        };
    }

    private static bool Agree(SecurityEvent a, SecurityEvent b) => a.Transport is null || b.Transport is null || a.Transport == b.Transport;

    private static bool IsWhole(SecurityEvent e) => e is { SourceAddress: not null, SourcePort: not null, DestinationAddress: not null, DestinationPort: not null };

    private static bool SameEnds(SecurityEvent a, SecurityEvent b)
    {
        (string?, int?)[] one = [(a.SourceAddress, a.SourcePort), (a.DestinationAddress, a.DestinationPort)];
        (string?, int?)[] two = [(b.SourceAddress, b.SourcePort), (b.DestinationAddress, b.DestinationPort)];
        return IsWhole(a) && IsWhole(b) && Agree(a, b) && one.Order().SequenceEqual(two.Order());
    }

    private List<(SecurityEvent Record, HostSide Side)> Find(SecurityEvent e, List<SecurityEvent> all, long back)
    {
        var hosts = all.Where(h => IsHost(h) && h.TimeMicros >= e.TimeMicros - back && h.TimeMicros <= e.TimeMicros + Window).ToList();
        var exact = hosts.Where(h => SameEnds(h, e)).Select(h => (h, Ends(h) is { } own && own.OwnAddress == e.SourceAddress && own.OwnPort == e.SourcePort ? HostSide.Source : HostSide.Destination)).ToList();
        foreach (var side in new[] { HostSide.Source, HostSide.Destination })
        {
            if (exact.Where(x => x.Item2 == side).ToList() is { Count: > 0 } found)
            {
                return found;
            }
        }

        foreach (var side in new[] { HostSide.Source, HostSide.Destination })
        {
            var (own, ownPort, far, farPort) = side == HostSide.Source
                ? (e.SourceAddress, e.SourcePort, e.DestinationAddress, e.DestinationPort)
                : (e.DestinationAddress, e.DestinationPort, e.SourceAddress, e.SourcePort);
            var owner = At(own, e.TimeMicros);
            var loose = hosts.Where(h => owner is not null && farPort is not null && Name(h) == owner && Ends(h) is { } ends && ends.FarAddress == far && ends.FarPort == farPort
                && (ends.OwnPort is null || ownPort is null || ends.OwnPort == ownPort) && Agree(h, e)).Select(h => (h, side)).ToList();
            if (loose.Count > 0)
            {
                return loose;
            }
        }

        return [];
    }

    private bool HostDouble(SecurityEvent e, SecurityEvent other) =>
        e.Kind == EventKind.NetworkFlow && other.Kind == e.Kind && Math.Abs(e.TimeMicros - other.TimeMicros) <= Window && SameEnds(e, other) && other.Source != e.Source
        && e.SourceAddress == other.SourceAddress && e.SourcePort == other.SourcePort && Name(e) == Name(other) && e.Process == other.Process
        && (Rank(other) > Rank(e) || (Rank(other) == Rank(e) && string.CompareOrdinal(other.Source, e.Source) < 0));

    private static bool IsNetworkDouble(SecurityEvent e, List<SecurityEvent> all)
    {
        if (e.Kind is not (EventKind.NetworkFlow or EventKind.DnsQuery or EventKind.HttpRequest))
        {
            return false;
        }

        var met = all.Where(o => IsNetwork(o) && o.Kind == e.Kind && Math.Abs(o.TimeMicros - e.TimeMicros) <= Window && SameEnds(o, e)).ToList();
        var families = met.GroupBy(Family).OrderByDescending(g => g.Max(Told)).ThenBy(g => g.Key, StringComparer.Ordinal).ToList();
        if (families[0].Key != Family(e))
        {
            return true;
        }

        if (!HasPorts(e))
        {
            return false;
        }

        var mine = met.Where(o => Family(o) == Family(e)).ToList();
        // One sensor names a connection once: others' names, while it lasts, are other sensors'.
        var named = mine.Where(o => o.FlowKey != null && e.FlowKey != null && (o.FlowKey == e.FlowKey || (HasPorts(o) && End(First(o, e)) + 100_000 >= Last(o, e).TimeMicros)))
            .GroupBy(o => o.FlowKey!).OrderByDescending(g => g.Max(o => (Counted(o), Told(o), -o.TimeMicros))).ThenBy(g => g.Key, StringComparer.Ordinal).ToList();
        var same = mine.Where(o => (o.FlowKey == null || e.FlowKey == null || o.FlowKey == e.FlowKey) && HasPorts(o) && IsRepeated(o, e)).Append(e)
            .OrderByDescending(Told).ThenBy(o => o.TimeMicros).ThenBy(o => o.Identity).First();
        return (named.Count > 0 && named[0].Key != e.FlowKey) || same != e;
    }

    private static string Family(SecurityEvent e) => e.Source.Split('.')[0];

    private static bool HasPorts(SecurityEvent e) => e.Transport is "tcp" or "udp";

    private static SecurityEvent First(SecurityEvent a, SecurityEvent b) => a.TimeMicros <= b.TimeMicros ? a : b;

    private static SecurityEvent Last(SecurityEvent a, SecurityEvent b) => a.TimeMicros <= b.TimeMicros ? b : a;

    private static long End(SecurityEvent e) => e.TimeMicros + (e.DurationMicros ?? 0);

    private static long Counted(SecurityEvent e) => (e.SourceBytes ?? 0) + (e.DestinationBytes ?? 0);

    private static bool IsRepeated(SecurityEvent a, SecurityEvent b) =>
        a != b && a.Source == b.Source && (a.SourceBytes ?? a.DestinationBytes) is not null && (a.SourceBytes, a.DestinationBytes) == (b.SourceBytes, b.DestinationBytes)
        && a.DurationMicros > 0 && b.DurationMicros > 0 && End(First(a, b)) > Last(a, b).TimeMicros
        && (a.SourceAddress, a.SourcePort, a.DestinationAddress, a.DestinationPort) == (b.SourceAddress, b.SourcePort, b.DestinationAddress, b.DestinationPort);

    private static int Told(SecurityEvent e) =>
        (e.SourceBytes is null && e.DestinationBytes is null ? 0 : 8) + (e.Application is null ? 0 : 4) + (e.Domain is null ? 0 : 2) + (e.DurationMicros is null ? 0 : 1);

    private static int Rank(SecurityEvent e) => (e.User is null ? 0 : 4) + (e.Parent is null ? 0 : 2) + (e.Domain is null ? 0 : 1);

    private static void Give(SecurityEvent from, SecurityEvent to, HostSide side)
    {
        if (to.User is null || to.User == from.User)
        {
            (to.User, to.UserClass, to.PrivilegeChange) = (from.User, to.UserClass == UserClass.Unknown ? from.UserClass : to.UserClass, to.PrivilegeChange ?? from.PrivilegeChange);
        }

        if (to.Domain is null && from.Domain is not null && to.Kind != EventKind.DnsQuery)
        {
            (to.Domain, to.RegisteredDomain) = (from.Domain, from.RegisteredDomain);
        }

        (to.Host, to.Platform, to.HostSide) = (from.Host, from.Platform == Platform.Unknown ? to.Platform : from.Platform, to.HostSide == HostSide.Unknown ? side : to.HostSide);
        (to.Process, to.ProcessPath, to.OriginalName, to.Parent, to.ParentPath) = (from.Process, from.ProcessPath, from.OriginalName, from.Parent, from.ParentPath);
        to.IsJoined = true;
        (to.Tool, to.Verb) = (to.Tool ?? from.Tool, to.Verb ?? from.Verb);
    }
}
