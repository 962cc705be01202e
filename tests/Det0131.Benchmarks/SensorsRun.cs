using System.Globalization;
using Det0131.Datasets.History;
using Det0131.Datasets.Lake;
using Det0131.Models.Events;
using Det0131.Models.Jobs;
using Det0131.Models.Learning;
using Det0131.Models.Scoring;
using Det0131.Models.Sensors;

namespace Det0131.Benchmarks;

/// <summary>What it costs that sensors meet: a lake is read, and scored, without and with the join. No benchmark in the statistical sense: the better of some runs.</summary>
internal static class SensorsRun
{
    private const int Runs = 3;

    /// <param name="args">The lake's directory.</param>
    /// <param name="output">Takes the figures.</param>
    public static int Run(ReadOnlySpan<string> args, TextWriter output)
    {
        if (args.Length != 1)
        {
            output.WriteLine("Expected a lake's directory.");
            return 1;
        }

        var options = new LakeOptions();
        using var lake = EventLake.Open(args[0], options);
        var history = new LakeHistory(lake);
        var model = new Learner(history, new LearningOptions(), JobProgress.Silent, CancellationToken.None).Learn(schema => new ObservationCounter(schema, options)).Model;
        var (from, until) = history.Span is { } span ? (span.FirstMicros, span.LastMicros + 1) : (0, 0);
        Measure("reading", Plain, Joined, output, () => _ => { });
        Measure("scoring", Plain, Joined, output, () =>
        {
            var scorer = new GroupScorer(model);
            var builder = model.CreateBuilder(model.Index, null, leaveOwnDateOut: false, group => scorer.Score(group));
            return e => builder.Process(e);
        });
        return 0;

        SensorFigures Plain(Action<SecurityEvent> take)
        {
            history.Replay(from, until, take, CancellationToken.None);
            return default;
        }

        SensorFigures Joined(Action<SecurityEvent> take) => SensorJoin.Replay(model.Context, history.Replay, from, until, take, CancellationToken.None);
    }

    private static void Measure(
        string what, Func<Action<SecurityEvent>, SensorFigures> plain, Func<Action<SecurityEvent>, SensorFigures> joined, TextWriter output, Func<Action<SecurityEvent>> taker)
    {
        var (events, without, with, bytesWithout, bytesWith, figures) = (0L, double.MaxValue, double.MaxValue, 0L, 0L, default(SensorFigures));
        for (var run = 0; run < Runs; run++)
        {
            var count = 0L;
            (without, bytesWithout, _) = Better(without, bytesWithout, plain, Counted());
            events = count;
            (with, bytesWith, figures) = Better(with, bytesWith, joined, Counted());

            Action<SecurityEvent> Counted()
            {
                var take = taker();
                return e =>
                {
                    count++;
                    take(e);
                };
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{what}: {events:N0} events, {without:0.00} processor seconds without and {with:0.00} with the join, ratio {with / without:0.00}; {(bytesWith - bytesWithout) / (double)events:0.0} more bytes allocated an event"));
        output.WriteLine(figures);
    }

    private static (double Seconds, long Bytes, SensorFigures Figures) Better(double best, long bytes, Func<Action<SecurityEvent>, SensorFigures> pass, Action<SecurityEvent> take)
    {
        // Processor time: others are on the machine, and reading goes ahead on a thread of its own.
        var (began, allocated) = (Environment.CpuUsage.TotalTime, GC.GetAllocatedBytesForCurrentThread());
        var figures = pass(take);
        var seconds = (Environment.CpuUsage.TotalTime - began).TotalSeconds;
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        return seconds < best ? (seconds, allocated, figures) : (best, bytes, figures);
    }
}
