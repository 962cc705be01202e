using Det0131.Models.Scoring;

namespace Det0131.Models.Tests.Scoring;

public sealed class SlotMapTests
{
    /// <summary>Twin: a plain array of all slots.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(34)]
    [InlineData(64)]
    public void At_RandomChanges_ReadsAsAnArrayOfAllSlots(int slots)
    {
        var random = new Random(slots);
        for (var round = 0; round < 50; round++)
        {
            var (map, twin) = (new SlotMap<double>(slots), new double[slots]);
            for (var i = 0; i < slots; i++)
            {
                var slot = random.Next(slots);
                twin[slot] += i + 0.5;
                map.At(slot) += i + 0.5;
                Assert.Equal(twin[slot], map[slot]);
            }

            Assert.Equal(twin, map);
            Assert.Equal(twin.Select((v, slot) => v == 0 ? 0UL : 1UL << slot).Aggregate(0UL, (mask, bit) => mask | bit), map.Mask);
        }
    }

    [Fact]
    public void Item_NoSuchSlot_IsRefused()
    {
        var map = new SlotMap<double>(3);
        Assert.Throws<ArgumentOutOfRangeException>(() => map[3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => map[-1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => map.At(64) = 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SlotMap<double>(65));
    }
}
