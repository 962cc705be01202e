using System.Text;

namespace Det0131.Datasets.Readers.Firewalls;

/// <summary>
/// Cuts lines of <c>key=value key="quoted value"</c> and keeps the wanted ones. The first of two values of one key counts: a packet quoted inside a message
/// comes behind. Not thread-safe: the values are those of the line cut last.
/// </summary>
/// <param name="keys">The wanted keys; a key's place is its slot.</param>
internal sealed class KeyValues(params string[] keys)
{
    private readonly byte[][] names = [.. keys.Select(Encoding.UTF8.GetBytes)];
    private readonly Range[] values = new Range[keys.Length];
    private readonly bool[] found = new bool[keys.Length];

    public bool Has(int slot) => found[slot];

    /// <summary>Without its quotes; empty when it is not there.</summary>
    public ReadOnlySpan<byte> Get(ReadOnlySpan<byte> line, int slot) => found[slot] ? line[values[slot]] : default;

    public void Cut(ReadOnlySpan<byte> line)
    {
        Array.Clear(found);
        var at = 0;
        while (at < line.Length)
        {
            var mark = line[at..].IndexOfAny((byte)'=', (byte)' ');
            if (mark < 0)
            {
                return;
            }

            var key = line.Slice(at, mark);
            var start = at + mark + 1;
            if (line[at + mark] == ' ')
            {
                at = start;
                continue;
            }

            var isQuoted = start < line.Length && line[start] == '"';
            start += isQuoted ? 1 : 0;
            var length = isQuoted ? QuotedLength(line[start..]) : line[start..].IndexOf((byte)' ');
            length = length < 0 ? line.Length - start : length;
            Keep(key, start, length);
            at = start + length + 1;
        }
    }

    private void Keep(ReadOnlySpan<byte> key, int start, int length)
    {
        for (var slot = 0; slot < names.Length; slot++)
        {
            if (key.SequenceEqual(names[slot]))
            {
                if (!found[slot])
                {
                    values[slot] = start..(start + length);
                    found[slot] = true;
                }

                return;
            }
        }
    }

    /// <summary>Up to the closing quote; one behind a backslash does not close.</summary>
    private static int QuotedLength(ReadOnlySpan<byte> text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '"')
            {
                return at;
            }

            at += text[at] == '\\' ? 1 : 0;
        }

        return -1;
    }
}
