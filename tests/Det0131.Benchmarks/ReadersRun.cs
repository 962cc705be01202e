using System.Globalization;
using Det0131.Datasets.Readers;
using Det0131.Models.Events;
using Det0131.Testing;

namespace Det0131.Benchmarks;

/// <summary>
/// Reads the seed records of every registered format, repeated to some 20 MB, and prints a table: megabytes, records and events a processor second, as measured and
/// as a ratio to the first format's, and bytes allocated for a record beyond the strings that its events keep. Processor seconds, because other work on the machine does not count in them.
/// </summary>
internal static class ReadersRun
{
    private const int DefaultMegabytes = 20;
    private const int Rounds = 3;
    private const int RecordsCounted = 5_000;
    private const int EventLogHeaderBytes = 4_096;
    private const int EventLogChunkBytes = 1 << 16;

    /// <summary>Formats of JSON as rows of CSV, where there are seeds of them.</summary>
    private static IEnumerable<SourceFormat> AsCsv => SourceFormats.All.Where(format => format.Framing == Framing.Json).Select(format => format with { Framing = Framing.Csv });

    public static int Run(ReadOnlySpan<string> arguments, TextWriter to)
    {
        var megabytes = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : DefaultMegabytes;
        var only = arguments.Length > 1 ? arguments[1] : null;
        var zeek = Log.Of(SourceFormats.All[0])!;
        Read(zeek, zeek.Times(megabytes));
        to.WriteLine("| format | MB/s | records/s | events/s | to zeek, MB/s | to zeek, records/s | bytes allocated per record | beyond kept strings |");
        to.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var format in SourceFormats.All.Concat(AsCsv))
        {
            if (Log.Of(format) is { } log && (only is null || only.Split(',').Contains(log.Key)))
            {
                var (reference, figures) = Measure(zeek, log, megabytes);
                to.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"| {log.Key} | {figures.Megabytes:0} | {figures.Records:N0} | {figures.Events:N0} | {figures.Megabytes / reference.Megabytes:0.00} | {figures.Records / reference.Records:0.00} | {figures.Allocated:0} | {Math.Max(0, figures.Allocated - Kept(log)):0} |"));
            }
        }

        return 0;
    }

    /// <summary>The best of a few rounds, because what disturbs only ever costs; the reference's turn and the format's, so that both meet the same machine.</summary>
    private static (Figures Reference, Figures Format) Measure(Log zeek, Log log, int megabytes)
    {
        Read(log, Math.Max(1, log.Times(megabytes) / 10));
        var (reference, figures) = (Figures.None, Figures.None);
        for (var round = 0; round < Rounds; round++)
        {
            reference = reference.Better(Once(zeek, zeek.Times(megabytes)));
            figures = figures.Better(Once(log, log.Times(megabytes)));
        }

        return (reference, figures);
    }

    private static Figures Once(Log log, long times)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var before = Environment.CpuUsage.TotalTime;
        var counts = Read(log, times);
        var seconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        return new Figures(log.Bytes.Length * times / 1e6 / seconds, counts.Read / seconds, counts.Events / seconds, (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)counts.Read);
    }

    private static LogReading Open(Log log, long times, Action<SecurityEvent> accept) =>
        new(new RepeatedBytes(log.Bytes, times, log.Format.Framing == Framing.EventLog ? EventLogHeaderBytes : 0), log.Path, new ImportOptions { KeepRaw = false, Formats = [log.Format] }, accept);

    private static RecordCounts Read(Log log, long times)
    {
        using var reading = Open(log, times, static _ => { });
        while (reading.Next())
        {
        }

        return reading.Counts;
    }

    /// <summary>Bytes of new strings in the events of a record, the mean once all that comes back was met.</summary>
    private static double Kept(Log log)
    {
        var kept = new KeptStrings();
        using var reading = Open(log, long.MaxValue >> 24, kept.Count);
        var before = 0L;
        for (var i = 0; i < 2 * RecordsCounted; i++)
        {
            before = i == RecordsCounted ? kept.Bytes : before;
            reading.Next();
        }

        return (kept.Bytes - before) / (double)RecordsCounted;
    }

    private sealed record Figures(double Megabytes, double Records, double Events, double Allocated)
    {
        public static Figures None { get; } = new(0, 0, 0, 0);

        public Figures Better(Figures other) => other.Megabytes > Megabytes ? other : this;
    }

    private sealed record Log(SourceFormat Format, string Key, string Path, byte[] Bytes)
    {
        public static Log? Of(SourceFormat format)
        {
            var key = $"{format.Name}.{format.Framing.ToString().ToLowerInvariant()}";
            var path = System.IO.Path.Combine(AppContext.BaseDirectory, "Seeds", key + ".log");
            return File.Exists(path) ? new Log(format, key, path, format.Framing == Framing.EventLog ? WholeChunk(path) : SeedLog.Of(path)) : null;
        }

        /// <summary>The seeds are a header and the used part of one chunk, which has its full size in a log that goes on.</summary>
        private static byte[] WholeChunk(string path)
        {
            var bytes = File.ReadAllBytes(path);
            Array.Resize(ref bytes, EventLogHeaderBytes + EventLogChunkBytes);
            return bytes;
        }

        public long Times(int megabytes) => Math.Max(1, megabytes * 1_000_000L / Bytes.Length);
    }
}
