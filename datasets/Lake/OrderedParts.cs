using Det0131.Datasets.DuckDb;
using Det0131.Models.Events;

namespace Det0131.Datasets.Lake;

/// <summary>
/// Events of some parts of one day in order of time and identity, by merging the parts, which are written in that order: nothing is sorted and
/// little is held. Only when a day has very many parts are some of them sorted together by DuckDB first. Not thread-safe.
/// </summary>
internal sealed class OrderedParts : IDisposable
{
    // Parts read side by side: each holds a connection, a stream of DuckDB's (1 MB) and 2,048 events (1 MB).
    private const int MostStreams = 12;

    private readonly List<Source> sources = [];
    private Source? current;

    /// <param name="streams">Kept by the caller from day to day, since they hold the reused events; grows as needed.</param>
    public OrderedParts(
        DuckDbDatabase database, IReadOnlyList<LakePart> parts, IReadOnlyList<EventColumn> columns, string where,
        List<EventStream> streams, TextPool pool, CancellationToken cancellation)
    {
        var select = string.Join(", ", columns.Select(column => column.Quoted));
        try
        {
            foreach (var group in parts.Select((part, index) => (part, Stream: index % MostStreams)).GroupBy(item => item.Stream, item => item.part))
            {
                var files = group.Select(part => part.Path).ToList();
                var order = files.Count == 1 ? "" : $"ORDER BY {EventSchema.Time.Quoted}, {EventSchema.Identity.Quoted}";
                if (streams.Count == sources.Count)
                {
                    streams.Add(new EventStream(columns, pool));
                }

                sources.Add(new Source(database, $"SELECT {select} FROM {ImportSql.ReadParquet(files)} {where} {order}", streams[sources.Count], files[0], cancellation));
            }

            for (var source = sources.Count - 1; source >= 0; source--)
            {
                Advance(sources[source]);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The next event, good until the next call; null at the end.</summary>
    /// <exception cref="InvalidDataException">A part is not in order: something else wrote it.</exception>
    public SecurityEvent? Next()
    {
        if (current is not null)
        {
            Advance(current);
        }

        current = null;
        foreach (var source in sources)
        {
            if (current is null || source.IsBefore(current))
            {
                current = source;
            }
        }

        return current?.Head;
    }

    public void Dispose() => sources.ForEach(source => source.Dispose());

    private void Advance(Source source)
    {
        if (!source.MoveNext())
        {
            source.Dispose();
            sources.Remove(source);
        }
    }

    private sealed class Source : IDisposable
    {
        private readonly DuckDbConnection connection;
        private readonly DuckDbReader reader;
        private readonly EventStream stream;
        private readonly string name;
        private int row;
        private long time = long.MinValue;
        private UInt128 identity;

        public Source(DuckDbDatabase database, string sql, EventStream stream, string name, CancellationToken cancellation)
        {
            this.stream = stream;
            this.name = name;
            connection = database.Connect();
            try
            {
                reader = connection.Query(sql, cancellation);
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        }

        public SecurityEvent Head => stream[row];

        public bool IsBefore(Source other) => time != other.time ? time < other.time : identity < other.identity;

        public bool MoveNext()
        {
            if (++row >= reader.RowCount)
            {
                if (!reader.ReadChunk())
                {
                    return false;
                }

                stream.Read(reader);
                row = 0;
            }

            var (lastTime, lastIdentity) = (time, identity);
            (time, identity) = (Head.TimeMicros, Head.Identity);
            if (time < lastTime || (time == lastTime && identity < lastIdentity))
            {
                throw new InvalidDataException($"Found events out of order in {name}, expected them by time and identity.");
            }

            return true;
        }

        public void Dispose()
        {
            reader.Dispose();
            connection.Dispose();
        }
    }
}
