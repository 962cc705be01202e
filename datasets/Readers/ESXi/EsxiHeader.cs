namespace Det0131.Datasets.Readers.ESXi;

/// <summary>
/// Reads the headers of ESXi 6 to 9 and of syslog in front of them.
/// </summary>
/// <remarks>
/// <code>
/// 2023-12-05T17:36:17.835Z In(166) Hostd[1050748]: message                     ESXi 8 and later
/// 2025-01-01T00:00:00.000Z info hostd[265267] [Originator@6876 ...] message     ESXi 6 and 7, vCenter
/// 2025-01-01T00:00:00.000Z shell[2101]: message                                 ESXi 6 and 7
/// &lt;166&gt;2022-11-04T15:01:58.230Z HOST Hostd: info hostd[1053970] message          forwarded by ESXi
/// &lt;14&gt;1 2021-09-06T14:40:13.263383+00:00 HOST vpxd 58650 - - message             RFC 5424
/// &lt;13&gt;Oct 21 06:22:33 HOST sftp-server[4780]: message                            RFC 3164: no year, so no time
/// &lt;13&gt;Oct 21 06:22:33 RELAY 2022-11-04T15:01:58.230Z HOST Hostd: message          the same with ESXi's own time inside
/// </code>
/// Levels and forms after lnav's esx_syslog_log and vmw_log formats and the records at hand.
/// </remarks>
internal static class EsxiHeader
{
    private const int MostParts = 4;
    private const int Rfc3164TimeLength = 15;

    /// <summary>Cuts the line. False when it has neither a time nor a program: a continuation, or not of these logs.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out EsxiLine line)
    {
        line = default;
        text = SkipPriority(text.TrimStart((byte)' '));
        ReadOnlySpan<byte> afterVersion = text.StartsWith("1 "u8) ? text[2..] : default;
        if (TryTakeTime(ref afterVersion, out line.TimeMicros))
        {
            line.HasTime = true;
            ReadRfc5424(afterVersion, ref line);
        }
        else if (IsRfc3164Time(text))
        {
            text = text[Rfc3164TimeLength..].TrimStart((byte)' ');
            line.Host = TakeToken(ref text);

            // With ESXi's own time inside, the relay's name stood before and the host's may follow.
            line.HasTime = TryTakeTime(ref text, out line.TimeMicros);
            ReadProgram(text, ref line, mayHaveHost: line.HasTime);
        }
        else
        {
            line.HasTime = TryTakeTime(ref text, out line.TimeMicros);
            ReadProgram(text, ref line, mayHaveHost: line.HasTime);
        }

        return line.HasTime || !line.Program.IsEmpty;
    }

    /// <summary>ESXi 8's level: <c>In(166)</c>, <c>Wa(164)</c>, with <c>[+]</c> when lines follow.</summary>
    public static bool StartsWithLevelCode(ReadOnlySpan<byte> text) => LevelCodeLength(text) > 0;

    private static void ReadRfc5424(ReadOnlySpan<byte> text, ref EsxiLine line)
    {
        line.Host = Known(TakeToken(ref text));
        line.Program = Known(TakeToken(ref text));
        line.Pid = Known(TakeToken(ref text));
        TakeToken(ref text);
        text = text.StartsWith("- "u8) ? text[2..] : text;

        // What ESXi and vCenter wrote may stand whole inside, with its own, truer time.
        text = text.TrimStart((byte)' ');
        if (TryTakeTime(ref text, out long micros))
        {
            line.TimeMicros = micros;
        }

        ReadOnlySpan<byte> program = line.Program;
        ReadProgram(text, ref line, mayHaveHost: false);
        line.Program = line.Program.IsEmpty ? program : line.Program;
    }

    // Level and program, in either order and up to twice: "Hostd: info hostd[1] message".
    private static void ReadProgram(ReadOnlySpan<byte> text, ref EsxiLine line, bool mayHaveHost)
    {
        text = text.TrimStart((byte)' ');
        for (int part = 0; part < MostParts; part++)
        {
            int level = LevelCodeLength(text);
            int word = level > 0 ? 0 : LevelWordLength(text);
            if (level > 0)
            {
                text = text[level..].TrimStart((byte)' ');
                TakeProgram(ref text, ref line, needsColon: false);
                break;
            }

            if (word > 0 && ProgramLength(text[(word + 1)..], needsColon: false) > 0)
            {
                text = text[(word + 1)..];
                TakeProgram(ref text, ref line, needsColon: false);
                break;
            }

            if (line.Program.IsEmpty && TakeProgram(ref text, ref line, needsColon: true))
            {
                continue;
            }

            if (!mayHaveHost || !line.Program.IsEmpty || text.IsEmpty)
            {
                break;
            }

            mayHaveHost = false;
            line.Host = TakeToken(ref text);
        }

        line.Message = text;
    }

