using System.Text;
using Det0131.Datasets.Lake;

namespace Det0131.LoadTest;

/// <summary>Reads the ids of all events of a lake.</summary>
internal static class LakeCheck
{
    // Zeek's ids end with the twelve digits, those of the Windows log have a 1 before them.
    private const string Sql = """
        SELECT "event.dataset", coalesce(CAST(regexp_extract("event.id", '([0-9]{12})$', 1) AS BIGINT), -1::BIGINT) FROM events
        """;

    /// <summary>The ids, and how many events have one that was there already.</summary>
    /// <param name="root">Directory of the lake, which nobody writes to.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="InvalidDataException">The lake holds an event that the load test did not send.</exception>
    public static (SentIds Ids, long Doubled) Read(string root, CancellationToken cancellation)
    {
        var ids = new SentIds();
        var doubled = 0L;
        using var lake = EventLake.Open(root);
        using var connection = lake.Connect(cancellation: cancellation);
        using var reader = connection.Query(Sql, cancellation);
        while (reader.ReadChunk())
        {
            var numbers = reader.Column(1).Values<long>();
            for (var row = 0; row < reader.RowCount; row++)
            {
                doubled += ids.Add(numbers[row], KindOf(reader.Column(0).Utf8(row))) ? 0 : 1;
            }
        }

        return (ids, doubled);
    }

    private static RecordKind KindOf(ReadOnlySpan<byte> dataset) =>
        dataset.SequenceEqual("zeek.conn"u8) ? RecordKind.ZeekConn
        : dataset.SequenceEqual("zeek.dns"u8) ? RecordKind.ZeekDns
        : dataset.SequenceEqual("zeek.http"u8) ? RecordKind.ZeekHttp
        : dataset.StartsWith("windows"u8) || dataset.StartsWith("sysmon"u8) ? RecordKind.Windows
        : throw new InvalidDataException($"Found an event of '{Encoding.UTF8.GetString(dataset)}' in the lake; expected those that were sent.");
}
