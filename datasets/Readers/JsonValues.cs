using System.Buffers.Text;
using System.Text;

namespace Det0131.Datasets.Readers;

/// <summary>What kind of value a wanted field has.</summary>
public enum JsonFieldKind : byte
{
    /// <summary>The record has no such field.</summary>
    Missing = 0,
    Null,
    String,
    Number,
    True,
    False,
    Object,
    Array,
}

/// <summary>The wanted values of one record, by slot. Good until the next read of the same <see cref="JsonFields"/>.</summary>
public readonly ref struct JsonValues
{
    private readonly JsonFields fields;
    private readonly ReadOnlySpan<byte> record;

    internal JsonValues(JsonFields fields, ReadOnlySpan<byte> record)
    {
        this.fields = fields;
        this.record = record;
    }

    public JsonFieldKind Kind(int slot) => fields.Slot(slot).Kind;

    /// <summary>True when the field is there and not null.</summary>
    public bool Has(int slot) => Kind(slot) > JsonFieldKind.Null;

    /// <summary>A string's text with escapes resolved; a number's or literal's text; the JSON text of an object or array; empty when missing or null.</summary>
    public ReadOnlySpan<byte> Bytes(int slot)
    {
        var value = fields.Slot(slot);
        return value.Kind switch
        {
            JsonFieldKind.Missing or JsonFieldKind.Null => default,
            JsonFieldKind.String => fields.Unescaped(slot, record),
            _ => record.Slice(value.Start, value.Length),
        };
    }

    /// <summary>The text of a string, number or literal; null when missing, null or "". Objects and arrays give null.</summary>
    public string? Text(int slot, Utf8Interner interner)
    {
        var text = Scalar(slot);
        return text.IsEmpty ? null : interner.Intern(text);
    }

    /// <summary>As <see cref="Text(int, Utf8Interner)"/>, in lower case.</summary>
    public string? LowerText(int slot, Utf8Interner interner)
    {
        var text = Scalar(slot);
        return text.IsEmpty ? null : interner.InternLower(text);
    }

    /// <summary>As <see cref="Text(int, Utf8Interner)"/> without remembering the string: for command lines and other texts that seldom come back.</summary>
    public string? Text(int slot)
    {
        var text = Scalar(slot);
        return text.IsEmpty ? null : Encoding.UTF8.GetString(text);
    }

    /// <summary>The first of the slots that has a value (not missing, not null, not ""), or -1.</summary>
    public int First(params ReadOnlySpan<int> slots)
    {
        foreach (var slot in slots)
        {
            if (Has(slot) && !Bytes(slot).IsEmpty)
            {
                return slot;
            }
        }

        return -1;
    }

    /// <summary>
    /// A whole number from a JSON number or from a string that is one and nothing else; <c>443.0</c> and <c>4.43e2</c> count as 443.
    /// Null when missing, not whole, or outside the range of long (a float beyond 2^53: its nearest whole number).
    /// </summary>
    public long? Int64(int slot)
    {
        var text = Scalar(slot);
        if (Utf8Parser.TryParse(text, out long whole, out var used) && used == text.Length)
        {
            return whole;
        }

        return Double(slot) is { } number && Math.Floor(number) == number && Math.Abs(number) < 9.2e18 ? (long)number : null;
    }

    /// <summary>As <see cref="Int64"/>, null also outside the range of int.</summary>
    public int? Int32(int slot) => Int64(slot) is >= int.MinValue and <= int.MaxValue and var value ? (int)value : null;

    /// <summary>A finite number from a JSON number or from a string that is one and nothing else; else null.</summary>
    public double? Double(int slot)
    {
        var text = Scalar(slot);
        return Utf8Parser.TryParse(text, out double number, out var used) && used == text.Length && double.IsFinite(number) ? number : null;
    }

    /// <summary>true, false, "true", "false" (any case), 1 or 0; else null.</summary>
    public bool? Boolean(int slot)
    {
        var text = Scalar(slot);
        return text switch
        {
            [(byte)'1'] => true,
            [(byte)'0'] => false,
            _ when Ascii.EqualsIgnoreCase(text, "true"u8) => true,
            _ when Ascii.EqualsIgnoreCase(text, "false"u8) => false,
            _ => null,
        };
    }

    private ReadOnlySpan<byte> Scalar(int slot) => Kind(slot) is JsonFieldKind.Object or JsonFieldKind.Array ? default : Bytes(slot);
}
