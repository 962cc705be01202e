using Det0131.Scoring.Streaming;

namespace Det0131.Scoring.Tests.Streaming;

public class SeenIdentitiesTests
{
    private const long Hour = 3_600_000_000;

    /// <summary>The twin is a plain set that forgets nothing: within three hours behind the latest event they must agree.</summary>
    [Fact]
    public void Add_RandomStream_AgreesWithASetThatForgetsNothing()
    {
        var random = new Random(5);
        var seen = new SeenIdentities();
        var twin = new HashSet<UInt128>();
        var times = new Dictionary<UInt128, long>();
        var latest = 0L;
        for (var i = 0; i < 20_000; i++)
        {
            var id = (UInt128)(uint)random.Next(1, 8000);
            if (!times.TryGetValue(id, out var at))
            {
                times[id] = at = (i * Hour / 400) - random.NextInt64(2 * Hour);
            }

            var isNew = seen.Add(id, at);
            if (at > latest - (3 * Hour))
            {
                Assert.Equal(!twin.Contains(id), isNew);
            }

            twin.Add(id);
            latest = Math.Max(latest, at);
            if (i % 1000 == 999)
            {
                seen = SaveAndRestore(seen);
            }
        }

        Assert.InRange(seen.Count, 1, 5000);
    }

    [Fact]
    public void Add_OldEventsWithoutEnd_KeepsNothingOfThem()
    {
        var seen = new SeenIdentities();
        seen.Add(1, 1000 * Hour);
        for (var i = 2; i < 5000; i++)
        {
            Assert.True(seen.Add((UInt128)i, i % 900 * Hour));
        }

        Assert.Equal(1, seen.Count);
    }

    [Fact]
    public void Restore_NegativeCount_IsRefusedByName()
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(0L);
            writer.Write(1);
            writer.Write(5L);
            writer.Write(-3);
        }

        bytes.Position = 0;
        using var reader = new BinaryReader(bytes);
        Assert.Contains("-3", Assert.Throws<InvalidDataException>(() => SeenIdentities.Restore(reader)).Message, StringComparison.Ordinal);
    }

    private static SeenIdentities SaveAndRestore(SeenIdentities seen)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        seen.Save(writer);
        bytes.Position = 0;
        using var reader = new BinaryReader(bytes);
        return SeenIdentities.Restore(reader);
    }
}
