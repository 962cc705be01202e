namespace Det0131.Datasets.Readers.Linux;

/// <summary>The head that syslog puts before a message.</summary>
internal static class SyslogPrefix
{
    /// <summary>
    /// The host: the fourth word after a date as <c>Dec 28 22:21:45</c> (RFC 3164), the second after a time in one word (RFC 5424, rsyslog's
    /// default since 2023). Empty for any other prefix.
    /// </summary>
    public static ReadOnlySpan<byte> HostOf(ReadOnlySpan<byte> prefix)
    {
        prefix = prefix.TrimStart((byte)' ');
        if (prefix is [(byte)'<', ..] && prefix.IndexOf((byte)'>') is > 0 and <= 4 and var priority)
        {
            prefix = prefix[(priority + 1)..];

            // RFC 5424 has a version here.
            prefix = prefix is [>= (byte)'1' and <= (byte)'9', (byte)' ', ..] ? prefix[2..] : prefix;
        }

        var first = Word(ref prefix);
        if (LogTime.TryIso8601(first, out _))
        {
            return Word(ref prefix);
        }

        var day = Word(ref prefix);
        var clock = Word(ref prefix);
        return first.Length == 3 && day.Length is 1 or 2 && clock.Length >= 8 && clock[2] == ':' && clock[5] == ':' ? Word(ref prefix) : default;
    }

    private static ReadOnlySpan<byte> Word(scoped ref ReadOnlySpan<byte> text)
    {
        text = text.TrimStart((byte)' ');
        var end = text.IndexOf((byte)' ');
        var word = end < 0 ? text : text[..end];
        text = text[word.Length..];
        return word;
    }
}
