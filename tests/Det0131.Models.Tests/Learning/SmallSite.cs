using Det0131.Models.Context;
using Det0131.Models.Events;
using Det0131.Models.Learning;

namespace Det0131.Models.Tests.Learning;

/// <summary>
/// A small invented site with habits, drawn by a seeded generator: office machines (Windows) whose users browse in office hours,
/// and a backup server (Linux) that sends to its store every night. Everything is data of the test: no file, no clock.
/// </summary>
public sealed class SmallSite(int seed)
{
    public const long Second = 1_000_000L;
    public const long Hour = 3600 * Second;
    public const long Day = 24 * Hour;

    /// <summary>Monday 2026-08-03, 00:00 UTC.</summary>
    public static readonly long Monday = Micros(2026, 8, 3);

    private static readonly (string Domain, string Country, string Network)[] Places =
    [
        ("mail.example", "NL", "AS64500 MAIL"), ("search.example", "US", "AS64501 SEARCH"), ("cloud.example", "US", "AS64502 CLOUD"),
        ("news.example", "DE", "AS64503 NEWS"), ("docs.example", "US", "AS64502 CLOUD"), ("shop.example", "NL", "AS64504 SHOP"),
        ("video.example", "IE", "AS64505 VIDEO"), ("bank.example", "DE", "AS64506 BANK"), ("forum.example", "FR", "AS64507 FORUM"),
    ];

    private readonly Random _random = new(seed);
    private UInt128 _next = 1;

    public List<SecurityEvent> Events { get; } = [];

    public static long Micros(int year, int month, int day, int hour = 0) =>
        (new DateTime(year, month, day, hour, 0, 0, DateTimeKind.Utc) - DateTime.UnixEpoch).Ticks / 10;

    /// <summary>Adds days of office life: weekdays, 8 to 18 h UTC, twelve or so visits a day to the places that each host likes.</summary>
    public SmallSite Office(int hosts, int firstDay, int days, int visits = 12, int firstHost = 0)
    {
        for (var day = firstDay; day < firstDay + days; day++)
        {
            if (((day % 7) + 7) % 7 >= 5)
            {
                continue;
            }

            for (var host = firstHost; host < firstHost + hosts; host++)
            {
                for (var visit = 0; visit < visits; visit++)
                {
                    Visit(host, Monday + day * Day + (long)((8 + 10 * _random.NextDouble()) * Hour));
                }
            }
        }

        return this;
    }

    /// <summary>Adds the nightly backup of <c>bk1</c> and more servers: cron starts rclone at 02:00, which sends about 2 GB to the store.</summary>
    public SmallSite Backup(int firstDay, int days, int servers = 1)
    {
        for (var day = firstDay; day < firstDay + days; day++)
        {
            for (var server = 1; server <= servers; server++)
            {
                var start = Monday + day * Day + 2 * Hour + (long)(60 * _random.NextDouble() * Second);
                Transfer("bk" + server, start, "cron", "rclone", "store.example", "NL", "AS64510 STORE", (long)(2e9 * (0.9 + 0.2 * _random.NextDouble())));
            }
        }

        return this;
    }

    /// <summary>A transfer by a tool of a Linux server: its process start and its flow.</summary>
    public void Transfer(string host, long start, string parent, string tool, string domain, string country, string network, long bytes, string address = "198.51.100.20", string user = "backup")
    {
        Add(new SecurityEvent
        {
            TimeMicros = start, Kind = EventKind.ProcessStart, Platform = Platform.Linux, Source = "linux.auditd", Host = host, User = user, UserClass = UserClass.Service,
            Process = tool, Parent = parent, Tool = tool, Verb = "copy", CommandLine = $"{tool} copy /srv/data remote:{host}",
        });
        var flow = Flow(host, "10.0.1." + (host[^1] - '0'), start + 2 * Second, domain, country, network, bytes, 40_000, address);
        flow.Platform = Platform.Linux;
        flow.Source = "linux.sysmon";
        flow.Process = tool;
        flow.Tool = tool;
        flow.User = user;
        flow.UserClass = UserClass.Service;
        Add(flow);
    }

