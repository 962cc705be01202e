using System.Collections.Concurrent;
using Det0131.Models.Baselines;
using Det0131.Models.Features;
using Det0131.Models.Scoring;

namespace Det0131.Models.Learning;

/// <summary>Fits seasonal expectations to the hourly bytes of entities with two weeks of history.</summary>
internal static class SeasonalLearner
{
    private const int TwoWeeksHours = 336;

    /// <summary>Hours that must hold traffic: a series of a few lone transfers has no season.</summary>
    private const int FewestActiveHours = 48;

    /// <param name="sums">Bytes out per entity and clock hour; missing hours are 0.</param>
    /// <param name="fromMicros">Start of the history.</param>
    /// <param name="untilMicros">End of the history; later hours are left out.</param>
    public static SeasonalBook Fit(IReadOnlyDictionary<string, SortedDictionary<int, double>> sums, long fromMicros, long untilMicros)
    {
        var last = (int)(untilMicros / FeatureCatalogue.Hour);
        var book = new ConcurrentDictionary<string, SeasonalExpectation>(StringComparer.Ordinal);
        // Some milliseconds each, and none depends on another.
        Parallel.ForEach(sums, entry =>
        {
            var (entity, hours) = entry;
            var first = Math.Max((int)(fromMicros / FeatureCatalogue.Hour), hours.Keys.First());
            if (last - first < TwoWeeksHours || hours.Keys.Count(h => h < last) < FewestActiveHours)
            {
                return;
            }

            var levels = new double[last - first];
            foreach (var (hour, bytes) in hours)
            {
                if (hour >= first && hour < last)
                {
                    levels[hour - first] = SeasonalBook.Level(bytes);
                }
            }

            book[entity] = SeasonalExpectation.Fit(levels, SeasonalBook.HourOfWeek(first));
        });
        return new SeasonalBook(new SortedDictionary<string, SeasonalExpectation>(book, StringComparer.Ordinal));
    }
}
