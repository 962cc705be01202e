using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Det0131.Datasets.Readers;

/// <summary>
/// Reads the wanted fields of a JSON object in one pass, without allocating in steady state. Made once per parser with the wanted paths;
/// a path's place in the list is its slot. Not thread-safe.
/// </summary>
/// <remarks>
/// <para>A path is names joined by dots, case-sensitive. <c>winlog.event_data.Image</c> matches nested objects, the flat key
/// <c>"winlog.event_data.Image"</c> and any mixture, as log shippers write all of them. Arrays are not entered: want the array and
/// walk <see cref="JsonValues.Bytes"/>. A path may also name an object whose members are wanted too.</para>
/// <para>Duplicate keys: the last one wins, with everything below it; nothing of the earlier value remains.</para>
/// <para>Refused (false, nothing thrown): bytes that are not UTF-8, JSON that breaks the grammar, more than 64 levels,
/// anything but one object, and anything after it but white space.</para>
/// </remarks>
public sealed class JsonFields
{
    /// <summary>The reason to give to <see cref="IRecordSink.Reject"/> when <see cref="TryRead"/> says no.</summary>
    public const string NotValid = "not valid JSON";

    private const int LargestKeptScratch = 1 << 20;

    private readonly JsonPathTable table;
    private readonly JsonSlot[] slots;
    private readonly int[] seen;
    private readonly int[] nodes = new int[JsonPathTable.MaxDepth + 1];
    private readonly long[] starts = new long[JsonPathTable.MaxDepth + 1];
    private byte[] scratch = new byte[1024];
    private int scratchUsed;
    private int generation;

    /// <exception cref="ArgumentException">No path, an empty one, or one given twice.</exception>
    public JsonFields(params ReadOnlySpan<string> paths)
    {
        table = new JsonPathTable(paths);
        slots = new JsonSlot[paths.Length];
        seen = new int[table.NodeCount];
    }

    /// <summary>Number of wanted paths.</summary>
    public int Count => slots.Length;

    /// <summary>Reads the record. The values are good until the next call and as long as <paramref name="record"/>.</summary>
    public bool TryRead(ReadOnlySpan<byte> record, out JsonValues values)
    {
        values = new JsonValues(this, record);
        return Utf8.IsValid(record) && TryScan(record, stopSlot: -1);
    }

