using Det0131.Models.Events;
using Det0131.Models.Sensors;
using Det0131.Models.Tests.Sensors;
using Det0131.Scoring.Streaming;

namespace Det0131.Scoring.Tests.Streaming;

public sealed class SensorWaitTests
{
    private const long Second = 1_000_000;

    /// <summary>Against the join of a history, which sees all at once: records in order of time, cut anywhere, saved and read back at every third cut.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 7)]
    [InlineData(3, 40)]
    [InlineData(4, 1000)]
    [InlineData(5, 3)]
    [InlineData(6, 11)]
    public void Pass_RecordsInOrderCutAnywhere_DecidesAsTheHistory(int seed, int mostPerCut)
    {
        List<SecurityEvent> events = [.. Known(), .. RandomSensors.Draw(seed, 400).OrderBy(e => e.TimeMicros).ThenBy(e => e.Identity)];
        var expected = new List<string>();
        var join = new SensorJoin(RandomSensors.Site, e => expected.Add(Print(e)));
        events.ForEach(join.Take);
        join.Complete();

        var (found, wait, random) = (new List<string>(), New(), new Random(seed));
        var cuts = 0;
        for (var first = 0; first < events.Count;)
        {
            var count = Math.Min(random.Next(1, mostPerCut + 1), events.Count - first);
            // As the journal gives them: instances that are used again.
            var batch = events.GetRange(first, count).ConvertAll(Copy);
            wait.Pass(batch, isLast: false, e => found.Add(Print(e)));
            batch.ForEach(e => e.Clear());
            first += count;
            wait = ++cuts % 3 == 0 ? Restarted(wait) : wait;
        }

        wait.Pass([], isLast: true, e => found.Add(Print(e)));
        Assert.Equal(0, wait.Held);
        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
        Assert.Equal(join.Figures, wait.Figures);
        Assert.True(wait.Figures is { Joined: > 20, Doubles: > 5 }, wait.Figures.ToString());
    }

    /// <summary>A flow of a host that logs its connections waits; the host's record comes in a later micro-batch, after a restart.</summary>
    [Fact]
    public void Pass_FlowBeforeItsHostsRecord_WaitsOverARestartAndIsJoined()
    {
        var wait = New();
        List<SecurityEvent> found = [];
        wait.Pass(Known(), isLast: true, _ => { });
        var flow = Flow(identity: 901, second: 0);
        flow.JournalPosition = 77;
        wait.Pass([flow], isLast: false, e => found.Add(Copy(e)));
        Assert.Empty(found);
        Assert.Equal((1, 77L), (wait.Held, wait.FirstPosition));

        wait = Restarted(wait);
        Assert.Equal((1, 77L), (wait.Held, wait.FirstPosition));
        wait.Pass([Host(identity: 902, second: 3)], isLast: false, e => found.Add(Copy(e)));
        wait.Pass([Flow(identity: 903, second: 11, port: 50_009)], isLast: false, e => found.Add(Copy(e)));
        var joined = found.Single(e => e.Source == "zeek.conn");
        Assert.Equal(("pc1", "curl", 77L), (joined.Host, joined.Process, joined.JournalPosition));
        Assert.Equal(new SensorFigures(1, 1, 0, 0, 0), wait.Figures);
    }

    /// <summary>What a sensor sees of hosts that log nothing is not waited with.</summary>
    [Fact]
    public void Pass_FlowOfAHostThatLogsNothing_DoesNotWait()
    {
        var wait = New();
        var count = 0;
        wait.Pass([Flow(identity: 901, second: 0)], isLast: false, _ => count++);
        Assert.Equal((1, 0), (count, wait.Held));
    }

    /// <summary>A flow is recorded when it ends: its host's record of an hour before is still known.</summary>
    [Fact]
    public void Pass_LongFlowRecordedAtItsEnd_IsJoinedToItsBeginning()
    {
        var wait = New();
        List<SecurityEvent> found = [];
        wait.Pass([.. Known(), Host(identity: 902, second: 0)], isLast: false, _ => { });
        wait.Pass([Flow(identity: 903, second: 3_600, port: 50_009)], isLast: false, _ => { });
        wait.Pass([Flow(identity: 901, second: 1)], isLast: false, e => found.Add(Copy(e)));
        Assert.Equal("curl", found.Single(e => e.Identity == 901).Process);
    }