    private static bool TakeProgram(scoped ref ReadOnlySpan<byte> text, ref EsxiLine line, bool needsColon)
    {
        int length = ProgramLength(text, needsColon);
        if (length == 0)
        {
            return false;
        }

        ReadOnlySpan<byte> program = text[..length];
        int bracket = program.IndexOf((byte)'[');
        line.Program = bracket < 0 ? program : program[..bracket];
        line.Pid = bracket < 0 ? line.Pid : program[(bracket + 1)..^1];
        text = text[length..];
        text = (text.StartsWith(":"u8) ? text[1..] : text).TrimStart((byte)' ');
        return true;
    }

    // "name", "name[pid]", followed by a colon, or by a blank where a level came before.
    private static int ProgramLength(ReadOnlySpan<byte> text, bool needsColon)
    {
        int length = 0;
        while (length < text.Length && (char.IsAsciiLetterOrDigit((char)text[length]) || text[length] is (byte)'-' or (byte)'_' or (byte)'.' or (byte)'/'))
        {
            length++;
        }

        if (length == 0)
        {
            return 0;
        }

        if (length < text.Length && text[length] == '[')
        {
            int close = text[length..].IndexOf((byte)']');
            if (close is < 0 or > 24)
            {
                return 0;
            }

            length += close + 1;
        }

        bool isEnded = length < text.Length && (text[length] == ':' || (!needsColon && text[length] == ' '));
        return isEnded ? length : 0;
    }

    private static int LevelCodeLength(ReadOnlySpan<byte> text)
    {
        if (text.Length < 5 || !char.IsAsciiLetterUpper((char)text[0]) || !char.IsAsciiLetterLower((char)text[1]) || text[2] != '(')
        {
            return 0;
        }

        int close = text[..Math.Min(text.Length, 8)].IndexOf((byte)')');
        if (close < 4 || text[3..close].ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return 0;
        }

        return text[(close + 1)..].StartsWith("[+]"u8) ? close + 4 : close + 1;
    }

    private static int LevelWordLength(ReadOnlySpan<byte> text)
    {
        int blank = text.IndexOf((byte)' ');
        if (blank is < 4 or > 8)
        {
            return 0;
        }

        ReadOnlySpan<byte> word = text[..blank];
        bool isLevel = word.SequenceEqual("info"u8) || word.SequenceEqual("verbose"u8) || word.SequenceEqual("warning"u8) || word.SequenceEqual("error"u8)
            || word.SequenceEqual("trivia"u8) || word.SequenceEqual("debug"u8) || word.SequenceEqual("panic"u8) || word.SequenceEqual("fatal"u8);
        return isLevel ? blank : 0;
    }

    private static ReadOnlySpan<byte> SkipPriority(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] != '<')
        {
            return text;
        }

        int close = text[..Math.Min(text.Length, 5)].IndexOf((byte)'>');
        return close < 2 || text[1..close].ContainsAnyExceptInRange((byte)'0', (byte)'9') ? text : text[(close + 1)..].TrimStart((byte)' ');
    }

    private static bool TryTakeTime(scoped ref ReadOnlySpan<byte> text, out long micros)
    {
        ReadOnlySpan<byte> rest = text;
        ReadOnlySpan<byte> token = TakeToken(ref rest);

        // A colon may follow the time (vCenter's appliance management).
        if (!LogTime.TryIso8601(token.TrimEnd((byte)':'), out micros))
        {
            return false;
        }

        text = rest;
        return true;
    }

    // Mmm dd hh:mm:ss
    private static bool IsRfc3164Time(ReadOnlySpan<byte> text) =>
        text.Length > Rfc3164TimeLength && text[3] == ' ' && text[6] == ' ' && text[9] == ':' && text[12] == ':' && text[15] == ' '
        && "JanFebMarAprMayJunJulAugSepOctNovDec"u8.IndexOf(text[..3]) is >= 0 and var at && at % 3 == 0;

    private static ReadOnlySpan<byte> TakeToken(scoped ref ReadOnlySpan<byte> text)
    {
        int blank = text.IndexOf((byte)' ');
        ReadOnlySpan<byte> token = blank < 0 ? text : text[..blank];
        text = blank < 0 ? default : text[blank..].TrimStart((byte)' ');
        return token;
    }

    private static ReadOnlySpan<byte> Known(ReadOnlySpan<byte> token) => token.SequenceEqual("-"u8) ? default : token;
}
