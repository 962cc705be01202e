namespace Det0131.Datasets.Readers;

/// <summary>The scan of one value for its end.</summary>
internal sealed partial class JsonFramer
{
    // Where the scan of the current value stands.
    private int position;
    private bool inString;
    private bool escaped;
    private int envelopeAt;
    private bool dropped;

    /// <summary>
    /// From the first byte of a value (or, nested, from inside one that is thrown away) to its end. Sets length and consumed, and a defect
    /// where the value has none.
    /// </summary>
    private Outcome ScanValue(bool nested)
    {
        (position, inString, escaped, envelopeAt, dropped) = (0, false, false, -1, nested);
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
            if (found >= 0)
            {
                var at = position + found;
                position = at + 1;
                if ((inString ? TakeInString(data[at]) : TakeStructure(data, at)) is { } outcome)
                {
                    return outcome;
                }

                continue;
            }

            position = data.Length;
            if (!More())
            {
                endTold = true;
                return Finish(position, window.Failure ?? NotClosed);
            }
        }
    }

    private Outcome? TakeInString(byte value)
    {
        if (value == '\n')
        {
            newLines++;
            return Finish(position, NotClosed);
        }

        inString = value != '"';
        escaped = inString;
        return null;
    }

    private Outcome? TakeStructure(ReadOnlySpan<byte> data, int at)
    {
        switch (data[at])
        {
            case (byte)'\n':
                newLines++;
                return null;
            case (byte)'"':
                inString = true;
                envelopeAt = -1;
                return null;
            case (byte)'{':
                return TakeObject(data, at);
            case (byte)'[':
                // Inside an envelope or an array there is no second envelope.
                envelopeAt = !dropped && !inEnvelope && nesting.Depth == 1 && JsonEnvelope.NameStandsBefore(data[..at]) ? position : -1;
                nesting.Open(isObject: false);
                return null;
            default:
                return TakeClosing(data, at);
        }
    }

    private Outcome? TakeObject(ReadOnlySpan<byte> data, int at)
    {
        if (envelopeAt >= 0 && JsonEnvelope.OnlyBlanks(data[envelopeAt..at]))
        {
            consumed = at;
            return Outcome.Envelope;
        }

        envelopeAt = -1;
        if (!dropped && at > 0 && data[at - 1] == '\n' && !nesting.ObjectMayFollow(data[..at]))
        {
            return Finish(at, NotClosed);
        }

        nesting.Open(isObject: true);
        return null;
    }

    private Outcome? TakeClosing(ReadOnlySpan<byte> data, int at)
    {
        if (data[at] == ']' && envelopeAt >= 0 && JsonEnvelope.OnlyBlanks(data[envelopeAt..at]) && JsonEnvelope.IsFirstMember(data[..envelopeAt]))
        {
            consumed = position;
            return Outcome.EmptyEnvelope;
        }

        envelopeAt = -1;
        if (!nesting.Close(isObject: data[at] == '}'))
        {
            return TakeLine(NotClosed);
        }

        return nesting.Depth == 0 ? Finish(position, null) : null;
    }

    /// <summary>More bytes behind what was scanned so far; beyond the limit what was scanned is dropped.</summary>
    private bool More()
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

    private Outcome Finish(int end, string? defect)
    {
        consumed = end;
        Defect = excerpt is not null || (!dropped && end > limits.MaxJsonBytes) ? tooLong : defect;
        length = Defect is null ? end : Math.Min(end, ShownBytes);
        return Outcome.Value;
    }

    /// <summary>Refuses all up to the end of the line that the scan has come to.</summary>
    private Outcome TakeLine(string defect)
    {
        while (true)
        {
            var found = window.Data[position..].IndexOf((byte)'\n');
            if (found >= 0)
            {
                newLines++;
                return Finish(position + found + 1, defect);
            }

            position = window.Data.Length;
            if (!More())
            {
                endTold = window.Failure is not null;
                return Finish(position, window.Failure ?? defect);
            }
        }
    }
}
