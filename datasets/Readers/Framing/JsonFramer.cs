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
internal sealed class JsonFramer(ByteWindow window, ReadLimits limits) : RecordFramer
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
                TakeLine(from: 0, NotAValue);
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

    /// <summary>
    /// From the first byte of a value (or, nested, from inside one that is thrown away) to its end. Sets length and consumed, and a defect
    /// where the value has none.
    /// </summary>
    private Outcome ScanValue(bool nested)
    {
        var position = 0;
        var inString = false;
        var escaped = false;
        var envelopeAt = -1;
        var dropped = nested;
        if (!nested)
        {
            nesting.Clear();
        }

        while (true)
        {
            var data = window.Data;
            if (escaped && position < data.Length)
            {
                // An escaped line end is still a line end.
                position += data[position] == '\n' ? 0 : 1;
                escaped = false;
            }

            var found = escaped ? -1 : data[position..].IndexOfAny(inString ? InString : Structure);
            if (found < 0)
            {
                position = data.Length;
                if (!More(ref position, ref dropped, ref envelopeAt))
                {
                    endTold = true;
                    Finish(position, window.Failure ?? NotClosed, dropped);
                    return Outcome.Value;
                }

                continue;
            }

            var at = position + found;
            position = at + 1;
            if (inString)
            {
                if (data[at] == '\n')
                {
                    newLines++;
                    Finish(position, NotClosed, dropped);
                    return Outcome.Value;
                }

                inString = data[at] != '"';
                escaped = inString;
                continue;
            }

            switch (data[at])
            {
                case (byte)'"':
                    inString = true;
                    envelopeAt = -1;
                    break;
                case (byte)'\n':
                    newLines++;
                    break;
                case (byte)'{':
                    if (envelopeAt >= 0 && JsonEnvelope.OnlyBlanks(data[envelopeAt..at]))
                    {
                        consumed = at;
                        return Outcome.Envelope;
                    }

                    envelopeAt = -1;
                    if (!dropped && at > 0 && data[at - 1] == '\n' && !nesting.ObjectMayFollow(data[..at]))
                    {
                        Finish(at, NotClosed, dropped);
                        return Outcome.Value;
                    }

                    nesting.Open(isObject: true);
                    break;
                case (byte)'[':
                    // Inside an envelope or an array there is no second envelope.
                    envelopeAt = !dropped && !inEnvelope && nesting.Depth == 1 && JsonEnvelope.NameStandsBefore(data[..at]) ? position : -1;
                    nesting.Open(isObject: false);
                    break;
                default:
                    if (data[at] == ']' && envelopeAt >= 0 && JsonEnvelope.OnlyBlanks(data[envelopeAt..at]) && JsonEnvelope.IsFirstMember(data[..envelopeAt]))
                    {
                        consumed = position;
                        return Outcome.EmptyEnvelope;
                    }

                    envelopeAt = -1;
                    if (!nesting.Close(isObject: data[at] == '}'))
                    {
                        TakeLine(position, NotClosed, dropped);
                        return Outcome.Value;
                    }

                    if (nesting.Depth == 0)
                    {
                        Finish(position, null, dropped);
                        return Outcome.Value;
                    }

                    break;
            }
        }
    }

    /// <summary>More bytes behind the value scanned so far; beyond the limit what was scanned is dropped.</summary>
    private bool More(ref int position, ref bool dropped, ref int envelopeAt)
    {
        if (!dropped && position > limits.MaxJsonBytes)
        {
            excerpt = window.Data[..Math.Min(ShownBytes, position)].ToArray();
            dropped = true;
        }

        if (dropped)
        {
            window.Advance(position);
            position = 0;
            envelopeAt = -1;
        }

        return window.Fill();
    }

    private void Finish(int end, string? defect, bool dropped)
    {
        consumed = end;
        Defect = excerpt is not null || (!dropped && end > limits.MaxJsonBytes) ? tooLong : defect;
        length = Defect is null ? end : Math.Min(end, ShownBytes);
    }

    /// <summary>Refuses all up to the end of the line.</summary>
    private void TakeLine(int from, string defect, bool dropped = false)
    {
        var position = from;
        while (true)
        {
            var found = window.Data[position..].IndexOf((byte)'\n');
            if (found >= 0)
            {
                newLines++;
                Finish(position + found + 1, defect, dropped);
                return;
            }

            position = window.Data.Length;
            var none = -1;
            if (!More(ref position, ref dropped, ref none))
            {
                endTold = window.Failure is not null;
                Finish(position, window.Failure ?? defect, dropped);
                return;
            }
        }
    }
}
