namespace Det0131.Datasets.Readers.NetFlow;

/// <summary>Times as flow collectors write them. Thread-safe.</summary>
internal static class FlowTime
{
    private const int LeastMillisDigits = 12;
    private const int LeastMicrosDigits = 15;
    private const long MicrosPerMillisecond = 1000;

    /// <summary>
    /// ISO 8601 (nfdump: without zone, in the local time of the machine that printed it; taken as UTC, so print with TZ=UTC), or a number since 1970:
    /// seconds with up to 11 digits, milliseconds with 12 to 14, microseconds with more.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out long micros)
    {
        var digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        digits = digits < 0 ? text.Length : digits;
        if (digits < LeastMillisDigits || (digits < text.Length && text[digits] != '.'))
        {
            return LogTime.TryEpochSeconds(text, out micros) || LogTime.TryIso8601(text, out micros);
        }

        micros = 0;
        if (HostLogs.HostText.Number(text[..digits]) is not { } number)
        {
            return false;
        }

        if (digits < LeastMicrosDigits)
        {
            number *= MicrosPerMillisecond;
        }

        micros = number;
        return number < LogTime.LatestMicros;
    }
}
