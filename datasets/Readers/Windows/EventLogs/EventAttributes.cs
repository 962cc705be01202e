namespace Det0131.Datasets.Readers.Windows.EventLogs;

/// <summary>The attributes of the element whose start is being read, as the inside of a JSON object. One without a value is left out. Not thread-safe.</summary>
internal sealed class EventAttributes
{
    private readonly JsonText text = new();
    private readonly JsonText dataName = new();
    private State state;
    private int valueStart;

    private enum State : byte
    {
        /// <summary>None is open.</summary>
        None,

        /// <summary>Its name is known, and nothing of its value.</summary>
        Named,
        Valued,

        /// <summary>Its value is one number, as long as nothing follows it.</summary>
        Number,
    }

    private static ReadOnlySpan<byte> NameOfData => "\"Name\":\""u8;

    public ReadOnlySpan<byte> Written => text.Written;

    public bool IsFull => text.IsFull;

    public void Start(int mostBytes)
    {
        text.Start(mostBytes);
        dataName.Start(mostBytes);
        state = State.None;
    }

    public void Begin(ReadOnlySpan<byte> utf16)
    {
        End();
        state = State.Named;
        text.Mark();
        text.Add(text.Written.IsEmpty ? "\""u8 : ",\""u8);
        text.AddUtf16(utf16);
        text.Add("\":"u8);
        valueStart = text.Written.Length;
    }

    /// <summary>False where it is not the whole of a value: then it is text.</summary>
    public bool TryNumber(ReadOnlySpan<byte> digits)
    {
        if (state != State.Named)
        {
            return false;
        }

        state = State.Number;
        text.Add(digits);
        return true;
    }

    /// <summary>Where the text of the open attribute goes; null when none is open.</summary>
    public JsonText? Target()
    {
        if (state == State.None)
        {
            return null;
        }

        if (state != State.Valued)
        {
            text.Insert(valueStart, "\""u8);
        }

        state = State.Valued;
        return text;
    }

    public void End()
    {
        if (state == State.Valued)
        {
            text.Add((byte)'"');
        }
        else if (state == State.Named)
        {
            text.BackToMark();
        }

        state = State.None;
    }

    /// <summary>The value of the attribute Name, where it is the only one: that names the data.</summary>
    public bool TryDataName(out ReadOnlySpan<byte> key)
    {
        key = default;
        var written = text.Written;
        if (text.IsFull || !written.StartsWith(NameOfData))
        {
            return false;
        }

        var value = written[NameOfData.Length..^1];
        if (value.IsEmpty || value.IndexOf("\",\""u8) >= 0)
        {
            return false;
        }

        // A copy: the text begins anew with the next element.
        dataName.Add(value);
        key = dataName.Written;
        return true;
    }
}
