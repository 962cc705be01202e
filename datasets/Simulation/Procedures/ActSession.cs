using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Population;

namespace Det0131.Datasets.Simulation.Procedures;

/// <summary>One stretch of an act: when and how much. Immutable.</summary>
/// <param name="Day">Day of the act, from 0.</param>
/// <param name="Hour">Local hour of the day.</param>
/// <param name="Bytes">Bytes of data.</param>
internal readonly record struct ActSession(int Day, double Hour, long Bytes)
{
    /// <summary>Days of an act that goes slowly.</summary>
    public const int SlowDays = 5;

    /// <summary>Night acts begin no earlier, local time: in Europe's summer it is then past midnight UTC, where days are split for training.</summary>
    private const double NightFrom = 2.2;

    /// <summary>Fewest bytes that one stretch of a divided act carries.</summary>
    private const long SmallestShare = 12;

    /// <summary>The stretches of an act on so many days: how each variation divides it.</summary>
    public static IReadOnlyList<ActSession> Divide(Procedure procedure, ActVariation variation, DemoHost host, long bytes, int days, DemoRandom random)
    {
        switch (variation)
        {
            case ActVariation.Slow:
                var times = Enumerable.Range(0, days).SelectMany(day => Enumerable.Range(0, 4).Select(i => (Day: day, Hour: 8.7 + (i * 2.4) + random.Between(0.0, 1.9)))).ToList();
                return Shared(times, bytes, random);
            case ActVariation.Split:
                var first = random.Between(8.0, 12.0);
                var parts = (int)Math.Clamp(bytes / SmallestShare, 1, random.Between(6, 12));
                return Shared(Enumerable.Range(0, parts).Select(i => (0, first + (i * 0.8) + random.Between(0.0, 0.4))).ToList(), bytes, random);
            case ActVariation.Poisoning:
                var hour = host.Account.Length > 0 ? random.Between(10.0, 16.0) : random.Between(NightFrom + 0.3, 4.0);
                return ActShares.Growing(bytes, days).Select((share, day) => new ActSession(day, hour + random.Between(-0.3, 0.3), share)).ToList();
            case ActVariation.WorkingHours:
                return [new ActSession(0, random.Between(9.3, 16.0), bytes)];
            default:
                return [new ActSession(0, random.Chance(0.6) ? random.Between(NightFrom, 5.5) : random.Between(18.5, 21.5), bytes)];
        }
    }

    private static List<ActSession> Shared(List<(int Day, double Hour)> times, long bytes, DemoRandom random) =>
        ActShares.Of(bytes, times.Count, 0.35, random).Select((share, i) => new ActSession(times[i].Day, times[i].Hour, share)).ToList();
}