    /// <summary>
    /// Reads up to the first value of <paramref name="stopSlot"/> (or to the end when it does not come): for formats in which most records
    /// are told to be of no interest by one field. What follows is neither read nor checked, so a record that is wanted is read again by <see cref="TryRead"/>.
    /// </summary>
    public bool TryReadUntil(ReadOnlySpan<byte> record, int stopSlot, out JsonValues values)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(stopSlot);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(stopSlot, slots.Length);
        values = new JsonValues(this, record);
        return TryScan(record, stopSlot);
    }

    internal JsonSlot Slot(int slot) => slots[slot];

    /// <summary>The text of a string slot with its escapes resolved; resolved once, kept in the scratch space until the next record.</summary>
    internal ReadOnlySpan<byte> Unescaped(int slot, ReadOnlySpan<byte> record)
    {
        ref var value = ref slots[slot];
        var text = record.Slice(value.Start, value.Length);
        if (!value.Escaped)
        {
            return text;
        }

        if (value.ScratchStart < 0)
        {
            // The quotes are part of what the reader wants to see.
            var quoted = record.Slice(value.Start - 1, value.Length + 2);
            (value.ScratchStart, value.ScratchLength) = Unescape(quoted);
        }

        return value.ScratchLength < 0 ? text : scratch.AsSpan(value.ScratchStart, value.ScratchLength);
    }

    private (int Start, int Length) Unescape(ReadOnlySpan<byte> quoted)
    {
        Reserve(quoted.Length);
        try
        {
            var reader = new Utf8JsonReader(quoted);
            reader.Read();
            var start = scratchUsed;
            var length = reader.CopyString(scratch.AsSpan(start));
            scratchUsed += length;
            return (start, length);
        }
        catch (Exception problem) when (problem is InvalidOperationException or JsonException)
        {
            // Half a surrogate pair (\ud800): no text; the escaped form is used as it stands.
            return (0, -1);
        }
    }

    private void Reserve(int bytes)
    {
        if (scratch.Length - scratchUsed < bytes)
        {
            // Spans given out before keep the old array alive and stay right, because it is copied, not cleared.
            Array.Resize(ref scratch, Math.Max(scratch.Length * 2, scratchUsed + bytes));
        }
    }

    private bool TryScan(ReadOnlySpan<byte> record, int stopSlot)
    {
        Array.Clear(slots);
        scratchUsed = 0;
        if (scratch.Length > LargestKeptScratch)
        {
            scratch = new byte[1024];
        }

        generation = unchecked(generation + 1);
        try
        {
            return Scan(record, stopSlot);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private bool Scan(ReadOnlySpan<byte> record, int stopSlot)
    {
        var reader = new Utf8JsonReader(record);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        var depth = 0;
        nodes[0] = JsonPathTable.Root;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndObject)
            {
                if (depth == 0)
                {
                    continue;
                }

                Close(nodes[depth], starts[depth], reader.BytesConsumed);
                depth--;
                continue;
            }

            var node = Find(nodes[depth], ref reader);
            reader.Read();
            if (node < 0)
            {
                reader.Skip();
                continue;
            }

            Begin(node);
            var start = reader.TokenStartIndex;
            if (reader.TokenType == JsonTokenType.StartObject && table.HasChildren(node))
            {
                depth++;
                nodes[depth] = node;
                starts[depth] = start;
                continue;
            }

            Take(node, ref reader, start);
            if (stopSlot >= 0 && table.SlotOf(node) == stopSlot)
            {
                return true;
            }
        }

        return true;
    }

    private int Find(int parent, ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return table.Find(parent, reader.ValueSpan);
        }

        Reserve(reader.ValueSpan.Length);
        try
        {
            var length = reader.CopyString(scratch.AsSpan(scratchUsed));
            return table.Find(parent, scratch.AsSpan(scratchUsed, length));
        }
        catch (InvalidOperationException)
        {
            return -1;
        }
    }

    /// <summary>A second value of one path replaces the first with all that was below it.</summary>
    private void Begin(int node)
    {
        if (seen[node] == generation)
        {
            foreach (var slot in table.SlotsBelow(node))
            {
                slots[slot] = default;
            }
        }

        seen[node] = generation;
    }

    private void Take(int node, ref Utf8JsonReader reader, long start)
    {
        var slot = table.SlotOf(node);
        if (slot < 0)
        {
            reader.Skip();
            return;
        }

        var kind = KindOf(reader.TokenType);
        if (kind is JsonFieldKind.Object or JsonFieldKind.Array)
        {
            reader.Skip();
            slots[slot] = new JsonSlot(kind, (int)start, (int)(reader.BytesConsumed - start), false);
        }
        else
        {
            var inside = kind == JsonFieldKind.String ? 1 : 0;
            slots[slot] = new JsonSlot(kind, (int)start + inside, reader.ValueSpan.Length, kind == JsonFieldKind.String && reader.ValueIsEscaped);
        }
    }

    private void Close(int node, long start, long end)
    {
        var slot = table.SlotOf(node);
        if (slot >= 0)
        {
            slots[slot] = new JsonSlot(JsonFieldKind.Object, (int)start, (int)(end - start), false);
        }
    }

    private static JsonFieldKind KindOf(JsonTokenType token) => token switch
    {
        JsonTokenType.String => JsonFieldKind.String,
        JsonTokenType.Number => JsonFieldKind.Number,
        JsonTokenType.True => JsonFieldKind.True,
        JsonTokenType.False => JsonFieldKind.False,
        JsonTokenType.StartObject => JsonFieldKind.Object,
        JsonTokenType.StartArray => JsonFieldKind.Array,
        _ => JsonFieldKind.Null,
    };
}

/// <summary>Where a wanted value stands in the record.</summary>
internal struct JsonSlot(JsonFieldKind kind, int start, int length, bool escaped)
{
    public readonly JsonFieldKind Kind = kind;
    public readonly int Start = start;
    public readonly int Length = length;
    public readonly bool Escaped = escaped;
    public int ScratchStart = -1;
    public int ScratchLength;
}
