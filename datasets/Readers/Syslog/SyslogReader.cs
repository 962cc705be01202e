namespace Det0131.Datasets.Readers.Syslog;

/// <summary>
/// Cuts the head off lines of syslog. Not thread-safe: times without a year are read in the order of the lines.
/// </summary>
/// <remarks>
/// <code>
/// &lt;165&gt;1 2026-01-02T09:00:00.000Z HOST PROGRAM PID MSGID [sd@1 a="b"] message      RFC 5424
/// 2026-01-02T09:00:00.000000+01:00 HOST PROGRAM[1]: message                        rsyslog's and journald's files
/// &lt;30&gt;Jan  2 09:00:00 HOST PROGRAM[1]: message                                     RFC 3164
/// &lt;166&gt;Jan 02 2026 09:00:00 HOST : %ASA-6-302013: message                           Cisco, with a year
/// </code>
/// Times without zone are taken as UTC. A year that is missing is taken from the file's name (<see cref="YearOfFile"/>).
/// </remarks>
internal sealed class SyslogReader(string file)
{
    private const int ShortTimeLength = 15;

    private readonly YearOfFile years = new(file);

    /// <summary>Cuts the line. What has no such head is all message.</summary>
    public SyslogLine Read(ReadOnlySpan<byte> line)
    {
        var text = SkipPriority(line.TrimStart((byte)' '));
        var parts = default(SyslogLine);
        if (text.StartsWith("1 "u8) && TryIso(text[2..], out parts.TimeMicros, out var rest))
        {
            parts.Time = SyslogTime.Known;
            ReadRfc5424(rest, ref parts);
        }
        else if (TryIso(text, out parts.TimeMicros, out rest))
        {
            parts.Time = SyslogTime.Known;
            ReadRest(rest, ref parts);
        }
        else if (TryShort(text, out parts.Time, out parts.TimeMicros, out rest))
        {
            ReadRest(rest, ref parts);
        }
        else
        {
            parts.Message = text;
        }

        return parts;
    }

    private static void ReadRfc5424(ReadOnlySpan<byte> rest, ref SyslogLine parts)
    {
        parts.Host = Known(Word(ref rest));
        parts.Program = Known(Word(ref rest));
        Word(ref rest);
        Word(ref rest);
        rest = rest.TrimStart((byte)' ');
        rest = rest is [(byte)'-', ..] ? rest[1..] : AfterStructuredData(rest);
        rest = rest.TrimStart((byte)' ');
        parts.Message = rest.StartsWith("\uFEFF"u8) ? rest[3..] : rest;
    }

    private static void ReadRest(ReadOnlySpan<byte> rest, ref SyslogLine parts)
    {
        // "Jan 02 2026 09:00:00: %ASA" has no host.
        if (rest is not [(byte)':', ..])
        {
            parts.Host = Word(ref rest);
        }

        rest = rest.TrimStart(" :"u8);
        var length = ProgramLength(rest);
        if (length > 0)
        {
            var bracket = rest[..length].IndexOf((byte)'[');
            parts.Program = rest[..(bracket < 0 ? length : bracket)];
            rest = rest[(length + 1)..].TrimStart((byte)' ');
        }

        parts.Message = rest;
    }

    /// <summary>Length of <c>name</c> or <c>name[pid]</c> before a colon; 0 when there is none. A Cisco message's %NAME is not a program.</summary>
    private static int ProgramLength(ReadOnlySpan<byte> text)
    {
        var end = text[..Math.Min(text.Length, 128)].IndexOfAny(": =,"u8);
        return end > 0 && text[end] == ':' && text[0] is not ((byte)'%' or (byte)'[' or (byte)'"') && end + 1 < text.Length && text[end + 1] == ' ' ? end : 0;
    }

    private static ReadOnlySpan<byte> AfterStructuredData(ReadOnlySpan<byte> text)
    {
        var isQuoted = false;
        for (var at = 0; at < text.Length; at++)
        {
            switch (text[at])
            {
                case (byte)'\\':
                    at++;
                    break;
                case (byte)'"':
                    isQuoted = !isQuoted;
                    break;
                case (byte)']' when !isQuoted && (at + 1 == text.Length || text[at + 1] != '['):
                    return text[(at + 1)..];
                default:
                    break;
            }
        }

        return default;
    }

