using System.Text;
using Det0131.Models.Events;
using Det0131.Models.Features;
using Det0131.Models.Scoring;
using Det0131.Models.Tests.Explanations;
using Det0131.Models.Tests.State;

namespace Det0131.Models.Tests.Scoring;

public sealed class GroupBuilderStateTests(ScoredSite scored)
{
    private const int From = ScoredSite.HistoryDays;

    private readonly List<EventGroup> _closed = [];

    /// <summary>
    /// Twin: the same stream without a break. Records come up to four hours out of order, some flows are long; at every k-th event the state goes
    /// through a file. Every public field of every closed group is compared, numbers by their bits.
    /// </summary>
    [Theory]
    [InlineData(1, 197)]
    [InlineData(2, 61)]
    public void Restore_AtEveryKthEvent_GoesOnAsIfNothingHadHappened(int seed, int every)
    {
        var stream = Stream(seed);
        var whole = Builder();
        stream.ForEach(e => Take(whole, e));
        whole.CloseAll();
        var expected = Drain();

        var split = Builder();
        for (var i = 0; i < stream.Count; i++)
        {
            Take(split, stream[i]);
            if (i % every == 0)
            {
                split = Reborn(split);
            }
        }

        Assert.Equal((whole.EventsSeen, whole.EventsScored, whole.EventsLate, whole.ObservationsLate, whole.OpenWindows), (split.EventsSeen, split.EventsScored, split.EventsLate, split.ObservationsLate, split.OpenWindows));
        split.CloseAll();
        Assert.Equal(expected, Drain());
        Assert.True(whole.EventsLate > 0 && whole.ObservationsLate > 0 && expected.Count > 300);
    }

    [Fact]
    public void Save_OfARestoredBuilder_HoldsTheSame()
    {
        var builder = Builder();
        Stream(3).Take(700).ToList().ForEach(e => Take(builder, e));
        var bytes = Saved(builder);
        // Nothing was taken from the dictionaries since they were filled, so their order is that of the file.
        Assert.Equal(bytes, Saved(Reborn(Reborn(builder))));
    }

    [Fact]
    public void Save_TouchedGroupsNotDrained_IsRefused()
    {
        var builder = Builder();
        builder.Process(Stream(3).First(e => e.Kind == EventKind.NetworkFlow));
        Assert.Throws<InvalidOperationException>(() => Saved(builder));
    }

    /// <summary>Twin: one builder that closes its groups at the same place. The second model is the same, so every number has to be.</summary>
    [Fact]
    public void TakeWindowsFrom_BuilderOfTheModelBefore_GoesOnWithItsWindows()
    {
        var stream = Stream(4);
        var one = Builder();
        var first = Builder();
        for (var i = 0; i < stream.Count / 2; i++)
        {
            Take(one, stream[i]);
        }

        one.CloseAll();
        for (var i = stream.Count / 2; i < stream.Count; i++)
        {
            Take(one, stream[i]);
        }

        one.CloseAll();
        var expected = Drain();

        stream.Take(stream.Count / 2).ToList().ForEach(e => Take(first, e));
        Assert.Throws<InvalidOperationException>(() => Builder().TakeWindowsFrom(first));
        first.CloseAll();
        var windows = first.OpenWindows;
        Assert.True(windows > 0);
        var second = Builder();
        second.TakeWindowsFrom(first);
        Assert.Equal((windows, 0, first.EventsSeen), (second.OpenWindows, first.OpenWindows, second.EventsSeen));
        stream.Skip(stream.Count / 2).ToList().ForEach(e => Take(second, e));
        second.CloseAll();
        Assert.Equal(expected, Drain());
    }

    [Fact]
    public void Restore_CutAnywhere_IsRefused()
    {
        var builder = Builder();
        Stream(5).Take(200).ToList().ForEach(e => Take(builder, e));
        var bytes = Saved(builder);
        for (var length = 0; length < bytes.Length; length += 1 + length / 50)
        {
            Assert.Throws<InvalidDataException>(() => Restored(bytes[..length]));
        }
    }

    /// <summary>A damaged byte gives another state or is refused; it never gives another exception, or memory without bound.</summary>
    [Fact]
    public void Restore_DamagedBytes_IsRefusedOrReads()
    {
        var builder = Builder();
        Stream(6).Take(100).ToList().ForEach(e => Take(builder, e));
        var bytes = Saved(builder);
        var random = new Random(9);
        var refused = 0;
        for (var i = 0; i < 1_000; i++)
        {
            var damaged = bytes.ToArray();
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                var read = Restored(damaged);
                read.CloseAll();
                Take(read, Stream(6)[^1]);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.True(refused > 100);
        Assert.Contains("no state of open groups", Assert.Throws<InvalidDataException>(() => Restored(new byte[100])).Message, StringComparison.Ordinal);
        bytes[8] = 9;
        Assert.Contains("format 9", Assert.Throws<InvalidDataException>(() => Restored(bytes)).Message, StringComparison.Ordinal);
    }

    /// <summary>Three days after the history, up to four hours out of order, one flow in ten hours long, one event in three with what its host told of it.</summary>
    private static List<SecurityEvent> Stream(int seed)
    {
        var random = new Random(seed);
        var site = ScoredSite.Site(From + 3);
        site.Transfer("bk1", ScoredSite.At(From + 1, 14), "bash", "curl", "drop.example", "RU", "AS64599 DROP", 2_000_000_000, "198.51.100.99");
        var events = site.Events.Where(e => e.TimeMicros >= ScoredSite.At(From, 0)).ToList();
        foreach (var e in events)
        {
            e.JournalPosition = (long)e.Identity * 100;
            e.IsJoined = random.Next(3) == 0;
            e.HostSide = e.IsJoined ? HostSide.Source : e.HostSide;
            e.Parent = random.Next(2) == 0 ? "bash" : null;
            e.DurationMicros = random.Next(10) == 0 ? random.NextInt64(6 * 3_600_000_000L) : e.DurationMicros;
        }

        return [.. events.Select(e => (Event: e, Arrival: e.TimeMicros + (random.Next(4) == 0 ? random.NextInt64(4 * 3_600_000_000L) : 0)))
            .OrderBy(e => e.Arrival).ThenBy(e => e.Event.Identity).Select(e => e.Event)];
    }

    private GroupBuilder Builder() => scored.Model.CreateBuilder(scored.Model.Index, null, leaveOwnDateOut: false, _closed.Add, new StreamBounds());

    private static void Take(GroupBuilder builder, SecurityEvent e)
    {
        builder.Process(e);
        builder.DrainTouched();
    }

    private List<string> Drain()
    {
        List<string> flat = [.. _closed.Select(g => Flattened.Of(g))];
        _closed.Clear();
        return flat;
    }

    private GroupBuilder Reborn(GroupBuilder builder) => Restored(Saved(builder));

    private GroupBuilder Restored(byte[] bytes)
    {
        var builder = Builder();
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        builder.Restore(reader);
        return builder;
    }

    private static byte[] Saved(GroupBuilder builder)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        builder.Save(writer);
        writer.Flush();
        return stream.ToArray();
    }
}
