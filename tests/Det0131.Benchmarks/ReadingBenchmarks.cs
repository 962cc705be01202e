using BenchmarkDotNet.Attributes;
using Det0131.Datasets.Readers;
using Det0131.Models.Events;

namespace Det0131.Benchmarks;

/// <summary>
/// Reading from disk to events: decompression, framing, parsing. 15 files of each source, 10 to 30 thousand records: long enough that the
/// opening of files (a tenth of a millisecond each) is under a hundredth of the time. Figures are per file set; divide by the records printed.
/// </summary>
public class ReadingBenchmarks
{
    private readonly ImportOptions _options = new() { KeepRaw = false };
    private DemoWeeks _weeks = null!;
    private string[] _files = [];

    [Params("conn.log", "windows/events")]
    public string Source { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _weeks = new DemoWeeks();
        _files = _weeks.Logs(Source);
        var report = LogImporter.Run(_files, _options, _ => { });
        Console.WriteLine($"// {Source}: {_files.Length} files, {report.Total.Read} records, {report.Total.Events} events");
    }

    [GlobalCleanup]
    public void Cleanup() => _weeks.Dispose();

    [Benchmark]
    public long Read()
    {
        var bytes = 0L;
        LogImporter.Run(_files, _options, (SecurityEvent e) => bytes += e.SourceBytes ?? 0);
        return bytes;
    }
}
