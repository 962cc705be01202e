using System.Text;
using Det0131.Datasets.DuckDb;
using Det0131.Datasets.Lake;

namespace Det0131.Datasets.Readers;

/// <summary>
/// The rows of a Parquet file as JSON objects, one a line, read by DuckDB a chunk at a time: structs are objects, lists arrays, texts that are JSON what they hold, times text in UTC.
/// Its faults are <see cref="InvalidDataException"/>s. Not thread-safe.
/// </summary>
/// <remarks>
/// The database is opened for this one file: it can reach nothing else, loads no extension and has one thread and little memory. What the file may unfold to is bounded
/// by the limits, with a ratio of its own: columns that hold one value a million times cost almost nothing in Parquet and their whole names in JSON.
/// </remarks>
internal sealed class ParquetRows : ReadOnlyStream
{
    public const string Inside = "found a Parquet file inside of something else; expected it unpacked, as a file of its own";
    private const string Damaged = "Parquet data is damaged";
    private const string OfLake = "found a part of a lake of events; expected logs (name it with --lake to read it)";
    private const int RatioFactor = 20;
    private const long MemoryBytes = 512L << 20;

    /// <summary>A name that no column has, or else that row is not told right and refused.</summary>
    private const string Row = "\"a row of the file\"";

    private readonly DuckDbDatabase database;
    private readonly DuckDbConnection connection;
    private readonly DuckDbReader reader;
    private readonly NestedJson nested = new();
    private byte[] clean = [];
    private bool isUnfolded;
    private int row = -1;
    private int given;

    private ParquetRows(string path)
    {
        var full = Path.GetFullPath(path);
        database = DuckDbDatabase.OpenInMemory(new DuckDbOptions { Threads = 1, MemoryLimitBytes = MemoryBytes, AllowedDirectories = [Path.GetDirectoryName(full)!] });
        try
        {
            connection = database.Connect();
            var file = $"read_parquet({SqlText.Literal(WithoutWildcards(full))}, hive_partitioning = false, union_by_name = false, binary_as_string = true)";
            RefuseLake(file);
            reader = connection.Query($"SELECT to_json({Row}) FROM {file} {Row}");
        }
        catch
        {
            connection?.Dispose();
            database.Dispose();
            throw;
        }
    }

    /// <exception cref="InvalidDataException">It is no Parquet file that can be read, or a part of a lake.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static Stream Open(string path, ReadLimits limits)
    {
        ParquetFooter.Check(path);
        var bytes = new FileInfo(path).Length;
        try
        {
            return new BoundedStream(new ParquetRows(path), new RawStream(Null, bytes), limits with { MaxRatio = limits.MaxRatio * RatioFactor });
        }
        catch (DuckDbException fault)
        {
            throw new InvalidDataException($"{Damaged}: {TextExcerpt.Of(Encoding.UTF8.GetBytes(fault.Message), 200)}", fault);
        }
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        var written = 0;
        while (written < buffer.Length)
        {
            if (row < 0 && !ReadChunk())
            {
                break;
            }

            var rest = Current()[given..];
            var count = Math.Min(rest.Length, buffer.Length - written);
            rest[..count].CopyTo(buffer[written..]);
            (written, given) = (written + count, given + count);
            if (count == rest.Length && written < buffer.Length)
            {
                buffer[written++] = (byte)'\n';
                given = 0;
                row = row + 1 < reader.RowCount ? row + 1 : -1;
                Prepare();
            }
        }

        return written;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            reader.Dispose();
            connection.Dispose();
            database.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>DuckDB takes a path for a pattern; a sign in brackets stands for itself.</summary>
    private static string WithoutWildcards(string path) => path.AsSpan().IndexOfAny("[*?") < 0 ? path
        : path.Replace("[", "[[]", StringComparison.Ordinal).Replace("*", "[*]", StringComparison.Ordinal).Replace("?", "[?]", StringComparison.Ordinal);

    private void RefuseLake(string file)
    {
        using var columns = connection.Query($"SELECT * FROM {file} LIMIT 0");
        if (columns.Names.Contains(EventSchema.Identity.Name) && columns.Names.Contains(EventSchema.Kind.Name))
        {
            throw new InvalidDataException(OfLake);
        }
    }

    private bool ReadChunk()
    {
        try
        {
            if (!reader.ReadChunk())
            {
                return false;
            }
        }
        catch (DuckDbException fault)
        {
            throw new InvalidDataException(Damaged, fault);
        }

        row = 0;
        Prepare();
        return true;
    }

    private ReadOnlySpan<byte> Current() => isUnfolded ? nested.Written : clean.Length > 0 ? clean : reader.Column(0).Utf8(row);

    /// <summary>Makes the row at hand ready.</summary>
    private void Prepare()
    {
        isUnfolded = false;
        Clean();
        isUnfolded = row >= 0 && nested.Unfold(Current());
    }

    /// <summary>JSON has no NaN and no Infinity; DuckDB writes them all the same. They become null, as where they come from (data frames) they mean that there is no number.</summary>
    private void Clean()
    {
        clean = [];
        if (row < 0)
        {
            return;
        }

        var text = reader.Column(0).Utf8(row);
        if (text.IndexOf("NaN"u8) < 0 && text.IndexOf("Infinity"u8) < 0)
        {
            return;
        }

        var all = new List<byte>(text.Length + 16);
        var inString = false;
        for (var at = 0; at < text.Length; at++)
        {
            var rest = text[at..];
            var word = inString ? 0 : rest.StartsWith("NaN"u8) ? 3 : rest.StartsWith("Infinity"u8) ? 8 : rest.StartsWith("-Infinity"u8) ? 9 : 0;
            if (word > 0)
            {
                all.AddRange("null"u8);
                at += word - 1;
                continue;
            }

            all.Add(text[at]);
            if (inString && text[at] == '\\' && at + 1 < text.Length)
            {
                all.Add(text[++at]);
            }
            else if (text[at] == '"')
            {
                inString = !inString;
            }
        }

        clean = [.. all];
    }
}
