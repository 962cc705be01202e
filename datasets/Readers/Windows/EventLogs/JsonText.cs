using System.Text;

namespace Det0131.Datasets.Readers.Windows.EventLogs;

/// <summary>UTF-8 that is being written as the inside of JSON strings and around them. What does not fit is left out and told by <see cref="IsFull"/>. Not thread-safe.</summary>
internal sealed class JsonText
{
    private byte[] buffer = new byte[1024];
    private int used;
    private int most;
    private int mark;

    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, used);

    public bool IsFull { get; private set; }

    public int Left => most - used;

    public void Start(int mostBytes) => (used, most, mark, IsFull) = (0, mostBytes, 0, false);

    /// <summary>A part of what was written; empty where there is none.</summary>
    public ReadOnlySpan<byte> Part(int start, int length) => start + length <= used ? buffer.AsSpan(start, length) : default;

    public void Mark() => mark = used;

    public void BackToMark() => used = mark;

    public void Add(byte value) => Add([value]);

    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (Room(bytes.Length))
        {
            bytes.CopyTo(buffer.AsSpan(used));
            used += bytes.Length;
        }
    }

    public void Insert(int at, ReadOnlySpan<byte> bytes)
    {
        if (at <= used && Room(bytes.Length))
        {
            buffer.AsSpan(at, used - at).CopyTo(buffer.AsSpan(at + bytes.Length));
            bytes.CopyTo(buffer.AsSpan(at));
            used += bytes.Length;
        }
    }

    /// <summary>Characters of two bytes, low byte first, up to the first NUL; half a pair becomes U+FFFD.</summary>
    public void AddUtf16(ReadOnlySpan<byte> utf16)
    {
        for (var at = 0; at + 1 < utf16.Length; at += 2)
        {
            var unit = (char)(utf16[at] | (utf16[at + 1] << 8));
            if (unit == 0)
            {
                return;
            }

            if (unit < 0x80)
            {
                AddAscii((byte)unit);
                continue;
            }

            var rune = Rune.ReplacementChar;
            if (char.IsHighSurrogate(unit) && at + 3 < utf16.Length && Rune.TryCreate(unit, (char)(utf16[at + 2] | (utf16[at + 3] << 8)), out var pair))
            {
                rune = pair;
                at += 2;
            }
            else if (Rune.TryCreate(unit, out var single))
            {
                rune = single;
            }

            AddRune(rune);
        }
    }

    public void AddAscii(ReadOnlySpan<byte> ascii)
    {
        foreach (var value in ascii)
        {
            AddAscii(value);
        }
    }

    public void AddLatin1(ReadOnlySpan<byte> latin1)
    {
        foreach (var value in latin1)
        {
            if (value == 0)
            {
                return;
            }

            if (value < 0x80)
            {
                AddAscii(value);
            }
            else
            {
                AddRune(new Rune(value));
            }
        }
    }

    private void AddRune(Rune rune)
    {
        Span<byte> utf8 = stackalloc byte[4];
        Add(utf8[..rune.EncodeToUtf8(utf8)]);
    }

    private void AddAscii(byte value)
    {
        switch (value)
        {
            case (byte)'"':
                Add("\\\""u8);
                break;
            case (byte)'\\':
                Add("\\\\"u8);
                break;
            case (byte)'\n':
                Add("\\n"u8);
                break;
            case (byte)'\r':
                Add("\\r"u8);
                break;
            case (byte)'\t':
                Add("\\t"u8);
                break;
            case < 0x20:
                Add("\\u00"u8);
                Add(Hex(value >> 4));
                Add(Hex(value & 15));
                break;
            default:
                Add(value);
                break;
        }
    }

    private static byte Hex(int digit) => (byte)(digit < 10 ? '0' + digit : 'a' + digit - 10);

    private bool Room(int bytes)
    {
        if (IsFull || bytes > most - used)
        {
            IsFull = true;
            return false;
        }

        if (used + bytes > buffer.Length)
        {
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, used + bytes));
        }

        return true;
    }
}
