using System.Globalization;
using Det0131.Datasets.Simulation.Chance;
using Det0131.Models.Baselines;
using Det0131.Models.Context;
using Det0131.Models.Features;
using Det0131.Models.Learning;
using Det0131.Models.Learning.Peers;

namespace Det0131.Benchmarks.BigLake;

/// <summary>Learns the peer groups of very many users once: thirty roles with ten habits of their own, five that everybody has, and two of a user's own.</summary>
internal static class PeersRun
{
    private const int Roles = 30;

    // 2026-09-07: the first of ten days.
    private const long FirstDay = 20_703;

    public static int Run(ReadOnlySpan<string> args, TextWriter output)
    {
        var users = args.Length > 0 ? int.Parse(args[0], NumberStyles.None, CultureInfo.InvariantCulture) : 100_000;
        var clock = new StageClock(output);
        var table = Table(users);
        clock.Lap("counts", table.RowCount);
        var groups = PeerLearner.Learn(new SiteContext(), table, []);
        clock.Lap("peer groups", users);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{groups.Count} groups of {groups.Sum(g => g.Members.Count):N0} users"));
        clock.Peak();
        return 0;
    }

    private static BaselineTable Table(int users)
    {
        var random = new DemoRandom(131);
        var (protocol, tool) = (FeatureCatalogue.Get("protocol.user").Index, FeatureCatalogue.Get("user.tool").Index);
        const long day = PeriodChoice.DayMicros;
        var builder = new BaselineTable.Builder(
            BaselineSchema.For(new FeatureCalendar(day)), new BaselineSpan(day, FirstDay * day, (FirstDay + 10) * day), RowOrder.Any);
        for (var user = 0; user < users; user++)
        {
            var name = $"user:{user}";
            var role = random.Between(0, Roles - 1);
            for (var habit = 0; habit < 17; habit++)
            {
                var value = habit < 10 ? $"role{role}/{habit}" : habit < 15 ? $"all/{habit}" : $"own{user}/{habit}";
                for (var seen = 0; seen < 3; seen++)
                {
                    builder.Add(habit % 2 == 0 ? protocol : tool, name, "", value, (int)FirstDay + random.Between(0, 9));
                }
            }
        }

        return builder.Build();
    }
}
