namespace Det0131.Datasets.Readers;

/// <summary>
/// Fields that a format writes in several ways, as a service, its query tool and its export spell them: paths for a <see cref="JsonFields"/>, and the first spelling
/// that a record has. Immutable.
/// </summary>
internal sealed class SpelledFields
{
    private readonly int[][] slots;

    /// <param name="spellings">By field number its paths, the preferred first.</param>
    public SpelledFields(params ReadOnlySpan<string[]> spellings)
    {
        slots = new int[spellings.Length][];
        var paths = new List<string>();
        for (var field = 0; field < spellings.Length; field++)
        {
            slots[field] = [.. Enumerable.Range(paths.Count, spellings[field].Length)];
            paths.AddRange(spellings[field]);
        }

        Paths = [.. paths];
    }

    /// <summary>All paths, in the order of their slots.</summary>
    public string[] Paths { get; }

    public bool Has(JsonValues values, int field) => values.First(slots[field]) >= 0;

    /// <summary>The value's text as <see cref="JsonValues.Bytes"/> gives it, an object or array as JSON; empty when there is none.</summary>
    public ReadOnlySpan<byte> Bytes(JsonValues values, int field) => values.First(slots[field]) is >= 0 and var slot ? values.Bytes(slot) : default;

    /// <summary>The JSON of an object or array, which has been checked; empty for anything else.</summary>
    public ReadOnlySpan<byte> Json(JsonValues values, int field) =>
        values.First(slots[field]) is >= 0 and var slot && (values.Kind(slot) is JsonFieldKind.Object or JsonFieldKind.Array) ? values.Bytes(slot) : default;

    /// <summary>The text of a string, number or literal, at most <paramref name="maxBytes"/> of it; empty for objects, arrays and what is missing.</summary>
    public ReadOnlySpan<byte> Scalar(JsonValues values, int field, int maxBytes)
    {
        var slot = values.First(slots[field]);
        return slot < 0 || values.Kind(slot) is JsonFieldKind.Object or JsonFieldKind.Array ? default : TextExcerpt.Cut(values.Bytes(slot), maxBytes);
    }

    /// <summary>A count of 0 or more from a number or from a string that is one; else null.</summary>
    public long? Count(JsonValues values, int field) =>
        values.First(slots[field]) is >= 0 and var slot && values.Int64(slot) is >= 0 and var count ? count : null;
}