    /// <summary>The lesser record went on before the better one came: what was counted is not counted again.</summary>
    [Fact]
    public void Pass_BetterRecordAfterTheLesserWentOn_IsLeftOut()
    {
        var (wait, found) = (New(), new List<string>());
        var (first, second) = (Flow(identity: 901, second: 0), Flow(identity: 902, second: 1));
        (first.Source, first.Application) = ("netflow", null);
        wait.Pass([first], isLast: false, e => found.Add(e.Source));
        wait.Pass([second], isLast: false, e => found.Add(e.Source));
        Assert.Equal(["netflow"], found);
        Assert.Equal(1, wait.Figures.Doubles);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(40)]
    [InlineData(300)]
    public void Restore_DamagedState_Throws(int at)
    {
        var wait = New();
        wait.Pass([.. Known(), Flow(identity: 901, second: 0)], isLast: false, _ => { });
        var bytes = Saved(wait);
        Assert.Throws<InvalidDataException>(() => Read(bytes[..at]));
        var damaged = bytes.ToArray();
        damaged[0] ^= 0xFF;
        Assert.Throws<InvalidDataException>(() => Read(damaged));
    }

    private static SensorWait New()
    {
        var wait = new SensorWait();
        wait.Use(RandomSensors.Site);
        return wait;
    }

    /// <summary>Hours before, so that nothing is joined to it: every host has logged connections in two logs from each of its addresses.</summary>
    private static List<SecurityEvent> Known()
    {
        var events = new List<SecurityEvent>();
        foreach (var (host, address) in new[] { ("pc1", "10.0.0.1"), ("pc1", "10.0.0.2"), ("pc2", "10.0.0.3"), ("pc2", "10.0.0.2") })
        {
            foreach (var source in new[] { "linux.auditd", "windows.sysmon" })
            {
                var e = Flow((UInt128)(100_000 + events.Count), -20_000 - events.Count, 40_000 + events.Count);
                (e.Source, e.SourceAddress, e.DestinationAddress, e.Host, e.Process, e.HostSide) = (source, address, "198.51.100.9", host, "init", HostSide.Source);
                events.Add(e);
            }
        }

        return [.. events.OrderBy(e => e.TimeMicros)];
    }

    private static SecurityEvent Flow(UInt128 identity, int second, int port = 50_000) => new()
    {
        Identity = identity, TimeMicros = RandomSensors.Start + (second * Second), Source = "zeek.conn", Kind = EventKind.NetworkFlow, Transport = "tcp", Application = "ssl",
        SourceAddress = "10.0.0.1", SourcePort = port, DestinationAddress = "203.0.113.1", DestinationPort = 443, SourceBytes = 5_000, DestinationBytes = 9,
    };

    private static SecurityEvent Host(UInt128 identity, int second)
    {
        var e = Flow(identity, second);
        (e.Source, e.SourceBytes, e.DestinationBytes, e.Application) = ("windows.sysmon", null, null, null);
        (e.Host, e.Process, e.User, e.HostSide) = ("pc1", "curl", "alice", HostSide.Source);
        return e;
    }

    private static SensorWait Restarted(SensorWait wait) => Read(Saved(wait));

    private static byte[] Saved(SensorWait wait)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        wait.Save(writer);
        writer.Flush();
        return bytes.ToArray();
    }

    private static SensorWait Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        var wait = New();
        wait.Restore(reader);
        wait.Use(RandomSensors.Site);
        Assert.Equal(bytes.Length, reader.BaseStream.Position);
        return wait;
    }

    private static SecurityEvent Copy(SecurityEvent e)
    {
        var copy = new SecurityEvent();
        copy.CopyFrom(e);
        return copy;
    }

    private static string Print(SecurityEvent e) => string.Join('|', typeof(SecurityEvent).GetProperties().Where(p => p.CanWrite).Select(p => $"{p.Name}={p.GetValue(e)}"));
}
