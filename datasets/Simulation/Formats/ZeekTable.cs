using System.Globalization;
using Det0131.Datasets.Simulation.Acts;
using Det0131.Datasets.Simulation.Logs;
using Det0131.Datasets.Simulation.Population;

namespace Det0131.Datasets.Simulation.Formats;

internal sealed class ZeekRow : LogEntry
{
    public required string Uid { get; init; }

    /// <summary>All columns after the time.</summary>
    public required string Columns { get; init; }
}

/// <summary>One of Zeek's logs: header lines, rows by time, #close; a file a day, compressed as Zeek's rotation does.</summary>
internal sealed class ZeekTable(ActLedger acts, string path, string fields, string types) : DailyLog<ZeekRow>("zeek", acts)
{
    public void Add(long at, string uid, string columns) => Add(new ZeekRow { TimeMicros = at, Uid = uid, Columns = columns });

    protected override string Write(ZeekRow entry, LogFolder folder, DateOnly day)
    {
        Open(folder, day).WriteLine(InvariantText.Text($"{entry.TimeMicros / 1_000_000}.{entry.TimeMicros % 1_000_000:D6}\t{entry.Columns}"));
        return "zeek:" + entry.Uid;
    }

    protected override void EndDay(LogFolder folder, DateOnly day)
    {
        Open(folder, day).WriteLine("#close\t" + Stamp(day.AddDays(1)));
        folder.Close(FileName(day));
    }

    private LogFile Open(LogFolder folder, DateOnly day) => folder.Open(FileName(day), file =>
    {
        file.WriteLine(@"#separator \x09");
        file.WriteLine("#set_separator\t,");
        file.WriteLine("#empty_field\t(empty)");
        file.WriteLine("#unset_field\t-");
        file.WriteLine("#path\t" + path);
        file.WriteLine("#open\t" + Stamp(day));
        file.WriteLine("#fields\t" + fields);
        file.WriteLine("#types\t" + types);
    });

    private string FileName(DateOnly day) => InvariantText.Text($"zeek/{day:yyyy-MM-dd}/{path}.log.gz");

    private static string Stamp(DateOnly day) => SiteClock.TimeOf(SiteClock.DayMicros(day)).ToString("yyyy-MM-dd-HH-mm-ss", CultureInfo.InvariantCulture);
}
