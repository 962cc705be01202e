using Det0131.Models.Baselines;
using static Det0131.Models.Tests.Baselines.SampleTables;

namespace Det0131.Models.Tests.Baselines;

public sealed class BaselineIndexAllocationTests
{
    [Fact]
    public void LookUps_SteadyState_AllocateNothing()
    {
        var index = new BaselineIndex(Build(RandomRows(9, 3000)), new()
        {
            PeerGroup = GroupOf, HalfLifeDays = 10, Priors = [new("protocol.host", "", "ssl/443", 5)],
        });

        // Once to warm up: an unknown entity's peer group is asked for once.
        var expected = AskEverything(index);
        var sum = 0.0;
        Assert.Equal(0, Allocation.LeastOfRounds(() => sum = AskEverything(index)));
        Assert.Equal(expected, sum);
    }

    [Fact]
    public async Task LookUps_ManyThreads_GiveTheSameAnswers()
    {
        var index = new BaselineIndex(Build(RandomRows(10, 3000)), new() { PeerGroup = GroupOf });
        var expected = AskEverything(index);

        var sums = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => AskEverything(index))));

        Assert.All(sums, sum => Assert.Equal(expected, sum));
    }

    private static double AskEverything(BaselineIndex index)
    {
        var sum = 0.0;
        foreach (var entity in (ReadOnlySpan<string>)["host:a", "host:e", "host:f", "host:new", "host:nobody"])
        {
            var id = index.EntityId(entity);
            foreach (var scope in Scopes)
            {
                foreach (var value in Values)
                {
                    sum += index.RarityBits(Plain, entity, "", value) + index.RarityBits(Scoped, id, scope, value);
                }

                sum += index.TailBits(Volume, entity, scope, 1e6) + index.TailBits(Week, id, scope, 1e9) + index.TailBits(Ratio, id, "", 3);
            }

            var bits = index.CircularBits(Hours, id, 3, 41, false) + index.CircularBits(Hours, entity, 12, 20, true);
            sum += double.IsNaN(bits) ? 0 : bits;
        }

        return sum;
    }
}
