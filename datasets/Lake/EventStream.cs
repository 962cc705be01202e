using CommunityToolkit.HighPerformance.Buffers;
using Det0131.Datasets.DuckDb;
using Det0131.Models.Events;

namespace Det0131.Datasets.Lake;

/// <summary>Turns the chunks of a query over the lake's columns into events. The events are used again for each chunk. Not thread-safe.</summary>
internal sealed class EventStream
{
    private readonly EventColumn[] columns;
    private readonly StringPool pool;
    private readonly SecurityEvent[] events;

    public EventStream(EventFields fields, int pooledTexts)
    {
        columns = [.. EventSchema.Select(fields | EventFields.Behaviour)];
        pool = new StringPool(pooledTexts);
        events = new SecurityEvent[DuckDbTypes.RowsPerChunk];
        for (var row = 0; row < events.Length; row++)
        {
            events[row] = new SecurityEvent();
        }

        SelectList = string.Join(", ", columns.Select(column => column.Quoted));
    }

    /// <summary>What the query has to select, in this order.</summary>
    public string SelectList { get; }

    /// <summary>The events of the reader's current chunk, good until the next call.</summary>
    public ReadOnlyMemory<SecurityEvent> Read(DuckDbReader reader)
    {
        var rows = reader.RowCount;
        for (var row = 0; row < rows; row++)
        {
            events[row].Clear();
        }

        for (var column = 0; column < columns.Length; column++)
        {
            columns[column].Read(reader.Column(column), rows, events, pool);
        }

        return events.AsMemory(0, rows);
    }
}
