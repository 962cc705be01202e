namespace Det0131.Datasets.Readers.Linux;

/// <summary>One <c>key=value</c> of an audit record at a time. Never throws; what is no pair is passed over.</summary>
/// <remarks>
/// Values stand in double quotes, in single quotes, in braces, or bare up to the next blank. Enriched fields follow the byte 0x1D
/// (audit_record(5) log_format ENRICHED), which separates like a blank.
/// </remarks>
internal ref struct AuditFieldReader(ReadOnlySpan<byte> body)
{
    private static ReadOnlySpan<byte> Separators => " \t\x1D\r\n"u8;

    private ReadOnlySpan<byte> rest = body;

    public ReadOnlySpan<byte> Key { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>True when the value stood in quotes: then it is text as it is, never hexadecimal.</summary>
    public bool IsQuoted { get; private set; }

    public bool Next()
    {
        while (true)
        {
            rest = rest.TrimStart(Separators);
            var end = rest.IndexOfAny(" \t\x1D\r\n="u8);
            if (end < 0)
            {
                return false;
            }

            if (rest[end] != '=')
            {
                rest = rest[end..];
                continue;
            }

            Key = rest[..end];
            rest = rest[(end + 1)..];
            TakeValue();
            return true;
        }
    }

    private void TakeValue()
    {
        IsQuoted = rest is [(byte)'"', ..];
        var close = rest is [] ? (byte)0 : rest[0] switch { (byte)'"' => (byte)'"', (byte)'\'' => (byte)'\'', (byte)'{' => (byte)'}', _ => (byte)0 };
        if (close != 0)
        {
            var end = rest[1..].IndexOf(close);
            Value = end < 0 ? rest[1..] : rest.Slice(1, end);
            rest = end < 0 ? default : rest[(end + 2)..];
            return;
        }

        var stop = rest.IndexOfAny(Separators);
        Value = stop < 0 ? rest : rest[..stop];
        rest = stop < 0 ? default : rest[stop..];
    }
}

/// <summary>Decoding of audit values.</summary>
internal static class AuditText
{
    /// <summary>
    /// The text of a value that may be hexadecimal: the kernel writes untrusted text in quotes, and without quotes in hexadecimal when it holds
    /// blanks, quotes or other than printable ASCII. <c>(null)</c>, <c>(none)</c> and <c>?</c> are empty.
    /// </summary>
    /// <param name="value">The value without its quotes.</param>
    /// <param name="isQuoted">True when it had them.</param>
    /// <param name="buffer">Room for half the value's length.</param>
    public static ReadOnlySpan<byte> Decode(ReadOnlySpan<byte> value, bool isQuoted, Span<byte> buffer)
    {
        if (isQuoted)
        {
            return value;
        }

        if (value.SequenceEqual("(null)"u8) || value.SequenceEqual("(none)"u8) || value.SequenceEqual("?"u8))
        {
            return default;
        }

        return value.Length >= 2 && TryHex(value, buffer, out var length) ? buffer[..length] : value;
    }

    /// <summary>Bytes from hexadecimal digits, nothing else; false for an odd number of them or no room.</summary>
    public static bool TryHex(ReadOnlySpan<byte> digits, Span<byte> bytes, out int length)
    {
        length = digits.Length / 2;
        if ((digits.Length & 1) != 0 || length > bytes.Length)
        {
            return false;
        }

        return Convert.FromHexString(digits, bytes, out _, out length) == System.Buffers.OperationStatus.Done;
    }
}
