using Det0131.Datasets.DuckDb;
using Det0131.Datasets.Lake;

namespace Det0131.Datasets.Tests.Lake;

public sealed class ParquetExportTests : LakeTests
{
    /// <summary>Read back through DuckDB's own Parquet reader, which keeps the order of the file.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(5000)]
    public void Complete_Rows_StandInTheOrderAppended(int count)
    {
        var path = Path.Combine(Root, "it's", "out.parquet");
        using (var export = new ParquetExport(path, ("n", DuckDbType.BigInt), ("text \"quoted\"", DuckDbType.Varchar), ("x", DuckDbType.Double)))
        {
            for (var i = count; i > 0; i--)
            {
                export.Rows.Set(0, (long)i);
                export.Rows.SetText(1, $"row number {i}");
                export.Rows.SetNull(2);
                export.Rows.EndRow();
            }

            Assert.Equal(count, export.Complete());
        }

        Assert.Equal([path], Directory.GetFileSystemEntries(Path.GetDirectoryName(path)!));
        using var database = DuckDbDatabase.OpenInMemory(new DuckDbOptions { AllowedDirectories = [Root] });
        using var connection = database.Connect();
        using var reader = connection.Query($"SELECT n, \"text \"\"quoted\"\"\", x FROM read_parquet({SqlText.Literal(path)})");
        long expected = count;
        while (reader.ReadChunk())
        {
            for (var row = 0; row < reader.RowCount; row++, expected--)
            {
                Assert.Equal(expected, reader.Column(0).Values<long>()[row]);
                Assert.Equal($"row number {expected}", System.Text.Encoding.UTF8.GetString(reader.Column(1).Utf8(row)));
                Assert.True(reader.Column(2).IsNull(row));
            }
        }

        Assert.Equal(0, expected);
    }

    [Fact]
    public void Dispose_WithoutComplete_LeavesNothing()
    {
        using (var export = new ParquetExport(Path.Combine(Root, "out.parquet"), ("n", DuckDbType.BigInt)))
        {
            export.Rows.Set(0, 1L);
            export.Rows.EndRow();
        }

        Assert.Empty(Directory.GetFileSystemEntries(Root));
    }

    [Fact]
    public void Constructor_TypeThatParquetLacks_SaysSo()
    {
        var path = Path.Combine(Root, "out.parquet");
        Assert.StartsWith(
            "Found column n of type HugeInt, expected a type that Parquet has",
            Assert.Throws<ArgumentException>(() => new ParquetExport(path, ("n", DuckDbType.HugeInt))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new ParquetExport(path));
    }
}
