using Det0131.Datasets.Readers.HostLogs;

namespace Det0131.Datasets.Readers.OpenBsm;

/// <summary>
/// A header as it is printed with commas: <c>header,201,11,execve(2),0,Thu Sep  1 12:00:00 2015, + 195 msec</c>; in the longer form with the machine's address before the time.
/// </summary>
internal readonly ref struct BsmHeader
{
    /// <summary>As the event table describes it (<c>execve(2)</c>), with -s names it (<c>AUE_EXECVE</c>), or a number.</summary>
    public ReadOnlySpan<byte> Event { get; init; }

    public long TimeMicros { get; init; }

    public ReadOnlySpan<byte> Machine { get; init; }

    /// <summary>What follows the header.</summary>
    public ReadOnlySpan<byte> Rest { get; init; }

    /// <summary>False when header or time cannot be read.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, bool hasMachine, out BsmHeader header)
    {
        header = default;
        var mark = line.IndexOf(", + "u8);
        var unit = mark < 0 ? -1 : line[mark..].IndexOf(" msec"u8);
        if (unit < 4 || mark < CalendarTimes.Length || !TryTime(line[(mark - CalendarTimes.Length)..mark], line.Slice(mark + 4, unit - 4), out var micros))
        {
            return false;
        }

        // header, size, version, event (which may hold commas), modifier, and in header_ex the machine's address.
        var head = line[..(mark - CalendarTimes.Length)].TrimEnd((byte)',');
        var machine = hasMachine ? head[(head.LastIndexOf((byte)',') + 1)..] : default;
        head = hasMachine ? BsmFields.WithoutLast(head) : head;
        header = new BsmHeader { Event = BsmFields.After(BsmFields.WithoutLast(head), 3), TimeMicros = micros, Machine = machine, Rest = line[(mark + unit + " msec"u8.Length)..] };
        return !header.Event.IsEmpty;
    }

    /// <summary>A calendar time and the milliseconds beyond it.</summary>
    public static bool TryTime(ReadOnlySpan<byte> time, ReadOnlySpan<byte> millis, out long micros)
    {
        if (!CalendarTimes.TryRead(time, out micros) || HostText.Number(millis) is not (>= 0 and < 1000 and var beyond))
        {
            return false;
        }

        micros += beyond * 1000;
        return true;
    }
}
