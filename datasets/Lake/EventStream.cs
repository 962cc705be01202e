using Det0131.Datasets.DuckDb;
using Det0131.Models.Events;

namespace Det0131.Datasets.Lake;

/// <summary>Turns the chunks of a query over the lake's columns into events, which are used again for each chunk. Not thread-safe.</summary>
internal sealed class EventStream
{
    private readonly IReadOnlyList<EventColumn> columns;
    private readonly TextPool pool;
    private readonly SecurityEvent[] events = new SecurityEvent[DuckDbTypes.RowsPerChunk];

    /// <param name="columns">What the query selects, in this order.</param>
    /// <param name="pool">Where repeated texts are found again.</param>
    public EventStream(IReadOnlyList<EventColumn> columns, TextPool pool)
    {
        this.columns = columns;
        this.pool = pool;
        for (var row = 0; row < events.Length; row++)
        {
            events[row] = new SecurityEvent();
        }
    }

    /// <summary>The events of the reader's current chunk, good until the next call.</summary>
    public ReadOnlySpan<SecurityEvent> Read(DuckDbReader reader)
    {
        var rows = reader.RowCount;
        for (var row = 0; row < rows; row++)
        {
            events[row].Clear();
        }

        for (var column = 0; column < columns.Count; column++)
        {
            columns[column].Read(reader.Column(column), rows, events, pool);
        }

        return events.AsSpan(0, rows);
    }

    /// <summary>An event of the last chunk read.</summary>
    public SecurityEvent this[int row] => events[row];
}
