using System.Globalization;
using Det0131.Datasets.History;
using Det0131.Datasets.Lake;
using Det0131.Models.Events;
using Det0131.Models.Jobs;
using Det0131.Models.Learning;

namespace Det0131.Benchmarks.BigLake;

/// <summary>Writes a large lake and trains on it once, timed by stage. No benchmark in the statistical sense: one run, for the size.</summary>
internal static class BigLakeRun
{
    private const long DefaultEvents = 5_000_000;

    /// <param name="args">Optional: the number of events, and a directory for the lake (kept, and used again if it is there).</param>
    /// <param name="output">Takes the figures.</param>
    public static int Run(ReadOnlySpan<string> args, TextWriter output)
    {
        var events = args.Length > 0 ? long.Parse(args[0], NumberStyles.None, CultureInfo.InvariantCulture) : DefaultEvents;
        var kept = args.Length > 1;
        var directory = kept ? args[1] : Directory.CreateTempSubdirectory("det0131-lake5m-").FullName;
        try
        {
            Measure(Path.Combine(directory, "lake"), directory, events, output);
            return 0;
        }
        finally
        {
            if (!kept)
            {
                Directory.Delete(directory, recursive: true);
            }
        }
    }

    private static void Measure(string lakeDirectory, string directory, long events, TextWriter output)
    {
        var clock = new StageClock(output);
        var options = new LakeOptions();
        var exists = Directory.Exists(lakeDirectory);
        using var lake = EventLake.Open(lakeDirectory, options);
        if (!exists)
        {
            using var batch = lake.BeginImport();
            foreach (var e in new BigLakeEvents(events).All())
            {
                batch.Append(e);
            }

            clock.Lap("stage events", events);
            batch.Commit();
            clock.Lap("commit", events);
        }

        var history = new TimedHistory(new LakeHistory(lake), clock);
        clock.Lap("statistics of the lake");
        // Whoever looks at the groups has them scored by one more pass, as a detector does and as training did before, once for each of its two views.
        var learned = new Learner(history, new LearningOptions(), JobProgress.Silent, CancellationToken.None) { OnRateGroup = _ => { } }
            .Learn(schema => new TimedCounter(new ObservationCounter(schema, options), clock));
        clock.Lap("shapes, rates, threshold");
        var model = Directory.CreateDirectory(Path.Combine(directory, "model")).FullName;
        learned.Model.Save(model);
        clock.Lap("save", learned.Model.Table.RowCount);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{learned.Observations:N0} observations, {learned.Model.Table.RowCount:N0} baseline rows, {learned.GroupsByAnalytic.Sum():N0} groups"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"scoring both views at once: {history.Passes[2]:0.0} cpu s; one view by a detector: {history.Passes[3]:0.0} cpu s; before to now {2 * history.Passes[3] / history.Passes[2]:0.00}"));
        clock.Peak();
    }

    private sealed class TimedHistory(LakeHistory inner, StageClock clock) : IEventHistory
    {
        public (long FirstMicros, long LastMicros)? Span => inner.Span;

        public long Count(long fromMicros, long untilMicros) => inner.Count(fromMicros, untilMicros);

        /// <summary>Processor seconds of each pass.</summary>
        public List<double> Passes { get; } = [];

        public void Replay(long fromMicros, long untilMicros, Action<SecurityEvent> take, CancellationToken cancellation) =>
            Timed(inner.Replay, fromMicros, untilMicros, take, cancellation);

        public void ReplayBehaviour(long fromMicros, long untilMicros, Action<SecurityEvent> take, CancellationToken cancellation) =>
            Timed(inner.ReplayBehaviour, fromMicros, untilMicros, take, cancellation);

        public void SurveySite(long fromMicros, long untilMicros, IReadOnlySet<UInt128> without, Action<SiteSighting> take, CancellationToken cancellation)
        {
            clock.Lap("between passes");
            var rows = 0L;
            inner.SurveySite(fromMicros, untilMicros, without, sighting =>
            {
                rows += sighting.Records;
                take(sighting);
            }, cancellation);
            Passes.Add(clock.Lap("survey of the site", rows));
        }

        public IReadOnlyList<(long FirstMicros, long LastMicros)> ActivePeriods(long fromMicros, long untilMicros, long periodMicros, CancellationToken cancellation) =>
            inner.ActivePeriods(fromMicros, untilMicros, periodMicros, cancellation);

        private void Timed(
            Action<long, long, Action<SecurityEvent>, CancellationToken> replay, long fromMicros, long untilMicros, Action<SecurityEvent> take, CancellationToken cancellation)
        {
            clock.Lap("between passes");
            var rows = 0L;
            replay(fromMicros, untilMicros, e =>
            {
                rows++;
                take(e);
            }, cancellation);
            Passes.Add(clock.Lap(string.Create(CultureInfo.InvariantCulture, $"pass {Passes.Count + 1} over the lake"), rows));
        }
    }

    private sealed class TimedCounter(ObservationCounter inner, StageClock clock) : IObservationCounter
    {
        public void Append(int feature, ReadOnlySpan<char> entity, ReadOnlySpan<char> scope, ReadOnlySpan<char> value, int unit, double magnitude) =>
            inner.Append(feature, entity, scope, value, unit, magnitude);

        public void ReplaceRareValues(int feature, int minimumEntities, IReadOnlyCollection<string> keep, string replacement)
        {
            clock.Lap("seasons");
            inner.ReplaceRareValues(feature, minimumEntities, keep, replacement);
            clock.Lap("rare words");
        }

        public void Count(RowReceiver receive)
        {
            var rows = 0L;
            inner.Count((feature, entity, scope, value, unit, magnitude) =>
            {
                rows++;
                receive(feature, entity, scope, value, unit, magnitude);
            });
            clock.Lap("count", rows);
        }

        public void Dispose() => inner.Dispose();
    }
}
