using System.Globalization;
using System.IO.Compression;
using System.Text;
using Det0131.Models.Events;
using Det0131.Scoring.Hosting;
using Det0131.Scoring.Intake;
using Det0131.Scoring.Operations;
using Microsoft.Extensions.Logging.Abstractions;

namespace Det0131.Scoring.Tests.Intake;

/// <summary>A journal in a folder of its own, a clock that stands, and what is needed to fill the one by the other.</summary>
internal sealed class IntakeBench : IAsyncDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 8, 3, 12, 0, 0, TimeSpan.Zero);

    private const string ZeekHead = "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n"
        + "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes\tresp_bytes\tconn_state\n";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("det0131-");

    public IntakeBench() => Journal = OpenJournal();

    public ManualTime Time { get; } = new(Now);

    public EventJournal Journal { get; private set; }

    public ServiceMetrics Metrics { get; } = new();

    public string Folder => folder.FullName;

    /// <summary>Everything in the journal, in order, as text without what an import of a file names otherwise.</summary>
    public List<SecurityEvent> Events => [.. Journal.Read(0, Journal.End).SelectMany(frame => frame.Events.Select(Copy).ToList())];

    public static SecurityEvent Copy(SecurityEvent e)
    {
        var copy = new SecurityEvent();
        copy.CopyFrom(e);
        return copy;
    }

    /// <summary>A Zeek connection log; each line is some seconds before now and lasts some seconds.</summary>
    public static string Zeek(params IEnumerable<(string Uid, double Ago, double Seconds)> lines) => ZeekHead + string.Concat(lines.Select(ZeekLine));

    public static string ZeekLine((string Uid, double Ago, double Seconds) line) => string.Create(CultureInfo.InvariantCulture,
        $"{Now.ToUnixTimeSeconds() - line.Ago:F6}\t{line.Uid}\t10.1.0.3\t40000\t192.0.2.250\t443\ttcp\tssl\t{line.Seconds:F6}\t4000\t900\tSF\n");

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public static byte[] Gzip(byte[] data)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(data);
        }

        return packed.ToArray();
    }

    public EventIntake Intake(Func<long>? waiting = null, long maxBodyBytes = 64L << 20, long maxBytes = 1L << 31)
    {
        var options = new ServeOptions { MaxBodyBytes = maxBodyBytes, MaxWaitingEvents = 1000 };
        return new EventIntake(Journal, new EventFilter(Time), Gate(waiting, maxBytes), options, Metrics, Time, NullLogger<EventIntake>.Instance);
    }

    public IntakeGate Gate(Func<long>? waiting = null, long maxBytes = 1L << 31) =>
        new(maxBytes, waiting ?? (() => 0), 1000, new WaitEstimate(Time, () => 0));

    public async Task ReopenAsync()
    {
        await Journal.DisposeAsync();
        Journal = OpenJournal();
    }

    /// <summary>Waits for a condition, with a limit that no healthy run reaches.</summary>
    public static async Task UntilAsync(Func<bool> holds, string what)
    {
        for (var i = 0; i < 6000; i++)
        {
            if (holds())
            {
                return;
            }

            await Task.Delay(10);
        }

        Assert.Fail($"Waited a minute in vain for: {what}.");
    }

    public async ValueTask DisposeAsync()
    {
        await Journal.DisposeAsync();
        Metrics.Dispose();
        folder.Delete(recursive: true);
    }

    private EventJournal OpenJournal() => EventJournal.Open(Path.Combine(folder.FullName, "journal"), Time);
}
