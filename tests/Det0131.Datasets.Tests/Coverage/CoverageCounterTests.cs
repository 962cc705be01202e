using Det0131.Datasets.Coverage;
using Det0131.Datasets.Lake;
using Det0131.Datasets.Tests.Lake;
using Det0131.Models.Context;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Coverage;

public sealed class CoverageCounterTests : LakeTests
{
    private static readonly string?[] Hosts = [null, null, "pc1", "pc2.corp.example", "web1"];
    private static readonly string?[] Addresses = [null, "10.0.0.1", "10.0.0.2", "172.20.1.9", "203.0.113.7", "198.51.100.9", "127.0.0.1", "224.0.0.251", "not-an-address", "fd00::7", "2001:db8::9"];
    private static readonly string?[] Applications = [null, "ssl", "dns", "ftp"];

    /// <summary>Against a loop over the events that is written from the definitions, with nothing in common with the SQL.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 2)]
    public void Run_RandomEvents_AgreesWithALoopOverThem(int seed, int threads)
    {
        var random = new Random(seed);
        var events = Enumerable.Range(1, 3000).Select(i => Some(random, (ulong)i)).ToList();
        Import(events);
        using var lake = Open(threads);
        var counter = new CoverageCounter(lake, new CoverageOptions { UntilMicros = Day + (40 * Hour) });
        var counted = counter.Run().Select(Text).ToList();
        var twin = new Twin([.. events.Where(e => e.TimeMicros < Day + (40 * Hour))]);
        Assert.Equal(twin.Lines(), counted);
        Assert.Equal(twin.OfNobody, counter.OfNobody);
        Assert.True(counted.Count > 10);
    }

    [Fact]
    public void Run_AddressOfOneHost_IsThatHost()
    {
        Import(
            Flow(1, null, "10.0.0.5", "203.0.113.7", sent: 10),
            Flow(2, "pc5", "10.0.0.5", "203.0.113.7", side: HostSide.Source),
            Flow(3, "pc6", "10.0.0.6", "203.0.113.7", side: HostSide.Source),
            Flow(4, "pc7", "10.0.0.6", "203.0.113.7", side: HostSide.Source),
            Flow(5, null, "10.0.0.6", "203.0.113.7", sent: 10));
        using var lake = Open();
        var hosts = new CoverageCounter(lake, new CoverageOptions()).Run();
        Assert.Equal([("10.0.0.6", 1L, true), ("pc5", 2L, true), ("pc6", 1L, false), ("pc7", 1L, false)], hosts.Select(h => (h.Name, h.Events, h.Has("bytes"))));
        Assert.True(hosts[0].IsNetworkOnly);
    }

    [Fact]
    public void Run_Assets_NameAddressesPlatformsAndTheSilent()
    {
        Import(Flow(1, null, "192.0.2.10", "203.0.113.7", sent: 10), Flow(2, "web1.corp.example", "10.0.0.5", "203.0.113.7"));
        using var lake = Open();
        var site = new SiteStatement(
            [new Asset("dmz1", Platform.Windows, Addresses: [new AddressAlias("192.0.2.10")]), new Asset("web1", Platform.ESXi), new Asset("gone", Platform.MacOS)], []);
        var hosts = new CoverageCounter(lake, new CoverageOptions { Site = site }).Run();
        Assert.Equal([("dmz1", Platform.Windows, 1L), ("gone", Platform.MacOS, 0L), ("web1", Platform.ESXi, 1L)], hosts.Select(h => (h.Name, h.Platform, h.Events)));
        var report = new CoverageReport(lake.Statistics(), hosts, 0, 0);
        Assert.Contains(report.Spots, s => s is { Spot.Id: "silent", Analytic: "AN0369", Entities: 1 });
    }

    [Fact]
    public void Run_FlowsBetweenStrangers_AreNobodysUntilTheNetworkIsNamed()
    {
        Import(Flow(1, null, "198.51.100.9", "203.0.113.7", sent: 10));
        using var lake = Open();
        var nobody = new CoverageCounter(lake, new CoverageOptions());
        Assert.Empty(nobody.Run());
        Assert.Equal(1, nobody.OfNobody);
        var named = new CoverageCounter(lake, new CoverageOptions { Site = new SiteStatement([], ["198.51.100.0/24"]) });
        Assert.Equal("198.51.100.9", Assert.Single(named.Run()).Name);
        Assert.Equal(0, named.OfNobody);
    }