    /// <summary>A new program on an office machine, started by the management agent, that sends to a vendor nobody knew.</summary>
    public void RollOut(int host, long start, long bytes)
    {
        Add(new SecurityEvent
        {
            TimeMicros = start, Kind = EventKind.ProcessStart, Platform = Platform.Windows, Source = "windows.sysmon", Host = $"pc{host}", User = "system", UserClass = UserClass.System,
            Process = "telemetry2.exe", Parent = "agent.exe", CommandLine = "telemetry2.exe --first-run",
        });
        var flow = Flow($"pc{host}", $"10.0.0.{host + 1}", start + 3 * Second, "vendor.example", "SE", "AS64520 VENDOR", bytes, 20_000, "198.51.100.77");
        flow.Process = "telemetry2.exe";
        flow.User = "system";
        flow.UserClass = UserClass.System;
        Add(flow);
    }

    public void Visit(int host, long time)
    {
        // Each host has four places of its own, the first far more often than the last.
        var rank = (int)(4 * Math.Pow(_random.NextDouble(), 2));
        var (domain, country, network) = Places[(host * 2 + rank) % Places.Length];
        var sent = (long)Math.Exp(8 + 1.5 * Normal());
        Add(new SecurityEvent
        {
            TimeMicros = time, Kind = EventKind.DnsQuery, Platform = Platform.Windows, Source = "windows.sysmon", Host = $"pc{host}",
            SourceAddress = $"10.0.0.{host + 1}", HostSide = HostSide.Source, Process = "browser.exe", User = $"user{host}", UserClass = UserClass.Person,
            DnsName = "www." + domain, RegisteredDomain = domain, DnsType = "A",
        });
        Add(Flow($"pc{host}", $"10.0.0.{host + 1}", time + Second, domain, country, network, sent, (long)(sent * 20 * Math.Exp(0.5 * Normal()))));
    }

    public SecurityEvent Flow(string host, string own, long time, string domain, string country, string network, long sent, long received, string address = "203.0.113.10") => new()
    {
        TimeMicros = time, Kind = EventKind.NetworkFlow, Platform = Platform.Windows, Source = "windows.sysmon", Host = host, HostSide = HostSide.Source,
        SourceAddress = own, SourcePort = 50_000, DestinationAddress = address, DestinationPort = 443, Transport = "tcp", Application = "ssl",
        Domain = "www." + domain, RegisteredDomain = domain, DestinationCountry = country, DestinationNetwork = network,
        SourceBytes = sent, DestinationBytes = received, DurationMicros = Second, Process = "browser.exe",
        User = host.StartsWith("pc", StringComparison.Ordinal) ? "user" + host[2..] : null, UserClass = UserClass.Person,
    };

    public void Add(SecurityEvent e)
    {
        e.Identity = _next++;
        e.RecordId = e.Identity.ToString(System.Globalization.CultureInfo.InvariantCulture);
        e.File = "invented.log";
        e.Line = (long)e.Identity;
        Events.Add(e);
    }

    public MemoryHistory History(long? untilMicros = null) => new(Events.Where(e => e.TimeMicros < (untilMicros ?? long.MaxValue)));

    public static LearningOptions Options => new() { Site = new SiteStatement([], ["10.0.0.0/8"]) };

    /// <summary>Learns from everything before the day.</summary>
    public LearnedModel Learn(int untilDay, LearningOptions? options = null) => Learn(History(Monday + untilDay * Day), options);

    public static LearnedModel Learn(IEventHistory history, LearningOptions? options = null, MemoryCounter? counter = null) =>
        new Learner(history, options ?? Options, Models.Jobs.JobProgress.Silent, CancellationToken.None).Learn((counter ?? new MemoryCounter()).Open);

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
