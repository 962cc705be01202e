using System.Text.Unicode;

namespace Det0131.Datasets.Readers;

/// <summary>Says how a file was recognised, from its first bytes. Thread-safe.</summary>
internal static class FileExplainer
{
    private const int BeginningCharacters = 200;
    private const int NearestShown = 3;

    /// <param name="file">The file.</param>
    /// <param name="raw">Its first bytes as they are, unpacked.</param>
    /// <param name="head">The same as UTF-8.</param>
    /// <param name="chosen">What it is read as; null: nothing.</param>
    /// <param name="formats">What there was to choose from.</param>
    public static FileDetails Explain(SourceFile file, ReadOnlySpan<byte> raw, ReadOnlySpan<byte> head, SourceFormat? chosen, IReadOnlyList<SourceFormat> formats)
    {
        var ranked = FormatDetection.Rank(formats, head, file.Name);
        var own = ranked.FirstOrDefault(candidate => candidate.Format == chosen?.Name);
        return new FileDetails
        {
            Packing = file.Packing,
            SizeBytes = file.SizeBytes,
            Encoding = EncodingOf(raw),
            Framing = chosen is null ? null : FramingOf(chosen.Framing, head),
            Confidence = own?.Confidence ?? 0,
            RunnersUp = [.. ranked.Where(candidate => candidate.Format != chosen?.Name)],
            Nearest = chosen is null && !head.IsEmpty ? Nearest(formats, head, file.Name) : [],
            AssumedZone = chosen is null ? null : ZonelessTimes.AssumedFor(chosen.Name, head),
            Beginning = chosen is null && !head.IsEmpty ? TextExcerpt.Of(head, BeginningCharacters) : null,
        };
    }

    private static string EncodingOf(ReadOnlySpan<byte> raw) => raw switch
    {
        [] => "empty",
        [0xFF, 0xFE, ..] => "UTF-16 little endian",
        [0xFE, 0xFF, ..] => "UTF-16 big endian",
        [0xEF, 0xBB, 0xBF, ..] => "UTF-8 with a mark",
        _ when !raw.ContainsAnyExceptInRange((byte)0x09, (byte)0x7E) => "ASCII",
        _ when raw.Contains((byte)0) => "binary",
        _ when Utf8.IsValid(TextExcerpt.Cut(raw, Math.Max(0, raw.Length - 1))) => "UTF-8",
        _ => "bytes that are not all UTF-8",
    };

    private static string FramingOf(Framing framing, ReadOnlySpan<byte> head)
    {
        if (framing != Framing.Json)
        {
            return framing switch { Framing.Lines => "lines", Framing.Csv => "CSV under a header line", Framing.AuditTrail => "audit trail", _ => "Windows event log" };
        }

        var text = head.TrimStart("\uFEFF"u8).TrimStart(" \t\r\n"u8);
        if (text.StartsWith("["u8))
        {
            return "JSON array";
        }

        using var framer = RecordFramer.Create(new MemoryStream(text.ToArray()), Framing.Json);
        var end = text.IndexOf((byte)'\n');
        var first = framer.Next() && framer.Defect is null ? framer.Record : default;
        return first.IsEmpty ? "JSON"
            : !text.StartsWith(first) ? "JSON document with an array of records"
            : first.Contains((byte)'\n') ? "JSON, objects over several lines"
            : end < 0 || end >= first.Length ? "JSON, one object a line"
            : "JSON";
    }

    /// <summary>Lets every reader try the whole records of the beginning.</summary>
    private static List<NearFormat> Nearest(IReadOnlyList<SourceFormat> formats, ReadOnlySpan<byte> head, string name)
    {
        var bytes = head.ToArray();
        return [.. formats.Select(format => Try(format, bytes, name)).Where(near => near.Records > 0)
            .OrderByDescending(near => (double)near.Understood / near.Records).ThenBy(near => near.Format, StringComparer.Ordinal)
            .DistinctBy(near => near.Format).Take(NearestShown)];
    }

    private static NearFormat Try(SourceFormat format, byte[] head, string name)
    {
        using var reading = new LogReading(new MemoryStream(head), name, format, new ImportOptions { KeepRaw = false }, _ => { });
        while (reading.Counts.Read < RecordsTried && reading.Next())
        {
        }

        var counts = reading.Counts;
        var reasons = counts.RejectedBy.Concat(counts.IgnoredBy);
        return new NearFormat(format.Name, counts.Read, counts.Accepted + counts.Held, reasons.OrderByDescending(r => r.Value).ThenBy(r => r.Key, StringComparer.Ordinal).Select(r => r.Key).FirstOrDefault());
    }

    private const int RecordsTried = 50;
}