    [Fact]
    public void Run_SomeProgramsNeverConnect_MarksTheHost()
    {
        var events = new List<SecurityEvent>();
        foreach (var (host, connecting) in new[] { ("pc1", 1), ("pc2", 4) })
        {
            for (var i = 0; i < 5; i++)
            {
                events.Add(new SecurityEvent { Identity = (ulong)(events.Count + 1), TimeMicros = Day, Kind = EventKind.DnsQuery, Platform = Platform.Windows, Source = "windows.sysmon", Host = host, Process = $"p{i}.exe", DnsName = "a.example" });
                if (i < connecting)
                {
                    var flow = Flow((ulong)(events.Count + 1), host, "10.0.0.5", "203.0.113.7", side: HostSide.Source);
                    (flow.Process, flow.Platform) = ($"p{i}.exe", Platform.Windows);
                    events.Add(flow);
                }
            }
        }

        Import(events);
        using var lake = Open();
        var hosts = new CoverageCounter(lake, new CoverageOptions()).Run();
        Assert.Equal([("pc1", true), ("pc2", false)], hosts.Select(h => (h.Name, h.Has("few_programs"))));
        Assert.Contains("windows.some-programs", CoverageReport.Of(hosts[0]).Single(e => e.Element.Name == "ParentProcessAnomaly").Spots.Select(s => s.Id));
    }

    [Fact]
    public void Run_MoreEntitiesThanAllowed_CountsWhatIsLeftOut()
    {
        Import(Enumerable.Range(1, 20).Select(i => Flow((ulong)i, $"pc{i}", "10.0.0.1", "203.0.113.7")));
        using var lake = Open();
        var counter = new CoverageCounter(lake, new CoverageOptions { MostEntities = 5 });
        Assert.Equal(5, counter.Run().Count);
        Assert.Equal(15, counter.LeftOut);
    }

    private static SecurityEvent Flow(ulong id, string? host, string source, string destination, long? sent = null, HostSide side = HostSide.Unknown) => new()
    {
        Identity = id, TimeMicros = Day + (long)id, Kind = EventKind.NetworkFlow, Source = "zeek.conn", Host = host, HostSide = side,
        Platform = host is null ? Platform.Unknown : Platform.Linux, SourceAddress = source, DestinationAddress = destination, DestinationPort = 443, Transport = "tcp", SourceBytes = sent,
    };

    private static SecurityEvent Some(Random random, ulong id)
    {
        T Of<T>(params T[] values) => values[random.Next(values.Length)];
        var kind = Of(Enum.GetValues<EventKind>());
        return new SecurityEvent
        {
            Identity = id, TimeMicros = Day + random.NextInt64(48 * Hour), Kind = kind,
            Source = Of("a.one", "b.two"), Platform = kind == EventKind.CloudApiCall ? Platform.IaaS : Of(Platform.Unknown, Platform.Windows, Platform.Linux, Platform.IaaS),
            Host = Of(Hosts), User = Of(null, "alice", "root"), UserClass = Of(UserClass.Unknown, UserClass.Person, UserClass.Service, UserClass.System),
            Process = Of(null, "a", "b", "c", "d", "e"), Parent = Of(null, "init"), CommandLine = Of(null, "a -b"), Application = Of(Applications),
            SourceAddress = Of(Addresses), DestinationAddress = Of(Addresses), DestinationPort = Of<int?>(null, 443), HostSide = Of(Enum.GetValues<HostSide>()),
            SourceBytes = Of<long?>(null, 0, 9), DestinationBytes = Of<long?>(null, 0, 9), RegisteredDomain = Of(null, null, "example.com"),
            DnsName = Of(null, "#1a2b", "a.example.com"), DnsType = Of(null, "A"), HttpMethod = Of(null, "POST"), FileExtension = Of(null, ".sql"), FileBytes = Of<long?>(null, 7),
            CloudResource = Of(null, "bucket"), UserAgent = Of(null, "cli"), CloudPrincipal = Of(null, "arn:x"), CloudRole = Of(null, "backup"), CloudAccount = Of(null, "1111"),
            Outcome = Of(Enum.GetValues<Outcome>()),
        };
    }

