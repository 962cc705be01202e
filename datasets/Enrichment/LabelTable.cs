using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace Det0131.Datasets.Enrichment;

/// <summary>
/// What ranges mean, each label once: <c>DE</c>, or <c>AS15169 Google LLC</c>. Filled while files are read, then only read; not thread-safe while filling.
/// </summary>
internal sealed class LabelTable
{
    private const int LongestName = 120;

    private readonly Dictionary<long, int> indexByKey = [];
    private readonly List<string> labels = [];

    public string this[int index] => labels[index];

    /// <summary>The index of a country (two letters) or of <c>number,name</c>; -1 when it is neither.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int IndexOf(ReadOnlySpan<byte> fields)
    {
        int comma = fields.IndexOf((byte)',');
        var head = comma < 0 ? fields : fields[..comma];
        long key;
        if (comma < 0)
        {
            if (head.Length != 2 || !char.IsAsciiLetterUpper((char)head[0]) || !char.IsAsciiLetterUpper((char)head[1]))
            {
                return -1;
            }

            key = -((head[0] << 8) | head[1]);
        }
        else if (!System.Buffers.Text.Utf8Parser.TryParse(head, out key, out int used) || used != head.Length || key is < 0 or > uint.MaxValue)
        {
            return -1;
        }

        if (!indexByKey.TryGetValue(key, out int index))
        {
            index = labels.Count;
            labels.Add(comma < 0 ? Encoding.ASCII.GetString(head) : NetworkLabel(key, fields[(comma + 1)..]));
            indexByKey.Add(key, index);
        }

        return index;
    }

    private static string NetworkLabel(long number, ReadOnlySpan<byte> name)
    {
        var text = Utf8.IsValid(name) ? Encoding.UTF8.GetString(name) : Encoding.Latin1.GetString(name);
        if (text.StartsWith('"') && text.EndsWith('"') && text.Length >= 2)
        {
            text = text[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal);
        }

        text = text.Trim();
        text = text.Length > LongestName ? text[..(char.IsHighSurrogate(text[LongestName - 1]) ? LongestName - 1 : LongestName)] : text;
        return text.Length == 0 ? string.Create(null, $"AS{number}") : string.Create(null, $"AS{number} {text}");
    }
}
