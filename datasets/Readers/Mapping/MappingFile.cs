using System.Text.Json;

namespace Det0131.Datasets.Readers.Mapping;

/// <summary>
/// A format described by a file instead of a reader: which columns of CSV, Parquet or JSON records fill which fields of events. The vocabulary is in the
/// README of this folder's project, section "Mapping files". Thread-safe.
/// </summary>
public static class MappingFile
{
    private const int MostBytes = 1 << 20;

    /// <summary>More than the guesses of readers whose formats have many shapes, less than what others say of their own.</summary>
    private const int SureBeside = 65;

    /// <summary>Reads the file. The format claims whatever records have its time column.</summary>
    /// <exception cref="InvalidDataException">It is no mapping: the message names the place and what was expected there.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static SourceFormat Load(string path) => Read(path, Parse);

    /// <summary>
    /// As <see cref="Load"/>, for a place where other formats come too: it claims only records that have the time column, every column that is required, that of the kind,
    /// and one that is mapped to a field; and only where no reader is sure of them.
    /// </summary>
    /// <exception cref="InvalidDataException">It is no mapping: the message names the place and what was expected there.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static SourceFormat LoadBeside(string path) => Read(path, ParseBeside);

    private static SourceFormat Read(string path, Func<ReadOnlyMemory<byte>, string, SourceFormat> parse)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read);
        if (file.Length > MostBytes)
        {
            throw new InvalidDataException($"{path}: found {file.Length} bytes; expected a mapping of at most {MostBytes}.");
        }

        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return parse(bytes, Path.GetFileName(path));
    }

    /// <summary>As <see cref="Load"/>, of its bytes.</summary>
    /// <param name="utf8">JSON; comments and trailing commas are allowed.</param>
    /// <param name="name">How messages call it.</param>
    /// <exception cref="InvalidDataException">It is no mapping.</exception>
    public static SourceFormat Parse(ReadOnlyMemory<byte> utf8, string name) => FormatOf(PlanOf(utf8, name), Detect);

    /// <summary>As <see cref="LoadBeside"/>, of its bytes.</summary>
    /// <exception cref="InvalidDataException">It is no mapping.</exception>
    public static SourceFormat ParseBeside(ReadOnlyMemory<byte> utf8, string name) => FormatOf(PlanOf(utf8, name), DetectBeside);

    private static SourceFormat FormatOf(MappingPlan plan, Func<MappingPlan, byte[], Detection> detect) =>
        new(plan.Name, Framing.Json, (record, _) => detect(plan, record), _ => new MappedParser(plan));

    private static MappingPlan PlanOf(ReadOnlyMemory<byte> utf8, string name)
    {
        utf8 = utf8.Span.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
        try
        {
            using var parsed = JsonDocument.Parse(utf8, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            return new MappingPlan(new MappingNode(parsed.RootElement, name));
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: half a surrogate pair in a text.
            var place = fault is JsonException { LineNumber: { } line } json ? $", line {line + 1}, byte {json.BytePositionInLine + 1}" : "";
            throw new InvalidDataException($"{name}{place}: found no valid JSON; expected a mapping as an object.", fault);
        }
    }

    /// <summary>Whoever names a mapping means these files: a record without the time column is claimed too, so that its refusal tells what is wrong.</summary>
    private static Detection Detect(MappingPlan plan, byte[] record)
    {
        if (!new JsonFields(plan.Paths).TryRead(record, out var values))
        {
            return Detection.None;
        }

        return HasOne(values, plan.Time.Slots) ? new Detection(100, "the time column of the mapping") : new Detection(1, "records, though without the time column of the mapping");
    }

    private static Detection DetectBeside(MappingPlan plan, byte[] record)
    {
        if (!new JsonFields(plan.Paths).TryRead(record, out var values) || !HasOne(values, plan.Time.Slots) || (plan.Kind.Slots.Length > 0 && !HasOne(values, plan.Kind.Slots)))
        {
            return Detection.None;
        }

        foreach (var slot in plan.Required)
        {
            if (!HasOne(values, [slot]))
            {
                return Detection.None;
            }
        }

        foreach (var (_, value, _) in plan.Fields)
        {
            if (HasOne(values, value.Slots))
            {
                return new Detection(SureBeside, "the columns of a mapping file");
            }
        }

        return Detection.None;
    }

    /// <summary>Whether the record has one of the columns, with or without a value.</summary>
    private static bool HasOne(JsonValues values, ReadOnlySpan<int> slots)
    {
        foreach (var slot in slots)
        {
            if (values.Kind(slot) != JsonFieldKind.Missing)
            {
                return true;
            }
        }

        return false;
    }
}