    private static string Text(CoverageEntity e) => Line(e.Kind, e.Name, e.Platform, e.IsService, e.Events, e.Sources, name => e.CountOf(CoverageSignal.IndexOf(name)));

    private static string Line(EntityKind kind, string name, Platform platform, bool isService, long events, IEnumerable<KeyValuePair<string, long>> sources, Func<string, long> count) =>
        $"{kind} {name} {platform} {isService} {events} {string.Join(",", sources.OrderBy(s => s.Key, StringComparer.Ordinal))} {string.Join(" ", CoverageSignal.All.Select(s => $"{s.Name}={count(s.Name)}"))}";

    private sealed class Twin
    {
        private static readonly string[] Local = ["10.0.0.1", "10.0.0.2", "172.20.1.9", "fd00::7"];
        private static readonly string[] Labelled = ["127.0.0.1", "224.0.0.251"];

        private readonly Dictionary<string, HashSet<string>> _owners = [];
        private readonly Dictionary<(EntityKind, string, Platform), (bool? Service, List<(string Source, HashSet<string> Shown)> Events)> _all = [];

        public Twin(List<SecurityEvent> events)
        {
            foreach (var e in events.Where(e => e.Host is not null))
            {
                if ((e.HostSide == HostSide.Source ? e.SourceAddress : e.HostSide == HostSide.Destination ? e.DestinationAddress : null) is { } own)
                {
                    (_owners.TryGetValue(own, out var owners) ? owners : _owners[own] = []).Add(e.Host!);
                }
            }

            var platforms = events.Where(e => e.Kind != EventKind.CloudApiCall && e.Host is not null && e.Platform != Platform.Unknown).GroupBy(e => e.Host!)
                .ToDictionary(g => g.Key, g => g.GroupBy(e => e.Platform).OrderByDescending(p => p.Count()).ThenBy(p => p.Key).First().Key);
            foreach (var e in events)
            {
                var shown = Shown(e);
                var isCall = e.Kind == EventKind.CloudApiCall;
                var host = isCall ? null : HostOf(e);
                OfNobody += !isCall && host is null && e.User is null ? 1 : 0;
                if (host is not null)
                {
                    Add(EntityKind.Host, host, platforms.GetValueOrDefault(host), null, e, shown);
                }

                if (e.Platform == Platform.IaaS && e.CloudAccount is { } account)
                {
                    Add(EntityKind.Account, account, Platform.IaaS, null, e, shown);
                }

                var service = e.UserClass is UserClass.Service or UserClass.System;
                var user = isCall ? e.CloudPrincipal ?? e.User ?? e.CloudRole : e.User is { } name && service && host is not null ? $"{name}@{host}" : e.User;
                if (user is not null)
                {
                    Add(EntityKind.User, user, isCall ? Platform.IaaS : host is null ? e.Platform : platforms.GetValueOrDefault(host), service, e, shown);
                }

                if (isCall && (e.CloudRole ?? user) is { } role)
                {
                    Add(EntityKind.Role, role, Platform.IaaS, null, e, shown);
                }
            }

            foreach (var host in events.Where(e => e is { Host: not null, Process: not null }).GroupBy(e => e.Host!))
            {
                var asking = host.Where(e => e.Kind == EventKind.DnsQuery).Select(e => e.Process).ToHashSet();
                var connecting = host.Where(e => e.Kind == EventKind.NetworkFlow).Select(e => e.Process).ToHashSet();
                var never = asking.Count(p => !connecting.Contains(p));
                if (connecting.Count > 0 && never >= 3 && never * 2 > asking.Count)
                {
                    Filtered.Add(host.Key);
                }
            }
        }

        public long OfNobody { get; }

        private HashSet<string> Filtered { get; } = [];

        public IEnumerable<string> Lines() => _all.OrderBy(a => a.Key.Item1).ThenBy(a => a.Key.Item2, StringComparer.Ordinal).ThenBy(a => a.Key.Item3).Select(a => Line(
            a.Key.Item1, a.Key.Item2, a.Key.Item3, a.Value.Service == true, a.Value.Events.Count,
            a.Value.Events.GroupBy(e => e.Source).Select(g => KeyValuePair.Create(g.Key, (long)g.Count())),
            name => name == "few_programs" ? a.Key.Item1 == EntityKind.Host && Filtered.Contains(a.Key.Item2) ? 1 : 0 : a.Value.Events.Count(e => e.Shown.Contains(name))));

