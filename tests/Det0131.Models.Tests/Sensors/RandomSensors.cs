using Det0131.Models.Context;
using Det0131.Models.Events;

namespace Det0131.Models.Tests.Sensors;

/// <summary>
/// Random records of a handful of hosts, addresses, ports and sensors, so that most keys collide: reused ports, clocks apart, addresses that change hands,
/// logs without ends, transports left out.
/// </summary>
internal static class RandomSensors
{
    public const long Start = 1_780_000_000_000_000;
    private const long Second = 1_000_000;

    public static IReadOnlyList<Asset> Assets { get; } =
    [
        new Asset("pc1", Platform.Windows, Addresses: [new AddressAlias("10.0.0.1", null, Start + (60 * Second)), new AddressAlias("10.0.0.2", Start + (60 * Second))], Aliases: ["pc1.corp.example"]),
        new Asset("pc2", Platform.Linux, Addresses: [new AddressAlias("10.0.0.2", null, Start + (60 * Second)), new AddressAlias("10.0.0.3")]),
    ];

    public static SiteContext Site { get; } = new() { LocalNetworks = ["10.0.0.0/24"], Assets = Assets };

    public static List<SecurityEvent> Draw(int seed, int count)
    {
        var random = new Random(seed);
        var events = new List<SecurityEvent>(count);
        for (var i = 0; i < count; i++)
        {
            events.Add(i > 0 && events[^1].Host is null && random.Next(3) == 0 ? Again(random, events[^1], (UInt128)(i + 1)) : Event(random, (UInt128)(i + 1)));
        }

        return events;
    }

    private static SecurityEvent Event(Random random, UInt128 identity)
    {
        // Whole seconds, so that times are just as far apart as may be.
        var e = new SecurityEvent { Identity = identity, TimeMicros = Start + (random.Next(120) * Second) + (random.Next(4) == 0 ? random.Next(-1, 2) : 0) };
        if (random.Next(12) == 0)
        {
            e.TimeMicros += 3595 * Second;
        }

        var isOut = random.Next(4) > 0;
        var (own, ownPort, far, farPort) = ($"10.0.0.{random.Next(1, 4)}", 50_000 + random.Next(2), $"203.0.113.{random.Next(1, 3)}", random.Next(3) == 0 ? 53 : 443);
        (e.SourceAddress, e.SourcePort, e.DestinationAddress, e.DestinationPort) = isOut ? (own, ownPort, far, farPort) : (far, farPort, own, ownPort);
        e.Transport = random.Next(3) switch { 0 => null, 1 => "udp", _ => "tcp" };
        e.Kind = random.Next(6) switch { 0 => EventKind.DnsQuery, 1 => EventKind.HttpRequest, 2 => random.Next(3) == 0 ? EventKind.ProcessStart : EventKind.FileAccess, _ => EventKind.NetworkFlow };
        if (random.Next(2) == 0)
        {
            Host(random, e, isOut);
        }
        else
        {
            e.Source = Pick(random, "zeek.conn", "zeek.ssl", "suricata.flow", "netflow");
            e.SourceBytes = random.Next(2) == 0 ? null : 10;
            e.DestinationBytes = random.Next(4) == 0 ? 5 : null;
            // Lasts as long as two may be apart, and what clocks may differ by.
            e.DurationMicros = random.Next(2) == 0 ? null : random.Next(3) * Second;
            e.DurationMicros += random.Next(4) == 0 ? 100_000 : 0;
            e.FlowKey = random.Next(3) == 0 ? null : Pick(random, "C1", "C2", "C3");
            e.Application = random.Next(2) == 0 ? null : "ssl";
            e.Domain = random.Next(2) == 0 ? null : "a.example";
            e.User = random.Next(8) == 0 ? "anonymous" : null;
        }

        return e;
    }

    /// <summary>The same as another sensor of the family tells it: a little later, by another name or none, mostly with the same bytes.</summary>
    private static SecurityEvent Again(Random random, SecurityEvent e, UInt128 identity)
    {
        var again = new SecurityEvent();
        again.CopyFrom(e);
        again.Identity = identity;
        again.TimeMicros += random.Next(5) switch { 0 => 0, 1 => 100_000, 2 => 100_001, 3 => Second, _ => (e.DurationMicros ?? 0) + 100_000 };
        again.SourceBytes += random.Next(4) == 0 ? random.Next(-1, 2) : 0;
        again.FlowKey = random.Next(3) == 0 ? e.FlowKey : Pick(random, "C1", "C4");
        return again;
    }

    private static void Host(Random random, SecurityEvent e, bool isOut)
    {
        e.Source = Pick(random, "windows.sysmon", "windows.security", "linux.auditd");
        e.Host = Pick(random, "pc1", "pc1.corp.example", "pc2");
        e.Platform = e.Host == "pc2" ? Platform.Linux : Platform.Windows;
        e.Process = Pick(random, "curl", "curl", "curl", "nc");
        e.Parent = random.Next(2) == 0 ? null : "bash";
        e.User = random.Next(3) == 0 ? null : Pick(random, "alice", "alice", "bob");
        e.Domain = random.Next(3) == 0 ? "b.example" : null;
        e.RegisteredDomain = e.Domain;
        e.Tool = random.Next(2) == 0 ? "curl" : null;
        e.HostSide = random.Next(5) == 0 ? HostSide.Unknown : isOut ? HostSide.Source : HostSide.Destination;
        if (isOut && random.Next(3) == 0)
        {
            (e.SourceAddress, e.SourcePort) = (null, null);
        }
        else if (random.Next(6) == 0)
        {
            e.SourcePort = null;
        }
    }

    private static string Pick(Random random, params ReadOnlySpan<string> of) => of[random.Next(of.Length)];
}
