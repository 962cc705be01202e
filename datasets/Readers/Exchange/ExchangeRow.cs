using Det0131.Datasets.Readers.Network;

namespace Det0131.Datasets.Readers.Exchange;

/// <summary>One record's wanted fields.</summary>
internal readonly ref struct ExchangeRow(ExchangeSchema schema, JsonValues values)
{
    private readonly ExchangeSchema schema = schema;

    /// <summary>The record.</summary>
    public JsonValues Values { get; } = values;

    /// <summary>The first value among the field's paths; empty when there is none.</summary>
    public ReadOnlySpan<byte> Get(ExchangeField field) => schema.SlotOf(Values, field) is >= 0 and var slot ? NetworkText.Known(Values.Bytes(slot)) : default;

    /// <summary>The first of two fields that has a value.</summary>
    public ReadOnlySpan<byte> Get(ExchangeField first, ExchangeField second) => Get(first) is { IsEmpty: false } value ? value : Get(second);

    /// <summary>Whether a field that is a text, a list of texts, or a list written with commas as Kibana's CSV has it, is or has the word.</summary>
    public bool Has(ExchangeField field, ReadOnlySpan<byte> word)
    {
        var slot = schema.ListOf(field);
        var text = Values.Bytes(slot);
        if (Values.Kind(slot) != JsonFieldKind.Array)
        {
            return HasPart(text, word);
        }

        for (var at = text.IndexOf(word); at > 0; )
        {
            if (text[at - 1] == '"' && at + word.Length < text.Length && text[at + word.Length] == '"')
            {
                return true;
            }

            at = text[(at + 1)..].IndexOf(word) is >= 0 and var next ? at + 1 + next : -1;
        }

        return false;
    }

    private static bool HasPart(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word)
    {
        foreach (var part in text.Split((byte)','))
        {
            if (text[part].Trim((byte)' ').SequenceEqual(word))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The first object of a field that is a list.</summary>
    public ReadOnlySpan<byte> FirstObject(ExchangeField field) => JsonArray.FirstObject(Values, schema.ListOf(field));
}
