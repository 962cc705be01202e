using System.Text;

namespace Det0131.Datasets.Readers.Mapping;

/// <summary>Where a value comes from: a constant, or the first of some columns that has one, and what its words mean. Immutable.</summary>
/// <param name="Slots">Columns, the preferred first; empty for a constant.</param>
/// <param name="Constant">Used when there are no columns.</param>
/// <param name="Words">What stands for a value, by the value as it stands; null: values are taken as they are.</param>
/// <param name="Other">What stands for values that <paramref name="Words"/> lacks; empty: they are absent; null: they are taken as they are.</param>
internal sealed record MappedValue(int[] Slots, byte[] Constant, Dictionary<string, byte[]>? Words, byte[]? Other)
{
    private const int LongestWord = 256;

    /// <summary>The value's text; empty when the record has none.</summary>
    public ReadOnlySpan<byte> Of(JsonValues values)
    {
        if (Slots.Length == 0)
        {
            return Constant;
        }

        foreach (var slot in Slots)
        {
            if (values.Kind(slot) is JsonFieldKind.Object or JsonFieldKind.Array || Network.NetworkText.Known(values.Bytes(slot)) is not { IsEmpty: false } text)
            {
                continue;
            }

            return Words is null ? text : Meaning(text);
        }

        return default;
    }

    private ReadOnlySpan<byte> Meaning(ReadOnlySpan<byte> text)
    {
        if (text.Length > LongestWord)
        {
            return Other ?? text;
        }

        Span<char> word = stackalloc char[LongestWord];
        return Words!.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word[..Encoding.UTF8.GetChars(text, word)], out var meaning) ? meaning : Other ?? text;
    }
}
