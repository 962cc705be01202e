using System.Buffers;
using System.Text.Json;

namespace Det0131.Models.Alerts;

/// <summary>Writes JSON objects, one a line, reusing one writer. Not thread-safe.</summary>
/// <remarks>
/// The default encoder stays: it escapes control characters, everything outside ASCII (so bidirectional overrides too) and what could break
/// out of a page, and replaces broken surrogates. Log-derived text is hostile.
/// </remarks>
internal sealed class NdjsonLines : IDisposable
{
    // The longest nesting that these formats need is about 8.
    private readonly Utf8JsonWriter json;
    private readonly IBufferWriter<byte> output;

    public NdjsonLines(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        this.output = output;
        json = new Utf8JsonWriter(output);
    }

    /// <summary>Writes one object and a line feed.</summary>
    public void Write<TState>(TState state, Action<Utf8JsonWriter, TState> members)
    {
        json.Reset(output);
        json.WriteStartObject();
        members(json, state);
        json.WriteEndObject();
        json.Flush();
        output.Write("\n"u8);
    }

    public void Dispose() => json.Dispose();
}

/// <summary>Members that are written only when their value is there.</summary>
internal static class JsonMembers
{
    public static void WriteIf(this Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    public static void WriteIf(this Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    public static void WriteIf(this Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    public static void WriteStrings(this Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
