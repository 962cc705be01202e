using Det0131.Datasets.DuckDb;

namespace Det0131.Datasets.Tests.DuckDb;

public sealed class DuckDbDatabaseTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("det0131-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void Open_OptionsOutOfRange_NamesEveryFault()
    {
        var error = Assert.Throws<ArgumentException>(() => DuckDbDatabase.OpenInMemory(new DuckDbOptions { Threads = 0, MemoryLimitBytes = 1 }));
        Assert.Equal("DuckDbOptions: Threads is 0, expected 1 or more; MemoryLimitBytes is 1, expected 67108864 or more.", error.Message);
    }

    [Fact]
    public void Open_Options_AreDuckDbsSettings()
    {
        using var database = DuckDbDatabase.OpenInMemory(new DuckDbOptions { Threads = 1, MemoryLimitBytes = 256 << 20 });
        using var connection = database.Connect();
        Assert.Equal(1, connection.Scalar<long>("SELECT current_setting('threads')::BIGINT"));
        Assert.Equal(1, connection.Scalar<int>("SELECT (current_setting('memory_limit') = '256.0 MiB')::INTEGER"));
        Assert.Equal(0, connection.Scalar<int>("SELECT (current_setting('autoload_known_extensions') OR current_setting('autoinstall_known_extensions'))::INTEGER"));
    }

    [Fact]
    public void Open_File_KeepsItsTables()
    {
        var path = Path.Combine(directory, "kept.duckdb");
        using (var database = DuckDbDatabase.Open(path, new DuckDbOptions()))
        using (var connection = database.Connect())
        {
            connection.Execute("CREATE TABLE t AS SELECT 7 AS seven");
        }

        using var again = DuckDbDatabase.Open(path, new DuckDbOptions());
        using var reader = again.Connect();
        Assert.Equal(7, reader.Scalar<int>("SELECT seven FROM t"));
    }

    [Fact]
    public void Open_NoDatabase_SaysSo()
    {
        var path = Path.Combine(directory, "text.duckdb");
        File.WriteAllText(path, new string('x', 100_000));
        Assert.Contains("text.duckdb", Assert.Throws<DuckDbException>(() => DuckDbDatabase.Open(path, new DuckDbOptions())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Execute_FileOutsideTheAllowedDirectories_IsRefused()
    {
        var inside = Path.Combine(directory, "inside");
        Directory.CreateDirectory(inside);
        using var database = DuckDbDatabase.OpenInMemory(new DuckDbOptions { AllowedDirectories = [inside] });
        using var connection = database.Connect();

        connection.Execute($"COPY (SELECT 1 AS one) TO {SqlText.Literal(Path.Combine(inside, "a.parquet"))} (FORMAT parquet)");
        Assert.Equal(1, connection.Scalar<int>($"SELECT one FROM read_parquet({SqlText.Literal(Path.Combine(inside, "a.parquet"))})"));
        var outside = SqlText.Literal(Path.Combine(directory, "b.parquet"));
        Assert.Contains("Permission Error", Assert.Throws<DuckDbException>(() => connection.Execute($"COPY (SELECT 1) TO {outside} (FORMAT parquet)")).Message, StringComparison.Ordinal);
        Assert.Contains("Permission Error", Assert.Throws<DuckDbException>(() => connection.Execute("SELECT * FROM read_text('/etc/hostname')")).Message, StringComparison.Ordinal);
        Assert.Contains("locked", Assert.Throws<DuckDbException>(() => connection.Execute("SET enable_external_access = true")).Message, StringComparison.Ordinal);
        Assert.Throws<DuckDbException>(() => connection.Execute("INSTALL httpfs"));
    }

    [Theory]
    [InlineData("source.ip", "\"source.ip\"")]
    [InlineData("a\"b", "\"a\"\"b\"")]
    public void Name_Quotes_AreDoubled(string name, string expected) => Assert.Equal(expected, SqlText.Name(name));

    [Fact]
    public void Literal_Quotes_AreDoubled()
    {
        Assert.Equal("'it''s'", SqlText.Literal("it's"));
        Assert.Equal("['a', 'b''c']", SqlText.List(["a", "b'c"]));
    }
}
