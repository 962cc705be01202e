using System.Text;
using Det0131.Datasets.DuckDb;
using Det0131.Datasets.Lake;

namespace Det0131.Workbench;

/// <summary>One row of an answer. Immutable.</summary>
/// <param name="Texts">Its texts, in order of column; "-" for absent.</param>
/// <param name="Numbers">Its numbers, in order of column; null for absent.</param>
public sealed record SqlRow(IReadOnlyList<string> Texts, IReadOnlyList<double?> Numbers);

/// <summary>Asks a lake by SQL over its view <c>events</c>.</summary>
public static class Sql
{
    /// <summary>Most rows that an answer may have: a notebook shows answers, it does not export.</summary>
    public const int MostRows = 100_000;

    /// <summary>Asks.</summary>
    /// <param name="lake">The lake.</param>
    /// <param name="query">A query whose columns are VARCHAR or DOUBLE.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InvalidDataException">A column has another type, or there are more than <see cref="MostRows"/> rows.</exception>
    public static IReadOnlyList<SqlRow> Ask(EventLake lake, string query, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(lake);
        using var connection = lake.Connect(cancellation: cancellation);
        using var reader = connection.Query(query, cancellation);
        var rows = new List<SqlRow>();
        while (reader.ReadChunk())
        {
            for (var row = 0; row < reader.RowCount; row++)
            {
                if (rows.Count == MostRows)
                {
                    throw new InvalidDataException($"The answer has more than {MostRows} rows; expected a summary.");
                }

                rows.Add(Row(reader, row));
            }
        }

        return rows;
    }

    private static SqlRow Row(DuckDbReader reader, int row)
    {
        List<string> texts = [];
        List<double?> numbers = [];
        for (var column = 0; column < reader.Names.Count; column++)
        {
            var cells = reader.Column(column);
            switch (reader.Types[column])
            {
                case DuckDbType.Varchar:
                    texts.Add(cells.IsNull(row) ? "-" : Encoding.UTF8.GetString(cells.Utf8(row)));
                    break;
                case DuckDbType.Double:
                    numbers.Add(cells.IsNull(row) ? null : cells.Values<double>()[row]);
                    break;
                default:
                    throw new InvalidDataException($"Column {reader.Names[column]} is {reader.Types[column]}; expected VARCHAR or DOUBLE.");
            }
        }

        return new SqlRow(texts, numbers);
    }
}
