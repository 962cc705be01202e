using System.Buffers.Binary;
using Det0131.Datasets.Joining;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Joining;

/// <summary>Bounds, memory over time and saving; what is joined is tested against the lake in <see cref="EventJoinerTwinTests"/>.</summary>
public sealed class EventJoinerTests
{
    private const long Day = 1_795_219_200_000_000;
    private const long Second = 1_000_000;
    private const long Hour = 3600 * Second;

    private ulong _identity;

    [Fact]
    public void Join_StartInAnEarlierBatch_IsTakenForADay()
    {
        var joiner = new EventJoiner();
        joiner.Join([Start("h", "1", Day)]);
        var (within, after) = (Flow("h", "1", Day + (24 * Hour)), Flow("h", "1", Day + (24 * Hour) + 1));
        joiner.Join([within, after]);
        Assert.Equal(("curl", null), (within.Process, after.Process));
    }

    [Fact]
    public void Join_ParentsStartIsForgottenBeforeTheChilds_ChildStillKnowsIt()
    {
        var joiner = new EventJoiner();
        var child = Start("h", "2", Day + (20 * Hour));
        child.ParentKey = "1";
        joiner.Join([Start("h", "1", Day), child]);
        // The clock goes on by ten minutes a batch: 140 of them are a day, so that the parent's start is gone.
        for (var batch = 1; batch <= 140; batch++)
        {
            joiner.Join([Flow("other", "9", Day + (20 * Hour) + (batch * 600 * Second))]);
        }

        var flow = Flow("h", "2", Day + (43 * Hour));
        joiner.Join([flow]);
        Assert.Equal((1, "curl", "curl"), (joiner.Starts, flow.Process, flow.Parent));
    }

    [Fact]
    public void Join_FewStampsOfTheFuture_ForgetNothing()
    {
        var joiner = new EventJoiner();
        joiner.Join([Start("h", "1", Day), Zeek("C1", Day, "a.example.com")]);
        for (var batch = 0; batch < 5; batch++)
        {
            joiner.Join([Flow("x", "9", Day + (400 * 24 * Hour)), Zeek("C9", Day + (400 * 24 * Hour), "b.example.com")]);
        }

        var (flow, conn) = (Flow("h", "1", Day + Hour), Zeek("C1", Day + Hour, null));
        joiner.Join([flow, conn]);
        Assert.Equal(("curl", "a.example.com"), (flow.Process, conn.Domain));
    }

    [Fact]
    public void Join_FlowsBeyondTheirHour_AreForgotten()
    {
        var joiner = new EventJoiner();
        joiner.Join([Zeek("C1", Day, "a.example.com")]);
        Assert.Equal(1, joiner.Flows);
        for (var batch = 1; batch <= 12; batch++)
        {
            joiner.Join([Flow("h", "9", Day + (batch * 600 * Second))]);
        }

        Assert.Equal((0, 0), (joiner.Flows, joiner.EvictedFlows));
    }

    [Fact]
    public void Join_MoreStartsThanBounds_ForgetsTheOldestAndCountsThem()
    {
        var joiner = new EventJoiner(new EventJoinerOptions { MaxStarts = 100, MaxFlows = 50 });
        for (var batch = 0; batch < 50; batch++)
        {
            joiner.Join([.. Enumerable.Range(batch * 10, 10).SelectMany(i => new[] { Start($"h{i}", "1", Day + (i * Second)), Zeek($"C{i}", Day + (i * Second), "a.example.com") })]);
            Assert.True(joiner.Starts <= 100 && joiner.Flows <= 50);
        }

        Assert.Equal((500, 500), (joiner.Starts + joiner.EvictedStarts, joiner.Flows + joiner.EvictedFlows));
        var (newest, oldest) = (Flow("h499", "1", Day + (600 * Second)), Flow("h0", "1", Day + (600 * Second)));
        joiner.Join([newest, oldest]);
        Assert.Equal(("curl", null), (newest.Process, oldest.Process));
    }

    [Fact]
    public void Join_NoisyHost_DrivesOutNobodyElse()
    {
        var joiner = new EventJoiner(new EventJoinerOptions { MaxStartsPerHost = 20 });
        joiner.Join([Start("quiet", "1", Day)]);
        joiner.Join([.. Enumerable.Range(0, 1000).Select(i => Start("noisy", $"{i}", Day + (i * Second)))]);
        Assert.Equal(1 + 18, joiner.Starts);
        var (quiet, latest) = (Flow("quiet", "1", Day + Hour), Flow("noisy", "999", Day + Hour));
        joiner.Join([quiet, latest]);
        Assert.Equal(("curl", "curl"), (quiet.Process, latest.Process));
    }

    [Fact]
    public void Join_LongTexts_AreBoundedToo()
    {
        var joiner = new EventJoiner(new EventJoinerOptions { MaxTextChars = 100_000 });
        var starts = Enumerable.Range(0, 200).Select(i => Start("h", $"{i}", Day + i)).ToList();
        var flows = Enumerable.Range(0, 200).Select(i => Zeek($"C{i}", Day + i, "a.example.com")).ToList();
        starts.ForEach(e => e.CommandLine = new string('x', 4096));
        flows.ForEach(e => e.UserAgent = new string('x', 4096));
        joiner.Join([.. starts, .. flows]);
        Assert.InRange(joiner.Starts, 20, 24);
        Assert.InRange(joiner.Flows, 5, 6);
    }

