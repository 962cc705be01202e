using System.Text;
using Det0131.Datasets.Readers.OpenBsm;
using Det0131.Datasets.Readers.Windows.EventLogs;

namespace Det0131.Datasets.Readers;

/// <summary>
/// Cuts a file into records, streaming: <c>while (framer.Next()) { use(framer.Record) }</c>. Bounded by the limits whatever the file holds.
/// Not thread-safe.
/// </summary>
/// <remarks>
/// UTF-8 and UTF-16 byte order marks are understood; UTF-16 is handed on as UTF-8. Records may hold any bytes, NUL too.
/// A piece that is no record comes with a <see cref="Defect"/> to be counted as a reject.
/// </remarks>
public abstract class RecordFramer : IDisposable
{
    /// <summary>256 KiB: from there on a larger buffer does not make reading faster.</summary>
    public const int DefaultBufferBytes = 1 << 18;

    /// <summary>How much of a refused record is shown.</summary>
    internal const int ShownBytes = 256;

    private protected RecordFramer()
    {
    }

    /// <summary>The record's bytes, good until the next call; of a refused one its beginning.</summary>
    public abstract ReadOnlySpan<byte> Record { get; }

    /// <summary>1-based number of the record's first line.</summary>
    public long Line { get; private protected set; }

    /// <summary>Why this is no record, or null: short fixed text.</summary>
    public string? Defect { get; private protected set; }

    /// <summary>Why the file could not be read to its end, or null. Told as a defect too.</summary>
    public abstract string? Failure { get; }

    /// <summary>Goes to the next record; false at the end.</summary>
    public abstract bool Next();

    public abstract void Dispose();

    /// <summary>A framer over <paramref name="stream"/>, which it owns.</summary>
    /// <param name="stream">Decompressed bytes. Its InvalidDataException and IOException end the file with a defect of their message.</param>
    /// <param name="framing">How records are told apart.</param>
    /// <param name="limits">Null: <see cref="ReadLimits.Default"/>.</param>
    /// <param name="bufferBytes">Bytes of the first buffer, 16 or more.</param>
    public static RecordFramer Create(Stream stream, Framing framing, ReadLimits? limits = null, int bufferBytes = DefaultBufferBytes)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfLessThan(bufferBytes, 16);
        var window = new ByteWindow(AsUtf8(stream), bufferBytes);
        limits ??= ReadLimits.Default;
        return framing switch
        {
            Framing.Lines => new LineFramer(window, limits),
            Framing.Csv => new CsvFramer(window, limits),
            Framing.EventLog => new EventLogFramer(window),
            Framing.AuditTrail => new AuditTrailFramer(window),
            _ => new JsonFramer(window, limits),
        };
    }

    /// <summary>UTF-16 with a byte order mark as UTF-8; everything else as it is. A UTF-8 mark is left to the framers.</summary>
    internal static PeekStream AsUtf8(Stream stream)
    {
        var peek = stream as PeekStream ?? new PeekStream(stream);
        return peek.Peek(2) switch
        {
            [0xFF, 0xFE] => new PeekStream(Encoding.CreateTranscodingStream(peek, Encoding.Unicode, Encoding.UTF8)),
            [0xFE, 0xFF] => new PeekStream(Encoding.CreateTranscodingStream(peek, Encoding.BigEndianUnicode, Encoding.UTF8)),
            _ => peek,
        };
    }

    /// <summary>Steps over a UTF-8 byte order mark.</summary>
    private protected static void SkipMark(ByteWindow window)
    {
        while (window.Data.Length < 3 && window.Fill())
        {
        }

        if (window.Data.StartsWith("\uFEFF"u8))
        {
            window.Advance(3);
        }
    }

    /// <summary>White space as JSON knows it.</summary>
    private protected static bool IsBlank(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';
}
