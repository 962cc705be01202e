using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Joining;

/// <summary>Random events from so small a pool that hosts, keys, times and names collide all the time.</summary>
internal static class JoinableEvents
{
    private static readonly string[] Sources = ["windows.sysmon", "windows.security", "zeek.conn", "zeek.http", "zeek", "", "osquery.process"];
    private static readonly EventKind[] Kinds = [EventKind.ProcessStart, EventKind.ProcessStart, EventKind.NetworkFlow, EventKind.NetworkFlow, EventKind.DnsQuery, EventKind.HttpRequest, EventKind.FileAccess, 0];

    /// <param name="random">Seeded.</param>
    /// <param name="count">How many, doubles included.</param>
    /// <param name="startMicros">Time of the earliest.</param>
    /// <param name="steps">Different times.</param>
    /// <param name="stepMicros">Between them.</param>
    public static List<SecurityEvent> Make(Random random, int count, long startMicros, int steps, long stepMicros)
    {
        var made = new List<SecurityEvent>(count);
        while (made.Count < count)
        {
            made.Add(made.Count > 0 && random.Next(12) == 0
                ? Copy(made[random.Next(made.Count)])
                : One(random, (ulong)random.Next(1, int.MaxValue), startMicros + (random.Next(steps) * stepMicros)));
        }

        return made;
    }

    public static SecurityEvent Copy(SecurityEvent from)
    {
        var copy = new SecurityEvent();
        copy.CopyFrom(from);
        return copy;
    }

    private static SecurityEvent One(Random random, UInt128 identity, long timeMicros)
    {
        string? Maybe(params ReadOnlySpan<string> of) => random.Next(2) == 0 ? null : of[random.Next(of.Length)];

        var domain = Maybe("a.example.com", "b.example.org");
        return new SecurityEvent
        {
            Identity = identity,
            TimeMicros = timeMicros,
            Source = Sources[random.Next(Sources.Length)],
            Kind = Kinds[random.Next(Kinds.Length)],
            Platform = Platform.Linux,
            Host = Maybe("h1", "h1", ""),
            ProcessKey = Maybe("1", "2", "3"),
            ParentKey = Maybe("1", "2", "3"),
            Process = Maybe("curl", "curl", "bash"),
            ProcessPath = Maybe("/bin/a", "/bin/b"),
            OriginalName = Maybe("orig", "other"),
            Parent = Maybe("init", "sh"),
            ParentPath = Maybe("/p/init", "/p/sh"),
            User = Maybe("alice", "bob"),
            UserClass = (UserClass)random.Next(5),
            PrivilegeChange = Maybe("alice>root"),
            CommandLine = Maybe("curl -T x", "id"),
            Tool = Maybe("curl"),
            Verb = Maybe("put", "post"),
            FlowKey = Maybe("C1", "C2", "C3"),
            Domain = domain,
            RegisteredDomain = domain is null ? null : Maybe(domain[2..]),
            Application = Maybe("http", "ssl"),
            HttpMethod = Maybe("POST", "GET"),
            UserAgent = Maybe("curl/8", "x"),
        };
    }
}
