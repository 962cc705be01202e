using System.Diagnostics;
using System.Globalization;

namespace Det0131.Benchmarks.BigLake;

/// <summary>Prints what each stage took: seconds by the clock and of the processor, rows a second.</summary>
internal sealed class StageClock(TextWriter output)
{
    private readonly Process _process = Process.GetCurrentProcess();
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private double _cpuSeconds;

    /// <summary>Ends a stage.</summary>
    /// <param name="stage">Its name.</param>
    /// <param name="rows">Rows that went through it; 0: none are told.</param>
    /// <returns>Processor seconds.</returns>
    public double Lap(string stage, long rows = 0)
    {
        _process.Refresh();
        var cpuSeconds = _process.TotalProcessorTime.TotalSeconds;
        var seconds = _watch.Elapsed.TotalSeconds;
        var rate = rows == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{rows / seconds,12:N0} rows/s");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{stage,-34}{seconds,9:0.0} s {cpuSeconds - _cpuSeconds,9:0.0} cpu s {rate}"));
        var spent = cpuSeconds - _cpuSeconds;
        _cpuSeconds = cpuSeconds;
        _watch.Restart();
        return spent;
    }

    public void Peak() =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"peak resident set {_process.PeakWorkingSet64 / 1048576.0:N0} MiB"));
}
