using System.Text.Json;

namespace Det0131.Datasets.Readers;

/// <summary>The objects of a JSON array, one at a time, as their text. The array has been checked as valid JSON before.</summary>
internal ref struct JsonElements(ReadOnlySpan<byte> array)
{
    private readonly ReadOnlySpan<byte> array = array;
    private Utf8JsonReader reader = new(array);

    /// <summary>The next element that is an object; false at the end.</summary>
    public bool Next(out ReadOnlySpan<byte> element)
    {
        element = default;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.StartArray && reader.CurrentDepth == 0)
            {
                continue;
            }

            if (reader.TokenType == JsonTokenType.EndArray && reader.CurrentDepth == 0)
            {
                return false;
            }

            var start = (int)reader.TokenStartIndex;
            var isObject = reader.TokenType == JsonTokenType.StartObject;
            reader.Skip();
            if (isObject)
            {
                element = array[start..(int)reader.BytesConsumed];
                return true;
            }
        }

        return false;
    }
}
