using System.Buffers.Binary;
using System.Globalization;

namespace Det0131.Datasets.Readers.Windows.EventLogs;

/// <summary>Writes a template's values as text, as evtx_dump does. Not thread-safe.</summary>
internal sealed class BinaryXmlValues(EventJson json)
{
    public const byte Text = 0x01;
    public const byte Nested = 0x21;

    private const byte IsArray = 0x80;

    /// <summary>Ticks of 100 ns from the year 1 to 1601-01-01 (FILETIME, MS-DTYP 2.3.3).</summary>
    private const long TicksTo1601 = 504_911_232_000_000_000;

    private const int MostSubAuthorities = 15;

    /// <summary>False when the type is not known or the value has not its size. A value that is not there writes nothing.</summary>
    public bool TryAdd(byte type, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty || type == 0)
        {
            return true;
        }

        return (type & IsArray) == 0 ? TryAddOne(type, value) : TryAddArray((byte)(type & ~IsArray), value);
    }

    private bool TryAddOne(byte type, ReadOnlySpan<byte> value) => type switch
    {
        Text or 0x23 => AddText(value),
        0x02 => AddAnsi(value),
        0x03 => value.Length == 1 && AddNumber(unchecked((sbyte)value[0])),
        0x04 => value.Length == 1 && AddNumber(value[0]),
        0x05 => value.Length == 2 && AddNumber(BinaryPrimitives.ReadInt16LittleEndian(value)),
        0x06 => value.Length == 2 && AddNumber(BinaryPrimitives.ReadUInt16LittleEndian(value)),
        0x07 => value.Length == 4 && AddNumber(BinaryPrimitives.ReadInt32LittleEndian(value)),
        0x08 => value.Length == 4 && AddNumber(BinaryPrimitives.ReadUInt32LittleEndian(value)),
        0x09 => value.Length == 8 && AddNumber(BinaryPrimitives.ReadInt64LittleEndian(value)),
        0x0A => value.Length == 8 && AddNumber(BinaryPrimitives.ReadUInt64LittleEndian(value)),
        0x0B => value.Length == 4 && AddFormatted(BinaryPrimitives.ReadSingleLittleEndian(value), "R"),
        0x0C => value.Length == 8 && AddFormatted(BinaryPrimitives.ReadDoubleLittleEndian(value), "R"),
        0x0D => value.Length is 1 or 4 && AddBoolean(value.ContainsAnyExcept((byte)0)),
        0x0E => AddBinary(value),
        0x0F => value.Length == 16 && AddFormatted(new Guid(value), "D"),
        0x10 or 0x14 or 0x15 or 0x20 => AddHexadecimal(value),
        0x11 => value.Length == 8 && TryAddFileTime(BinaryPrimitives.ReadInt64LittleEndian(value)),
        0x12 => value.Length == 16 && TryAddSystemTime(value),
        0x13 => TryAddSid(value),
        _ => false,
    };

    /// <summary>Elements one after another, with a comma and a blank between.</summary>
    private bool TryAddArray(byte type, ReadOnlySpan<byte> value)
    {
        var size = type switch
        {
            0x03 or 0x04 => 1,
            0x05 or 0x06 => 2,
            0x07 or 0x08 or 0x0B or 0x0D or 0x14 => 4,
            0x09 or 0x0A or 0x0C or 0x11 or 0x15 => 8,
            0x0F or 0x12 => 16,
            _ => 0,
        };
        if (type is not Text && (size == 0 || value.Length % size != 0))
        {
            return false;
        }

        var isFirst = true;
        while (!value.IsEmpty)
        {
            var length = type == Text ? TextLength(value) : size;
            if (!isFirst)
            {
                json.AddPlain(", "u8);
            }

            isFirst = false;
            if (!TryAddOne(type, value[..length]))
            {
                return false;
            }

            value = value[length..];
        }

        return true;
    }

    /// <summary>To behind the NUL that ends a text of a list.</summary>
    private static int TextLength(ReadOnlySpan<byte> value)
    {
        for (var at = 0; at + 1 < value.Length; at += 2)
        {
            if (value[at] == 0 && value[at + 1] == 0)
            {
                return at + 2;
            }
        }

        return value.Length;
    }

    private bool AddText(ReadOnlySpan<byte> utf16)
    {
        json.AddUtf16(utf16);
        return true;
    }

    private bool AddAnsi(ReadOnlySpan<byte> text)
    {
        json.AddLatin1(text);
        return true;
    }

    private bool AddBoolean(bool value)
    {
        json.AddPlain(value ? "true"u8 : "false"u8);
        return true;
    }

    private bool AddNumber<T>(T value)
        where T : IUtf8SpanFormattable
    {
        Span<byte> digits = stackalloc byte[32];
        value.TryFormat(digits, out var count, default, CultureInfo.InvariantCulture);
        json.AddNumber(digits[..count]);
        return true;
    }

    private bool AddFormatted<T>(T value, ReadOnlySpan<char> format)
        where T : IUtf8SpanFormattable
    {
        Span<byte> text = stackalloc byte[64];
        value.TryFormat(text, out var count, format, CultureInfo.InvariantCulture);
        if (typeof(T) == typeof(Guid))
        {
            System.Text.Ascii.ToUpperInPlace(text[..count], out _);
        }

        json.AddPlain(text[..count]);
        return true;
    }

    private bool AddHexadecimal(ReadOnlySpan<byte> value)
    {
        if (value.Length is not (4 or 8))
        {
            return false;
        }

        var number = value.Length == 4 ? BinaryPrimitives.ReadUInt32LittleEndian(value) : BinaryPrimitives.ReadUInt64LittleEndian(value);
        Span<byte> digits = stackalloc byte[16];
        number.TryFormat(digits, out var count, "x", CultureInfo.InvariantCulture);
        json.AddPlain("0x"u8);
        json.AddPlain(digits[..count]);
        return true;
    }

    private bool AddBinary(ReadOnlySpan<byte> value)
    {
        Span<byte> hex = stackalloc byte[2];
        foreach (var one in value)
        {
            one.TryFormat(hex, out _, "X2", CultureInfo.InvariantCulture);
            json.AddPlain(hex);
        }

        return true;
    }

    private bool TryAddFileTime(long ticks)
    {
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks - TicksTo1601)
        {
            return false;
        }

        return AddTime(new DateTime(ticks + TicksTo1601, DateTimeKind.Utc));
    }

    /// <summary>Year, month, day of the week, day, hour, minute, second, millisecond.</summary>
    private bool TryAddSystemTime(ReadOnlySpan<byte> value)
    {
        Span<int> parts = stackalloc int[8];
        for (var index = 0; index < parts.Length; index++)
        {
            parts[index] = BinaryPrimitives.ReadUInt16LittleEndian(value[(2 * index)..]);
        }

        if (parts[0] is < 1601 or > 9999 || parts[1] is < 1 or > 12 || parts[3] < 1 || parts[3] > DateTime.DaysInMonth(parts[0], parts[1])
            || parts[4] > 23 || parts[5] > 59 || parts[6] > 59 || parts[7] > 999)
        {
            return false;
        }

        return AddTime(new DateTime(parts[0], parts[1], parts[3], parts[4], parts[5], parts[6], parts[7], DateTimeKind.Utc));
    }

    private bool AddTime(DateTime time)
    {
        Span<byte> text = stackalloc byte[32];
        time.TryFormat(text, out var count, "yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture);
        json.AddPlain(text[..count]);
        return true;
    }

    /// <summary>Revision, count of sub-authorities, authority (6 bytes, high byte first), sub-authorities (MS-DTYP 2.4.2).</summary>
    private bool TryAddSid(ReadOnlySpan<byte> value)
    {
        if (value.Length < 8 || value[1] > MostSubAuthorities || value.Length != 8 + (4 * value[1]))
        {
            return false;
        }

        json.AddPlain("S-"u8);
        AddPart(value[0]);
        json.AddPlain("-"u8);
        AddPart(((long)BinaryPrimitives.ReadUInt16BigEndian(value[2..]) << 32) | BinaryPrimitives.ReadUInt32BigEndian(value[4..]));
        for (var at = 8; at < value.Length; at += 4)
        {
            json.AddPlain("-"u8);
            AddPart(BinaryPrimitives.ReadUInt32LittleEndian(value[at..]));
        }

        return true;
    }

    private void AddPart(long number)
    {
        Span<byte> digits = stackalloc byte[20];
        number.TryFormat(digits, out var count, default, CultureInfo.InvariantCulture);
        json.AddPlain(digits[..count]);
    }
}
