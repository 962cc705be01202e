using Det0131.Datasets.Readers.HostLogs;

namespace Det0131.Datasets.Readers.OpenBsm;

/// <summary>
/// One record of <c>praudit -l</c>: <c>header,201,11,execve(2),0,Thu Sep  1 12:00:00 2015, + 195 msec,exec arg,...,path,...,subject,...,return,success,0,trailer,201,</c>
/// (print_header32_tok and its neighbours in OpenBSM's bsm_io.c).
/// </summary>
/// <remarks>
/// A comma inside a text is not told from one between fields. What a program can choose (arguments, paths) stands before the subject, so subject and return are looked for from the end, and the
/// executable's path is the last before them: an argument that looks like a token cannot put itself in their place.
/// </remarks>
internal readonly ref struct BsmLine
{
    /// <summary>As the event table describes it (<c>execve(2)</c>) or, with -s, names it (<c>AUE_EXECVE</c>).</summary>
    public ReadOnlySpan<byte> Event { get; private init; }

    /// <summary>The time has no zone: it is taken as UTC.</summary>
    public long TimeMicros { get; private init; }

    /// <summary>Address of the machine, where the header has one; empty where not.</summary>
    public ReadOnlySpan<byte> Machine { get; private init; }

    /// <summary>The tokens before the subject.</summary>
    public ReadOnlySpan<byte> Body { get; private init; }

    /// <summary>The subject's fields: login user, effective user and group, real user and group, process id, session, terminal.</summary>
    public ReadOnlySpan<byte> Subject { get; private init; }

    /// <summary><c>success</c> or <c>failure : why</c>; empty when there is none.</summary>
    public ReadOnlySpan<byte> Status { get; private init; }

    /// <summary>What the call returned.</summary>
    public ReadOnlySpan<byte> Returned { get; private init; }

    public static bool IsOne(ReadOnlySpan<byte> line) => line.StartsWith("header,"u8) || line.StartsWith("header_ex,"u8);

    /// <summary>False when header or time cannot be read.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out BsmLine record)
    {
        record = default;
        var mark = line.IndexOf(", + "u8);
        var unit = mark < 0 ? -1 : line[mark..].IndexOf(" msec"u8);
        if (unit < 4 || mark < CalendarTimes.Length || !CalendarTimes.TryRead(line[(mark - CalendarTimes.Length)..mark], out var micros)
            || HostText.Number(line.Slice(mark + 4, unit - 4)) is not (>= 0 and < 1000 and var millis))
        {
            return false;
        }

        // header, size, version, event (which may hold commas), modifier, and in header_ex the machine's address.
        var head = line[..(mark - CalendarTimes.Length)].TrimEnd((byte)',');
        var hasMachine = line.StartsWith("header_ex,"u8);
        var machine = hasMachine ? head[(head.LastIndexOf((byte)',') + 1)..] : default;
        head = hasMachine ? WithoutLast(head) : head;
        var name = AfterFields(WithoutLast(head), 3);
        if (name.IsEmpty)
        {
            return false;
        }

        var rest = line[(mark + unit + " msec"u8.Length)..];
        var end = rest.LastIndexOf(",return,"u8);
        var outcome = end < 0 ? default : rest[(end + ",return,"u8.Length)..];
        var subjectAt = (end < 0 ? rest : rest[..end]).LastIndexOf(",subject"u8);
        record = new BsmLine
        {
            Event = name,
            TimeMicros = micros + (millis * 1000),
            Machine = machine,
            Body = subjectAt < 0 ? rest : rest[..subjectAt],
            Subject = subjectAt < 0 ? default : AfterFields(rest[(subjectAt + 1)..(end < 0 ? rest.Length : end)], 1),
            Status = Field(outcome, 0),
            Returned = Field(outcome, 1),
        };
        return true;
    }

    /// <summary>A field by its place; empty when there are fewer.</summary>
    public static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> text, int place)
    {
        text = AfterFields(text, place);
        var end = text.IndexOf((byte)',');
        return end < 0 ? text : text[..end];
    }

    /// <summary>What follows the last token of this name, up to the end of the body; empty when there is none.</summary>
    /// <param name="token">The name with its commas: <c>,path,</c>.</param>
    public ReadOnlySpan<byte> Last(ReadOnlySpan<byte> token)
    {
        var at = Body.LastIndexOf(token);
        return at < 0 ? default : Body[(at + token.Length)..];
    }

    private static ReadOnlySpan<byte> AfterFields(ReadOnlySpan<byte> text, int count)
    {
        for (; count > 0; count--)
        {
            var at = text.IndexOf((byte)',');
            if (at < 0)
            {
                return default;
            }

            text = text[(at + 1)..];
        }

        return text;
    }

    private static ReadOnlySpan<byte> WithoutLast(ReadOnlySpan<byte> text) => text[..Math.Max(text.LastIndexOf((byte)','), 0)];
}
