using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Det0131.LoadTest;

/// <summary>What a line is written with.</summary>
/// <param name="Number">The unit's number: part of the record's own id.</param>
/// <param name="Micros">Time of the unit's beginning, microseconds since 1970 UTC.</param>
/// <param name="Host">Which copy of the template's machine; 0 and more.</param>
internal readonly record struct LineValues(long Number, long Micros, int Host);

/// <summary>
/// A log line cut where the values go, so that writing one is copying. Immutable.
/// </summary>
internal sealed class LineTemplate
{
    private static readonly StandardFormat TwelveDigits = new('D', 12);

    private readonly List<Piece> _pieces = [];

    private enum Slot
    {
        Text,
        Number,
        EpochSeconds,
        Date,
        TimeOfDay,
        Milliseconds,
        Host,
    }

    /// <summary>Which log it is of; the record's key in <see cref="SentIds"/>.</summary>
    public required RecordKind Kind { get; init; }

    public LineTemplate Text(string text)
    {
        _pieces.Add(new Piece(Slot.Text, Encoding.UTF8.GetBytes(text), 0));
        return this;
    }

    /// <summary>Twelve digits.</summary>
    public LineTemplate Number() => Add(Slot.Number, 0);

    /// <summary>As <c>1790632835.884147</c>.</summary>
    /// <param name="offset">Microseconds from the unit's beginning.</param>
    public LineTemplate EpochSeconds(long offset) => Add(Slot.EpochSeconds, offset);

    /// <summary>As <c>2026-09-28 22:15:32</c>.</summary>
    /// <param name="offset">Microseconds from the unit's beginning.</param>
    /// <param name="between">What stands between the two.</param>
    public LineTemplate DateAndTime(long offset, string between) => Add(Slot.Date, offset).Text(between).Add(Slot.TimeOfDay, offset);

    /// <summary>The three digits behind <see cref="DateAndTime"/>.</summary>
    /// <param name="offset">Microseconds from the unit's beginning.</param>
    public LineTemplate Milliseconds(long offset) => Add(Slot.Milliseconds, offset);

    /// <summary>Number of the machine's copy, 5 digits.</summary>
    public LineTemplate HostNumber() => Add(Slot.Host, 0);

    /// <summary>Two of an address's four numbers, which stand for the machine: 60,000 are told apart.</summary>
    public LineTemplate HostOctets() => Add(Slot.Host, 1);

    /// <summary>Writes the line with its end.</summary>
    public void Write(in LineValues values, IBufferWriter<byte> to)
    {
        foreach (var piece in _pieces)
        {
            if (piece.Slot == Slot.Text)
            {
                to.Write(piece.Bytes);
            }
            else
            {
                to.Advance(WriteValue(piece, values, to.GetSpan(32)));
            }
        }

        to.Write("\n"u8);
    }

    private static int WriteValue(Piece piece, in LineValues values, Span<byte> to)
    {
        var micros = values.Micros + piece.Offset;
        switch (piece.Slot)
        {
            case Slot.Number:
                Utf8Formatter.TryFormat(values.Number, to, out var number, TwelveDigits);
                return number;
            case Slot.EpochSeconds:
                Utf8Formatter.TryFormat(micros / 1_000_000, to, out var seconds);
                to[seconds] = (byte)'.';
                Utf8Formatter.TryFormat(micros % 1_000_000, to[(seconds + 1)..], out var fraction, new StandardFormat('D', 6));
                return seconds + 1 + fraction;
            case Slot.Milliseconds:
                Utf8Formatter.TryFormat(micros / 1000 % 1000, to, out var thousandths, new StandardFormat('D', 3));
                return thousandths;
            case Slot.Date or Slot.TimeOfDay:
                var time = DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);
                time.TryFormat(to, out var stamp, piece.Slot == Slot.Date ? "yyyy-MM-dd" : "HH:mm:ss", CultureInfo.InvariantCulture);
                return stamp;
            case Slot.Host when piece.Offset == 1:
                Utf8Formatter.TryFormat(values.Host / 250, to, out var high);
                to[high] = (byte)'.';
                Utf8Formatter.TryFormat(1 + (values.Host % 250), to[(high + 1)..], out var low);
                return high + 1 + low;
            default:
                Utf8Formatter.TryFormat(values.Host, to, out var host, new StandardFormat('D', 5));
                return host;
        }
    }

    private LineTemplate Add(Slot slot, long offset)
    {
        _pieces.Add(new Piece(slot, [], offset));
        return this;
    }

    private readonly record struct Piece(Slot Slot, byte[] Bytes, long Offset);
}
