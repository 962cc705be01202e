using System.Buffers;

namespace Det0131.Datasets.Readers;

/// <summary>
/// JSON values one after another, elements of a top-level array, or elements of the array in a top-level Records, records or value
/// member (of objects only). Values are cut out by counting brackets outside strings; whether they are valid is for the parser to say. Not thread-safe.
/// </summary>
/// <remarks>
/// A value that is not closed must not swallow the file: a line end inside a string, a bracket of the wrong kind, or an object that begins a line where
/// none may stand ends it there, and reading goes on behind.
/// </remarks>
internal sealed partial class JsonFramer(ByteWindow window, ReadLimits limits) : RecordFramer
{
    public const string NotAValue = "not a JSON value";
    public const string NotClosed = "JSON value is not closed";

    private static readonly SearchValues<byte> Structure = SearchValues.Create("\"{}[]\n"u8);
    private static readonly SearchValues<byte> InString = SearchValues.Create("\"\\\n"u8);

    private readonly string tooLong = $"record longer than {LineFramer.Size(limits.MaxJsonBytes)}";
    private readonly JsonNesting nesting = new();
    private long lineNumber = 1;
    private int length;
    private int consumed;
    private int newLines;
    private int openArrays;
    private bool inEnvelope;
    private bool started;
    private bool ended;
    private bool endTold;
    private byte[]? excerpt;

    private enum Outcome
    {
        Value,
        Envelope,
        EmptyEnvelope,
    }

    public override ReadOnlySpan<byte> Record => excerpt ?? window.Data[..length];

    public override string? Failure => window.Failure;

    public override void Dispose() => window.Dispose();

    public override bool Next()
    {
        if (!started)
        {
            started = true;
            SkipMark(window);
        }

        while (!ended)
        {
            Consume();
            if (!SkipSeparators())
            {
                return TellEnd();
            }

            Line = lineNumber;
            if (window.Data[0] != '{')
            {
                (position, dropped) = (0, false);
                TakeLine(NotAValue);
                openArrays = 0;
                return true;
            }

            switch (ScanValue(nested: false))
            {
                case Outcome.Value:
                    return true;
                case Outcome.Envelope:
                    inEnvelope = true;
                    break;
                default:
                    Consume();
                    SkipTail();
                    break;
            }
        }

        return false;
    }

    private void Consume()
    {
        window.Advance(consumed);
        lineNumber += newLines;
        consumed = length = newLines = 0;
        Defect = null;
        excerpt = null;
    }

    /// <summary>To the first byte of the next value. Brackets of arrays at this level only group values. False at the end of the file.</summary>
    private bool SkipSeparators()
    {
        while (true)
        {
            var data = window.Data;
            var at = 0;
            for (; at < data.Length; at++)
            {
                var value = data[at];
                if (value == '\n')
                {
                    lineNumber++;
                }
                else if (value == '[')
                {
                    openArrays++;
                }
                else if (value == ']' && inEnvelope && openArrays == 0)
                {
                    window.Advance(at + 1);
                    SkipTail();
                    at = -1;
                    break;
                }
                else if (value == ']')
                {
                    openArrays = Math.Max(0, openArrays - 1);
                }
                else if (value != ',' && !IsBlank(value))
                {
                    window.Advance(at);
                    return true;
                }
            }

            window.Advance(Math.Max(at, 0));
            if (window.Data.IsEmpty && !window.Fill())
            {
                return false;
            }
        }
    }

    /// <summary>The end of the file; tells once when it came too early.</summary>
    private bool TellEnd()
    {
        ended = true;
        Line = lineNumber;
        Defect = endTold ? null : window.Failure ?? (openArrays > 0 || inEnvelope ? NotClosed : null);
        return Defect is not null;
    }

    /// <summary>Behind an envelope's array: the rest of the envelope up to its closing bracket.</summary>
    private void SkipTail()
    {
        inEnvelope = false;
        nesting.Clear();
        nesting.Open(isObject: true);
        if (ScanValue(nested: true) == Outcome.Value && Defect is not null)
        {
            // The envelope is not closed: said at the end of the file.
            inEnvelope = true;
            endTold = false;
        }

        Consume();
    }
}