    [Fact]
    public void Join_ProcessIdUsedAgainAndAgain_KeepsTheLatestFour()
    {
        var joiner = new EventJoiner();
        joiner.Join([.. Enumerable.Range(0, 10).Reverse().Select(i => Start("h", "1", Day + (i * Second), $"p{i}"))]);
        Assert.Equal(4, joiner.Starts);
        var flows = new[] { 5, 6, 9 }.Select(i => Flow("h", "1", Day + (i * Second))).ToList();
        joiner.Join(flows);
        Assert.Equal([null, "p6", "p9"], flows.Select(e => e.Process));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(EventJoiner.LatestMicros)]
    [InlineData(long.MaxValue)]
    public void Join_TimeThatNoLakeTakes_IsLeftAlone(long timeMicros)
    {
        var joiner = new EventJoiner();
        var flow = Flow("h", "1", timeMicros);
        joiner.Join([Start("h", "1", timeMicros), Start("h", "1", 0), flow]);
        Assert.Equal((1, null), (joiner.Starts, flow.Process));
    }

    [Fact]
    public void Join_EventsThatJoinNothing_AllocateNothingEach()
    {
        var joiner = new EventJoiner();
        joiner.Join([Start("h", "1", Day), Zeek("C1", Day, "a.example.com")]);
        var batch = Enumerable.Range(0, 2000).SelectMany(i => new[] { Flow("other", "1", Day + i), Zeek("C2", Day + i, null) }).ToList();
        Assert.True(Allocation.LeastOfRounds(() => joiner.Join(batch)) < 512);
    }

    [Fact]
    public void Restore_WhatWasSaved_GoesOnAsTheOther()
    {
        var random = new Random(3);
        var options = new EventJoinerOptions { MaxStarts = 60, MaxStartsPerHost = 30, MaxFlows = 10 };
        var (one, other) = (new EventJoiner(options), new EventJoiner(options));
        for (var batch = 0; batch < 60; batch++)
        {
            var events = JoinableEvents.Make(random, 40, Day + (batch * 300 * Second), 300, Second);
            foreach (var e in events)
            {
                e.Host = $"host {random.Next(40)} \ud83d\ud83d";
            }

            var copies = events.ConvertAll(JoinableEvents.Copy);
            one.Join(events);
            other.Join(copies);
            Assert.Equal(events.Select(Text), copies.Select(Text));
            Assert.Equal((one.Starts, one.Flows, one.EvictedStarts, one.EvictedFlows), (other.Starts, other.Flows, other.EvictedStarts, other.EvictedFlows));
            var saved = Saved(other);
            other = new EventJoiner(options);
            using var reader = new BinaryReader(new MemoryStream(saved));
            other.Restore(reader);
            Assert.Equal(saved.Length, reader.BaseStream.Position);
        }

        Assert.True(one.EvictedStarts > 100 && one.EvictedFlows > 100 && one.JoinedToProcess > 10);
    }

    /// <summary>Every cut, and thousands of changed bytes: an InvalidDataException or a state that works, and nothing else.</summary>
    [Fact]
    public void Restore_CutOrDamaged_IsRefusedOrWorks()
    {
        var joiner = new EventJoiner();
        joiner.Join(JoinableEvents.Make(new Random(1), 60, Day, 100, Second));
        var saved = Saved(joiner);
        for (var length = 0; length < saved.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => Restore(joiner, saved[..length]));
        }

        var random = new Random(2);
        var refused = 0;
        for (var round = 0; round < 4000; round++)
        {
            var damaged = saved.ToArray();
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            var target = new EventJoiner();
            try
            {
                Restore(target, damaged);
                target.Join(JoinableEvents.Make(random, 5, Day, 100, Second));
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 100, 3999);
        var otherVersion = saved.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(otherVersion, 1);
        Assert.Contains("0x00000001", Assert.Throws<InvalidDataException>(() => Restore(joiner, otherVersion)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_OutOfRange_NamesEveryFault() =>
        Assert.Equal(
            "EventJoinerOptions: MaxStarts is 0, expected 1 or more; MaxFlows is -1, expected 1 or more; FlowMemory is -00:00:01, expected 0 or more.",
            Assert.Throws<ArgumentException>(() => new EventJoiner(new EventJoinerOptions { MaxStarts = 0, MaxFlows = -1, FlowMemory = TimeSpan.FromSeconds(-1) })).Message);

    private static string Text(SecurityEvent e) =>
        $"{e.Process}|{e.ProcessPath}|{e.OriginalName}|{e.Parent}|{e.ParentPath}|{e.User}|{e.UserClass}|{e.PrivilegeChange}|{e.CommandLine}|{e.Tool}|{e.Verb}|{e.Domain}|{e.RegisteredDomain}|{e.Application}|{e.HttpMethod}|{e.UserAgent}";

    private static byte[] Saved(EventJoiner joiner)
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes))
        {
            joiner.Save(writer);
        }

        return bytes.ToArray();
    }

    private static void Restore(EventJoiner joiner, byte[] saved)
    {
        using var reader = new BinaryReader(new MemoryStream(saved));
        joiner.Restore(reader);
    }

    private SecurityEvent Start(string host, string key, long timeMicros, string name = "curl") => new()
    {
        Identity = ++_identity, TimeMicros = timeMicros, Kind = EventKind.ProcessStart, Source = "windows.sysmon", Host = host, ProcessKey = key, Process = name,
    };

    private SecurityEvent Flow(string host, string key, long timeMicros) => new()
    {
        Identity = ++_identity, TimeMicros = timeMicros, Kind = EventKind.NetworkFlow, Source = "windows.sysmon", Host = host, ProcessKey = key,
    };

    private SecurityEvent Zeek(string key, long timeMicros, string? domain) => new()
    {
        Identity = ++_identity, TimeMicros = timeMicros, Kind = EventKind.NetworkFlow, Source = "zeek.conn", FlowKey = key, Domain = domain,
    };
}
