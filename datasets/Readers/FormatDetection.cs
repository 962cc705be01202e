using System.Text.Json;
using Det0131.Datasets.Readers.OpenBsm;
using Det0131.Datasets.Readers.Windows.EventLogs;

namespace Det0131.Datasets.Readers;

/// <summary>Which format a file has.</summary>
/// <param name="Format">Null when none was recognised.</param>
/// <param name="Why">What it was recognised by, or what was looked for in vain.</param>
public readonly record struct FormatChoice(SourceFormat? Format, string Why);

/// <summary>Chooses the format of a file by its beginning. Thread-safe.</summary>
public static class FormatDetection
{
    /// <summary>What is looked at first.</summary>
    public const int HeadBytes = 64 << 10;

    /// <summary>What is looked at when the first JSON value is longer than <see cref="HeadBytes"/>.</summary>
    public const int LongHeadBytes = 4 << 20;

    private const int Certain = 100;
    private const int RecordsLookedAt = 8;

    /// <summary>
    /// The format with the highest confidence; of equals the first in the list. Formats of JSON are shown each of the first eight values (of CSV: rows),
    /// formats of lines the whole head.
    /// </summary>
    /// <param name="formats">What to choose from.</param>
    /// <param name="head">The file's first bytes, UTF-8.</param>
    /// <param name="fileName">The file's name.</param>
    public static FormatChoice Choose(IReadOnlyList<SourceFormat> formats, ReadOnlySpan<byte> head, string fileName)
    {
        ArgumentNullException.ThrowIfNull(formats);
        ArgumentNullException.ThrowIfNull(fileName);
        var best = default(FormatChoice);
        var confidence = 0;
        foreach (var (framing, sample) in Samples(head))
        {
            foreach (var (format, found) in Detect(formats, framing, sample, fileName))
            {
                if (found.Confidence > confidence)
                {
                    (best, confidence) = (new FormatChoice(format, found.Why), found.Confidence);
                }
            }

            if (confidence >= Certain)
            {
                break;
            }
        }

        return best.Format is not null ? best : new FormatChoice(null, NotRecognised(formats, head));
    }

    /// <summary>Every format that would take the file, surest first, of equals the first in the list: what <see cref="Choose"/> chooses from.</summary>
    internal static IReadOnlyList<FormatCandidate> Rank(IReadOnlyList<SourceFormat> formats, ReadOnlySpan<byte> head, string fileName)
    {
        var found = new Dictionary<string, FormatCandidate>(StringComparer.Ordinal);
        foreach (var (framing, sample) in Samples(head))
        {
            foreach (var (format, (confidence, why)) in Detect(formats, framing, sample, fileName))
            {
                if (!(found.TryGetValue(format.Name, out var before) && before.Confidence >= confidence))
                {
                    found[format.Name] = new FormatCandidate(format.Name, confidence, why);
                }
            }
        }

        return [.. formats.Select(format => format.Name).Distinct(StringComparer.Ordinal).Where(found.ContainsKey).Select(name => found[name]).OrderByDescending(candidate => candidate.Confidence)];
    }

    /// <summary>Whether the head ends inside its first JSON value, so that a longer one should be looked at.</summary>
    internal static bool IsCutInFirstValue(ReadOnlySpan<byte> head)
    {
        var text = head.TrimStart("\uFEFF"u8).TrimStart(" \t\r\n["u8);
        if (text.IsEmpty || text[0] != '{')
        {
            return false;
        }

        using var framer = Frame(head);
        return framer.Next() && framer.Defect == JsonFramer.NotClosed && framer.Line > 0 && !framer.Next();
    }

    /// <summary>What the detectors say that take a sample of this framing; a row of CSV is shown to all.</summary>
    private static IEnumerable<(SourceFormat Format, Detection Found)> Detect(IReadOnlyList<SourceFormat> formats, Framing framing, byte[] sample, string fileName)
    {
        foreach (var format in formats.Where(format => framing == Framing.Csv || format.Framing == framing))
        {
            var found = format.Detect(sample, fileName);
            if (found.Confidence > 0)
            {
                yield return framing == Framing.Csv ? (format with { Framing = framing }, found with { Why = $"CSV with {found.Why}" }) : (format, found);
            }
        }
    }

    private static List<(Framing Framing, byte[] Sample)> Samples(ReadOnlySpan<byte> head)
    {
        var samples = new List<(Framing, byte[])>();
        var text = head.StartsWith("\uFEFF"u8) ? head[3..] : head;
        samples.Add((Framing.Lines, text.ToArray()));
        if (Binary(head) is { } framing)
        {
            // There are no values to look for.
            samples.Add((framing, head.ToArray()));
            return samples;
        }

        // Behind other text a value may be a part of something else: JSON in a cell of CSV, its quotes doubled.
        var isJson = text.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..];
        using var framer = Frame(head);
        while (samples.Count <= RecordsLookedAt && framer.Next())
        {
            if (framer.Defect is null && (isJson || IsWhole(framer.Record)))
            {
                samples.Add((Framing.Json, framer.Record.ToArray()));
            }
        }

        AddRows(head, samples);
        if (samples.Count == 1)
        {
            // No whole value in the head: its beginning has to do.
            samples.Add((Framing.Json, text.ToArray()));
        }

        return samples;
    }

    private static Framing? Binary(ReadOnlySpan<byte> head) => head.StartsWith(EventLogFramer.Magic) ? Framing.EventLog : AuditTrailFramer.IsTrail(head) ? Framing.AuditTrail : null;

    /// <summary>Under a header of CSV: the names alone, and the first rows with all their names. Formats of lines that take JSON are shown them too.</summary>
    private static void AddRows(ReadOnlySpan<byte> head, List<(Framing Framing, byte[] Sample)> samples)
    {
        if (head.TrimStart("\uFEFF"u8) is not [not ((byte)'{' or (byte)'[' or (byte)'<'), ..])
        {
            return;
        }

        using var framer = new CsvFramer(new ByteWindow(new MemoryStream(head.ToArray()), RecordFramer.DefaultBufferBytes), ReadLimits.Default, keepEmpty: true);
        if (framer.Names() is not { IsEmpty: false } names)
        {
            return;
        }

        samples.Add((Framing.Csv, names.ToArray()));
        for (var rows = 0; rows < RecordsLookedAt && framer.Next(); rows++)
        {
            if (framer.Defect is null)
            {
                samples.Add((Framing.Csv, framer.Record.ToArray()));
            }
        }
    }

    private static bool IsWhole(ReadOnlySpan<byte> value)
    {
        try
        {
            var reader = new Utf8JsonReader(value);
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static RecordFramer Frame(ReadOnlySpan<byte> head) => RecordFramer.Create(new MemoryStream(head.ToArray()), Framing.Json);

    private static string NotRecognised(IReadOnlyList<SourceFormat> formats, ReadOnlySpan<byte> head) =>
        $"begins with '{TextExcerpt.Of(head, 60)}'; looked for {string.Join(", ", formats.Select(format => format.Name).Distinct(StringComparer.Ordinal))}";
}
