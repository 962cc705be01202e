using System.Text.Json;

namespace Det0131.Datasets.Readers;

/// <summary>
/// Rows of tables (CSV, Parquet) write a list or an object as its JSON in a text. Puts it in the text's place, where the readers of JSON look for it. One per file; not thread-safe.
/// </summary>
/// <remarks>
/// Only a text that is whole JSON and begins as an object with a name, a list of texts or a list of objects counts, and no more than 32 levels of it: a text that only looks like
/// JSON stays what it is, and the row stays within the levels that readers accept.
/// </remarks>
internal sealed class NestedJson
{
    private const int MostLevels = 32;
    private const int LargestKept = 1 << 20;

    private byte[] text = new byte[1024];
    private byte[] unfolded = [];
    private int used;

    /// <summary>The row with the JSON of its texts in their place, once <see cref="Unfold"/> has said that there is some; good until the next.</summary>
    public ReadOnlySpan<byte> Written => unfolded.AsSpan(0, used);

    /// <summary>Whether a text of the row was put in its place as JSON.</summary>
    /// <param name="row">One JSON object without blanks between its names and values.</param>
    public bool Unfold(ReadOnlySpan<byte> row)
    {
        used = 0;
        if (row.IndexOf(":\"{"u8) < 0 && row.IndexOf(":\"["u8) < 0)
        {
            return false;
        }

        var copied = 0;
        try
        {
            var reader = new Utf8JsonReader(row);
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.String || reader.CurrentDepth != 1 || !Looks(reader.ValueSpan) || !TryText(ref reader, out var length))
                {
                    continue;
                }

                // What is put in never is longer than the quoted text that it replaces.
                Room(row.Length);
                var before = row[copied..(int)reader.TokenStartIndex];
                before.CopyTo(unfolded.AsSpan(used));
                text.AsSpan(0, length).CopyTo(unfolded.AsSpan(used + before.Length));
                (used, copied) = (used + before.Length + length, (int)reader.BytesConsumed);
            }
        }
        catch (JsonException)
        {
            return false;
        }

        if (copied == 0)
        {
            return false;
        }

        row[copied..].CopyTo(unfolded.AsSpan(used));
        used += row.Length - copied;
        return true;
    }

    private static bool Looks(ReadOnlySpan<byte> escaped) => escaped is [(byte)'{', .., (byte)'}'] or [(byte)'[', .., (byte)']'];

    /// <summary>A name behind the brace; a text or an object behind the bracket.</summary>
    private static bool Begins(ReadOnlySpan<byte> json) => json[1..].TrimStart(" \t\r\n"u8) is [(byte)'"', ..] or [(byte)'{', ..];

    private bool TryText(ref Utf8JsonReader reader, out int length)
    {
        length = 0;
        if (text.Length < reader.ValueSpan.Length || text.Length > LargestKept)
        {
            text = new byte[Math.Max(1024, reader.ValueSpan.Length)];
        }

        try
        {
            length = reader.CopyString(text);
            if (!Begins(text.AsSpan(0, length)))
            {
                return false;
            }

            var inner = new Utf8JsonReader(text.AsSpan(0, length), new JsonReaderOptions { MaxDepth = MostLevels });
            while (inner.Read())
            {
            }

            return true;
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            // No JSON, or half a surrogate pair.
            return false;
        }
    }

    private void Room(int bytes)
    {
        if (unfolded.Length < bytes)
        {
            Array.Resize(ref unfolded, bytes);
        }
        else if (unfolded.Length > LargestKept && bytes <= LargestKept)
        {
            Array.Resize(ref unfolded, LargestKept);
        }
    }
}