    private static bool TryIso(ReadOnlySpan<byte> text, out long micros, out ReadOnlySpan<byte> rest)
    {
        rest = text;
        return LogTime.TryIso8601(Word(ref rest).TrimEnd((byte)':'), out micros);
    }

    /// <summary><c>Jan  2 09:00:00</c>, <c>Jan 02 2026 09:00:00</c>, each with or without a fraction.</summary>
    private bool TryShort(ReadOnlySpan<byte> text, out SyslogTime time, out long micros, out ReadOnlySpan<byte> rest)
    {
        rest = text;
        time = SyslogTime.None;
        micros = 0;
        if (text.Length < ShortTimeLength || MonthOf(text[..3]) is not { } month || text[3] != ' ')
        {
            return false;
        }

        rest = text[3..];
        var day = HostLogs.HostText.Number(Word(ref rest));
        var word = Word(ref rest);
        long? year = null;
        if (word.Length == 4)
        {
            year = HostLogs.HostText.Number(word);
            word = Word(ref rest);
        }

        // A colon right behind the time stands where a host would: "Jan 02 2026 09:00:00: %ASA".
        var isWithoutHost = word is [.., (byte)':'];
        word = isWithoutHost ? word[..^1] : word;
        rest = isWithoutHost ? text[(text.Length - rest.Length - (rest.IsEmpty ? 1 : 2))..] : rest;
        if (day is not (>= 1 and <= 31) || !TryClock(word, out var clock))
        {
            return false;
        }

        year ??= years.Of(month, (int)day.Value);
        if (year is null)
        {
            time = SyslogTime.WithoutYear;
            return true;
        }

        if (year is < 1970 or > 9999 || day > DateTime.DaysInMonth((int)year.Value, month))
        {
            return false;
        }

        var days = (new DateTime((int)year.Value, month, (int)day.Value) - DateTime.UnixEpoch).Days;
        micros = (days * 86_400L * LogTime.MicrosPerSecond) + clock;
        time = SyslogTime.Known;
        return true;
    }

    /// <summary>1 to 12 for Jan to Dec; null for anything else.</summary>
    internal static int? MonthOf(ReadOnlySpan<byte> name) =>
        name.Length == 3 && "JanFebMarAprMayJunJulAugSepOctNovDec"u8.IndexOf(name) is >= 0 and var at && at % 3 == 0 ? (at / 3) + 1 : null;

    /// <summary><c>09:00:00</c> with or without a fraction, to microseconds of the day.</summary>
    internal static bool TryClock(ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        if (text.Length is < 8 or > 18)
        {
            return false;
        }

        Span<byte> full = stackalloc byte[32];
        "1970-01-01T"u8.CopyTo(full);
        text.CopyTo(full[11..]);
        return LogTime.TryIso8601(full[..(11 + text.Length)], out micros) && !text.ContainsAny("+-Zz"u8);
    }

    private static ReadOnlySpan<byte> SkipPriority(ReadOnlySpan<byte> text)
    {
        if (text is not [(byte)'<', ..])
        {
            return text;
        }

        var close = text[..Math.Min(text.Length, 5)].IndexOf((byte)'>');
        return close < 2 || text[1..close].ContainsAnyExceptInRange((byte)'0', (byte)'9') ? text : text[(close + 1)..].TrimStart((byte)' ');
    }

    private static ReadOnlySpan<byte> Known(ReadOnlySpan<byte> word) => word is [(byte)'-'] ? default : word;

    private static ReadOnlySpan<byte> Word(scoped ref ReadOnlySpan<byte> text)
    {
        text = text.TrimStart((byte)' ');
        var end = text.IndexOf((byte)' ');
        var word = end < 0 ? text : text[..end];
        text = end < 0 ? default : text[(end + 1)..];
        return word;
    }
}
