using System.Buffers.Text;
using System.Globalization;

namespace Det0131.Datasets.Readers.OpenBsm;

/// <summary>UTF-8 that is being written as XML. Not thread-safe.</summary>
internal sealed class XmlText
{
    private const int LargestKept = 1 << 18;
    private const long LastSecond = 253_402_300_799;
    private const string TimeForm = "ddd MMM d HH:mm:ss yyyy";

    private byte[] buffer = new byte[4096];
    private int used;

    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, used);

    public void Clear()
    {
        used = 0;
        if (buffer.Length > LargestKept)
        {
            buffer = new byte[4096];
        }
    }

    public void Add(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Room(text.Length));
        used += text.Length;
    }

    public void Add(long number)
    {
        Utf8Formatter.TryFormat(number, Room(20), out var written);
        used += written;
    }

    public void Add(ulong number)
    {
        Utf8Formatter.TryFormat(number, Room(20), out var written);
        used += written;
    }

    public void AddHex(ulong number)
    {
        Utf8Formatter.TryFormat(number, Room(16), out var written, 'x');
        used += written;
    }

    /// <summary>As asctime(3) writes it, in UTC; beyond the year 9999 the number.</summary>
    public void AddTime(ulong seconds)
    {
        if (seconds > LastSecond)
        {
            Add(seconds);
            return;
        }

        var time = DateTime.UnixEpoch.AddSeconds(seconds);
        Span<byte> form = stackalloc byte[32];
        time.TryFormat(form, out var written, TimeForm, CultureInfo.InvariantCulture);

        // A day below ten has a blank before it.
        Add(form[..8]);
        Add(time.Day < 10 ? " "u8 : default);
        Add(form[8..written]);
    }

    /// <summary>With marks and control characters as entities.</summary>
    public void AddEscaped(ReadOnlySpan<byte> text) => AddEscaped(text, isVisual: false);

    /// <summary>As <see cref="AddEscaped(ReadOnlySpan{byte})"/>, with backslashes doubled as vis(3) does.</summary>
    public void AddVisual(ReadOnlySpan<byte> text) => AddEscaped(text, isVisual: true);

    private void AddEscaped(ReadOnlySpan<byte> text, bool isVisual)
    {
        var room = Room(6 * text.Length);
        var written = 0;
        foreach (var value in text)
        {
            ReadOnlySpan<byte> escaped = value switch
            {
                (byte)'&' => "&amp;"u8,
                (byte)'<' => "&lt;"u8,
                (byte)'>' => "&gt;"u8,
                (byte)'"' => "&quot;"u8,
                (byte)'\'' => "&apos;"u8,
                (byte)'\\' when isVisual => "\\\\"u8,
                _ => default,
            };
            if (escaped.IsEmpty && value is < 32 or 127)
            {
                "&#"u8.CopyTo(room[written..]);
                Utf8Formatter.TryFormat(value, room[(written + 2)..], out var digits);
                room[written + 2 + digits] = (byte)';';
                written += digits + 3;
            }
            else if (escaped.IsEmpty)
            {
                room[written++] = value;
            }
            else
            {
                escaped.CopyTo(room[written..]);
                written += escaped.Length;
            }
        }

        used += written;
    }

    private Span<byte> Room(int bytes)
    {
        if (buffer.Length - used < bytes)
        {
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, used + bytes));
        }

        return buffer.AsSpan(used);
    }
}