        private void Add(EntityKind kind, string name, Platform platform, bool? service, SecurityEvent e, HashSet<string> shown)
        {
            var key = (kind, name, platform);
            var (before, events) = _all.TryGetValue(key, out var found) ? found : (service, []);
            events.Add((e.Source, shown));
            _all[key] = (before & service, events);
        }

        private bool IsLocal(string? address) => address is not null && !Labelled.Contains(address) && (Local.Contains(address) || (address != "not-an-address" && _owners.ContainsKey(address)));

        private bool IsAnswering(SecurityEvent e) => e.HostSide == HostSide.Destination || (e.HostSide == HostSide.Unknown && !IsLocal(e.SourceAddress) && IsLocal(e.DestinationAddress));

        private string? HostOf(SecurityEvent e)
        {
            var own = IsAnswering(e) ? e.DestinationAddress : e.SourceAddress;
            return e.Host ?? (!IsLocal(own) ? null : _owners.TryGetValue(own!, out var owners) && owners.Count == 1 ? owners.Single() : own);
        }

        private HashSet<string> Shown(SecurityEvent e)
        {
            var answering = IsAnswering(e);
            var far = answering ? e.SourceAddress : e.DestinationAddress;
            var isCall = e.Kind == EventKind.CloudApiCall;
            var sent = isCall || answering ? e.DestinationBytes : e.SourceBytes;
            var received = isCall || answering ? e.SourceBytes : e.DestinationBytes;
            var isFile = e.Kind == EventKind.FileAccess;
            var exchanges = e.Kind is EventKind.NetworkFlow or EventKind.HttpRequest or EventKind.FileAccess
                && (far is null or "not-an-address" ? e.RegisteredDomain is not null : !Labelled.Contains(far))
                && !(answering && !isFile && sent is null or 0 && answering && !isFile);
            var uses = exchanges && (!isFile || e.Application is not null);
            if (isFile)
            {
                sent ??= e.FileBytes;
            }

            var start = e is { Kind: EventKind.ProcessStart, Process: not null };
            var query = e is { Kind: EventKind.DnsQuery, DnsName: not null } && !answering;
            var call = isCall && e.Outcome != Outcome.Failure;
            var flow = e.Kind == EventKind.NetworkFlow;
            var file = e.FileExtension is not null && e.Kind != EventKind.DnsQuery;
            var shown = new HashSet<string>();
            void If(string name, bool holds)
            {
                if (holds)
                {
                    shown.Add(name);
                }
            }

            If("host_log", e.Host is not null && (e.Process is not null || e.Platform != Platform.Unknown));
            If("start", start);
            If("parent", start && e.Parent is not null);
            If("command", start && e.CommandLine is not null);
            If("exchange", uses);
            If("process_exchange", uses && e.Process is not null);
            If("application", flow && e.Application is not null && e.DestinationPort is not null);
            If("bytes", exchanges && sent is not null);
            If("both_bytes", exchanges && sent is not null && received is not null);
            If("far", uses && far is not null);
            If("far_name", (uses || e.Kind == EventKind.ProcessStart) && !answering && e.RegisteredDomain is not null);
            If("query", query);
            If("query_name", query && e.DnsName![0] != '#');
            If("query_type", query && e.DnsType is not null);
            If("dns_flow", flow && e.Application == "dns" && sent > 0 && received > 0);
            If("request", e.Kind == EventKind.HttpRequest && exchanges && !answering && e.HttpMethod is not null);
            If("tls", flow && exchanges && e.Application == "ssl");
            If("file", file);
            If("file_bytes", file && (sent ?? e.FileBytes) is not null);
            If("act", start || uses || query || call || (isFile && e.Process is not null));
            If("call", call);
            If("call_resource", call && e.CloudResource is not null);
            If("call_agent", call && e.UserAgent is not null);
            If("caller", call && e.SourceAddress is not null);
            If("call_bytes", call && sent is not null);
            return shown;
        }
    }
}
