using System.Globalization;
using Spectre.Console;

namespace Det0131.LoadTest;

/// <summary>Shows a result as a table.</summary>
internal static class LoadReport
{
    private const double Mebi = 1 << 20;

    public static void Write(LoadResult result, IAnsiConsole to)
    {
        var (count, accepted) = (result.Count, (double)result.Count.Accepted.Count);
        var table = new Table().AddColumn("What").AddColumn(new TableColumn("Found").RightAligned());
        Row("Sent for", $"{result.SendSeconds:F1} s");
        Row("Bodies acknowledged", $"{count.Bodies:N0} ({count.Bytes / Mebi:N0} MiB)");
        Row("Events accepted", $"{accepted:N0} ({accepted / result.SendSeconds:N0} a second)");
        Row("Events through the scorer", $"{result.Scored:N0} ({result.Scored / result.ScoreSeconds:N0} a second until none waited)");
        Row("  scored / taught / late / doubled", $"{By("\"scored\""):N0} / {By("\"taught\""):N0} / {By("\"late\""):N0} / {By("\"doubled\""):N0}");
        Row("In the lake", $"{result.InLake.Count:N0} (all after {result.LakeSeconds:F0} s)");
        Row("Bad lines sent = rejected", $"{count.Bad:N0} = {result.Delta("det0131_records_rejected_total"):N0}");
        Row("Lost, doubled, unexpected", $"{result.Missing:N0}, {result.DoubledInLake:N0}, {result.Unexpected:N0}");
        Row("Alerts", $"{result.Delta("det0131_alerts_total"):N0}");
        Row("POST to answer p50 / p95 / p99", Times(count.Acknowledge.At));
        Row("POST to scored, at most, p50 / p95 / p99", Times(count.Score.At));
        Row("Accepted to scored (/metrics) p50 / p95 / p99", Times(share => result.After.Percentile("det0131_score_latency_seconds", share)));
        Row("Answers 429", $"{count.Refusals:N0} ({100.0 * count.Refusals / Math.Max(1, count.Refusals + count.Bodies):F1} %)");
        Row("Answers lost", $"{count.LostAnswers:N0}");
        Memory("Resident memory", s => s.Resident);
        Memory("Managed heap", s => s.Heap);
        Row("Allocated per event", $"{result.Delta("det0131_process_allocated_bytes") / accepted:N0} bytes");
        Row("Journal, lake at the end", $"{result.DiskBytes.Journal / Mebi:N0}, {result.DiskBytes.Lake / Mebi:N0} MiB");
        Row("Processor: service, sender", $"{result.Processor.Service.TotalSeconds:F1} s ({1e6 * result.Processor.Service.TotalSeconds / accepted:F1} µs an event), {result.Processor.Sender.TotalSeconds:F1} s");
        to.Write(table);
        foreach (var fault in result.Faults())
        {
            to.WriteLine("LOST OR WRONG: " + fault);
        }

        void Row(string what, FormattableString found) => table.AddRow(new Text(what), new Text(found.ToString(CultureInfo.InvariantCulture)));

        double By(string label) => result.Delta("det0131_events_scored_total", label);

        // The first minute fills what is kept; a run that is shorter is looked at as a whole.
        void Memory(string what, Func<MemorySample, double> of)
        {
            var later = result.Samples.Where(s => s.Seconds >= 60).ToList();
            var looked = later.Count > 2 ? later : [.. result.Samples];
            var values = looked.Select(of).Order().ToList();
            Row(what + " min / median / max, slope", $"{values[0] / Mebi:F0} / {values[values.Count / 2] / Mebi:F0} / {values[^1] / Mebi:F0} MiB, {ServiceWatch.SlopePerMinute(looked, of) / Mebi:F1} MiB a minute");
        }
    }

    private static FormattableString Times(Func<double, double> at) => $"{1000 * at(0.5):F0} / {1000 * at(0.95):F0} / {1000 * at(0.99):F0} ms";
}
