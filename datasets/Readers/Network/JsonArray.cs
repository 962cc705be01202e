using System.Text.Json;

namespace Det0131.Datasets.Readers.Network;

/// <summary>The first element of a wanted value that is a JSON array; of one that is none, the value itself. Thread-safe.</summary>
internal static class JsonArray
{
    private const int LongestTextBytes = 1024;

    /// <summary>JSON text of the first object; empty when there is none.</summary>
    public static ReadOnlySpan<byte> FirstObject(JsonValues values, int slot)
    {
        if (values.Kind(slot) == JsonFieldKind.Object)
        {
            return values.Bytes(slot);
        }

        return First(values, slot) is [(byte)'{', ..] and var first ? first : default;
    }

    /// <summary>A string or number; null when there is none.</summary>
    public static string? FirstText(JsonValues values, int slot, Utf8Interner interner)
    {
        if (values.Kind(slot) != JsonFieldKind.Array)
        {
            return values.Bytes(slot).Length > LongestTextBytes ? null : values.Text(slot, interner);
        }

        var first = First(values, slot);
        if (first.Length is 0 or > LongestTextBytes)
        {
            return null;
        }

        var reader = new Utf8JsonReader(first);
        reader.Read();
        try
        {
            return reader.TokenType switch
            {
                JsonTokenType.String when !reader.ValueIsEscaped => reader.ValueSpan.IsEmpty ? null : interner.Intern(reader.ValueSpan),
                JsonTokenType.String => reader.GetString() is { Length: > 0 } text ? text : null,
                JsonTokenType.Number => interner.Intern(reader.ValueSpan),
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair (\ud800): no text.
            return null;
        }
    }

    private static ReadOnlySpan<byte> First(JsonValues values, int slot)
    {
        if (values.Kind(slot) != JsonFieldKind.Array)
        {
            return default;
        }

        var array = values.Bytes(slot);
        var reader = new Utf8JsonReader(array);
        if (!reader.Read() || !reader.Read() || reader.TokenType == JsonTokenType.EndArray)
        {
            return default;
        }

        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return array[start..(int)reader.BytesConsumed];
    }
}
