using Det0131.Datasets.DuckDb;

namespace Det0131.Datasets.Lake;

/// <summary>
/// Writes rows to a Parquet file (zstd) in the order in which they are appended to <see cref="Rows"/>; it appears at <see cref="Complete"/>. Not thread-safe.
/// </summary>
public sealed class ParquetExport : IDisposable
{
    private readonly string path;
    private readonly DuckDbDatabase database;
    private readonly DuckDbConnection connection;

    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="columns">Names and types; one or more.</param>
    /// <exception cref="ArgumentException">No column, or a type that Parquet does not have.</exception>
    public ParquetExport(string path, params IReadOnlyList<(string Name, DuckDbType Type)> columns)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (columns.Count == 0)
        {
            throw new ArgumentException("Found no column, expected one or more.", nameof(columns));
        }

        // DuckDB would write them as doubles, without a word.
        if (columns.FirstOrDefault(column => column.Type is DuckDbType.HugeInt or DuckDbType.UHugeInt) is { Name: { } name, Type: var type })
        {
            throw new ArgumentException($"Found column {name} of type {type}, expected a type that Parquet has; a UUID holds 128 bits.", nameof(columns));
        }

        this.path = Path.GetFullPath(path);
        var directory = Path.GetDirectoryName(this.path)!;
        Directory.CreateDirectory(directory);
        database = DuckDbDatabase.OpenInMemory(new DuckDbOptions { TempDirectory = this.path + ".spill", AllowedDirectories = [directory] });
        connection = database.Connect();
        connection.Execute($"CREATE TABLE rows ({string.Join(", ", columns.Select(column => $"{SqlText.Name(column.Name)} {column.Type}"))})");
        Rows = connection.Append("rows");
    }

    /// <summary>Takes the rows.</summary>
    public DuckDbAppender Rows { get; }

    /// <summary>Writes the file and returns its number of rows.</summary>
    /// <exception cref="DuckDbException">It could not be written.</exception>
    public long Complete(CancellationToken cancellation = default)
    {
        Rows.Complete();
        var unfinished = path + ".new";
        connection.Execute($"COPY rows TO {SqlText.Literal(unfinished)} (FORMAT parquet, COMPRESSION zstd)", cancellation);
        File.Move(unfinished, path, overwrite: true);
        return Rows.RowCount;
    }

    public void Dispose()
    {
        Rows.Dispose();
        connection.Dispose();
        database.Dispose();
        if (Directory.Exists(path + ".spill"))
        {
            Directory.Delete(path + ".spill", recursive: true);
        }
    }
}
