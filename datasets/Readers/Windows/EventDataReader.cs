using System.Text.Json;

namespace Det0131.Datasets.Readers.Windows;

/// <summary>
/// Reads event data into <see cref="WindowsFields"/> from the shapes that shippers give it: an object of names and values, a <c>Data</c> array of
/// <c>{"@Name","#text"}</c>, a string holding either of them or XML, or the record itself. Never throws on content. Not thread-safe.
/// </summary>
internal sealed class EventDataReader(WindowsFields fields)
{
    private const int MostNesting = 3;

    private byte[] scratch = new byte[4096];

    /// <summary>Reads an object's members. False when it is not valid JSON.</summary>
    /// <param name="json">The text of one JSON object.</param>
    /// <param name="isRecord">
    /// True for the whole record. There a ProcessID that is a JSON number is the emitter's (NXLog writes event data as strings and puts the
    /// number over the event's own), and Kibana's dotted names (<c>winlog.event_data.Image</c>) are taken without their prefix.
    /// </param>
    public bool TryReadObject(ReadOnlySpan<byte> json, bool isRecord)
    {
        try
        {
            return ReadObject(json, isRecord, 0);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: half a surrogate pair in a string.
            return false;
        }
    }

    /// <summary>Reads event data that a shipper put into a string: JSON or XML.</summary>
    public bool TryReadText(ReadOnlySpan<byte> text)
    {
        text = text.TrimStart(" \t\r\n"u8);
        return text switch
        {
            [(byte)'{', ..] => TryReadObject(text, isRecord: false),
            [(byte)'<', ..] => EventDataXml.Read(text, fields),
            _ => false,
        };
    }

    private bool ReadObject(ReadOnlySpan<byte> json, bool isRecord, int level)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = NameOf(ref reader, isRecord);
            var isData = name.SequenceEqual("Data"u8);
            var isNested = name.SequenceEqual("EventData"u8);
            var isRead = fields.TryField(name, out var field);
            var isEmitter = isRecord && name.SequenceEqual("ProcessID"u8);
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartArray && isData)
            {
                ReadDataArray(ref reader);
            }
            else if (reader.TokenType == JsonTokenType.StartObject && isNested && !isRecord && level < MostNesting)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                ReadObject(json[start..(int)reader.BytesConsumed], isRecord: false, level + 1);
            }
            else if (isRead && !(isEmitter && reader.TokenType == JsonTokenType.Number))
            {
                SetValue(ref reader, field);
            }
            else
            {
                reader.Skip();
            }
        }

        return true;
    }

    private static ReadOnlySpan<byte> NameOf(ref Utf8JsonReader reader, bool isRecord)
    {
        var name = reader.ValueSpan;
        if (!isRecord)
        {
            return name;
        }

        foreach (var prefix in (ReadOnlySpan<string>)["winlog.event_data.", "event_data."])
        {
            if (name.Length > prefix.Length && System.Text.Ascii.Equals(name[..prefix.Length], prefix))
            {
                return name[prefix.Length..];
            }
        }

        return name;
    }

    /// <summary>Elements are {"@Name": n, "#text": v}; without a name (classic events) they are passed over.</summary>
    private void ReadDataArray(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            var isRead = false;
            var field = default(WindowsField);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isName = reader.ValueTextEquals("@Name"u8) || reader.ValueTextEquals("Name"u8);
                var isText = reader.ValueTextEquals("#text"u8) || reader.ValueTextEquals("Text"u8);
                reader.Read();
                if (isName && reader.TokenType == JsonTokenType.String)
                {
                    isRead = fields.TryField(reader.ValueSpan, out field);
                }
                else if (isText && isRead)
                {
                    SetValue(ref reader, field);
                }
                else
                {
                    reader.Skip();
                }
            }
        }
    }

    private void SetValue(ref Utf8JsonReader reader, WindowsField field)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String when reader.ValueIsEscaped:
                if (scratch.Length < reader.ValueSpan.Length)
                {
                    scratch = new byte[reader.ValueSpan.Length];
                }

                var length = reader.CopyString(scratch);
                fields.Set(field, scratch.AsSpan(0, length));
                break;
            case JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                fields.Set(field, reader.ValueSpan);
                break;
            default:
                fields.Set(field, default);
                reader.Skip();
                break;
        }
    }
}
