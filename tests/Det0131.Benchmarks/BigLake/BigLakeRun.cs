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
        var learned = new Learner(history, new LearningOptions(), JobProgress.Silent, CancellationToken.None)
            .Learn(schema => new TimedCounter(new ObservationCounter(schema, options), clock));
        clock.Lap("shapes, rates, threshold");
        var model = Directory.CreateDirectory(Path.Combine(directory, "model")).FullName;
        learned.Model.Save(model);
        clock.Lap("save", learned.Model.Table.RowCount);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{learned.Observations:N0} observations, {learned.Model.Table.RowCount:N0} baseline rows, {learned.GroupsByAnalytic.Sum():N0} groups"));
        clock.Peak();
    }

    private sealed class TimedHistory(LakeHistory inner, StageClock clock) : IEventHistory
    {
        private int _pass;

        public (long FirstMicros, long LastMicros)? Span => inner.Span;

        public long Count(long fromMicros, long untilMicros) => inner.Count(fromMicros, untilMicros);

        public void Replay(long fromMicros, long untilMicros, Action<SecurityEvent> take, CancellationToken cancellation)
        {
            clock.Lap("between passes");
            var rows = 0L;
            inner.Replay(fromMicros, untilMicros, e =>
            {
                rows++;
                take(e);
            }, cancellation);
            clock.Lap(string.Create(CultureInfo.InvariantCulture, $"pass {++_pass} over the lake"), rows);
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
