namespace Det0131.Datasets.Readers.OpenBsm;

/// <summary>Fields between commas. Stateless.</summary>
internal static class BsmFields
{
    /// <summary>A field by its place; empty when there are fewer.</summary>
    public static ReadOnlySpan<byte> At(ReadOnlySpan<byte> text, int place)
    {
        text = After(text, place);
        var end = text.IndexOf((byte)',');
        return end < 0 ? text : text[..end];
    }

    public static ReadOnlySpan<byte> After(ReadOnlySpan<byte> text, int count)
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

    public static ReadOnlySpan<byte> WithoutLast(ReadOnlySpan<byte> text) => text[..Math.Max(text.LastIndexOf((byte)','), 0)];
}
