using System.Diagnostics;
using System.Text;
using Det0131.Datasets.DuckDb;

namespace Det0131.Datasets.Tests.DuckDb;

public sealed class DuckDbConnectionTests
{
    // Years of work when nobody stops it, in little memory: a slow machine may be late to stop it.
    private const string Endless = "SELECT count(*) FROM range(100000) a, range(100000) b, range(100000) c WHERE (a.range * b.range + c.range) % 7 = 3";

    [Fact]
    public void Execute_WrongSql_CarriesDuckDbsTextAndTheSql()
    {
        using var database = DuckDbDatabase.OpenInMemory();
        using var connection = database.Connect();

        var error = Assert.Throws<DuckDbException>(() => connection.Execute("SELECT * FROM nothing_here"));
        Assert.StartsWith("DuckDB: Catalog Error: Table with name nothing_here does not exist!", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("(in: SELECT * FROM nothing_here)", error.Message, StringComparison.Ordinal);
        Assert.Contains("syntax error", Assert.Throws<DuckDbException>(() => connection.Prepare("SELEKT 1")).Message, StringComparison.Ordinal);
        Assert.Contains("nothing_here", Assert.Throws<DuckDbException>(() => connection.Append("nothing_here")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Execute_LongWrongSql_ShowsItsFirstWords()
    {
        using var database = DuckDbDatabase.OpenInMemory();
        using var connection = database.Connect();
        var error = Assert.Throws<DuckDbException>(() => connection.Execute("SELECT nothing" + new string(' ', 5000) + "+ 1"));
        Assert.EndsWith(" ...)", error.Message, StringComparison.Ordinal);
        Assert.True(error.Message.IndexOf("(in: ", StringComparison.Ordinal) > error.Message.Length - 140);
    }

    [Fact]
    public void Execute_Insert_ReturnsRowsChanged()
    {
        using var database = DuckDbDatabase.OpenInMemory();
        using var connection = database.Connect();
        connection.Execute("CREATE TABLE t (i INTEGER)");
        Assert.Equal(3, connection.Execute("INSERT INTO t VALUES (1), (2), (3)"));
        Assert.Equal(2, connection.Execute("DELETE FROM t WHERE i > 1"));
    }

    [Fact]
    public void Bind_EveryKind_ArrivesAsGiven()
    {
        using var database = DuckDbDatabase.OpenInMemory();
        using var connection = database.Connect();
        using var statement = connection.Prepare("SELECT $1::BIGINT, $2::DOUBLE, $3::VARCHAR, $4::TIMESTAMP, $5::VARCHAR, $6::VARCHAR, $7::VARCHAR");
        Assert.Equal(7, statement.ParameterCount);
        for (var round = 0; round < 2; round++)
        {
            statement.Bind(1, long.MinValue).Bind(2, 0.1).Bind(3, "it's ü").BindTimestamp(4, 1_700_000_000_123_456).Bind(5, (string?)null)
                .Bind(6, ""u8).BindNull(7);
            using var reader = statement.Query();
            Assert.True(reader.ReadChunk());
            Assert.Equal(long.MinValue, reader.Column(0).Values<long>()[0]);
            Assert.Equal(0.1, reader.Column(1).Values<double>()[0]);
            Assert.Equal("it's ü", Encoding.UTF8.GetString(reader.Column(2).Utf8(0)));
            Assert.Equal(1_700_000_000_123_456, reader.Column(3).Values<long>()[0]);
            Assert.True(reader.Column(4).IsNull(0));
            Assert.False(reader.Column(5).IsNull(0));
            Assert.True(reader.Column(6).IsNull(0));
        }

        Assert.Contains("parameter 8 refused, the statement has 7", Assert.Throws<DuckDbException>(() => statement.Bind(8, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => statement.Bind(0, 1));
    }

    [Fact]
    public void Execute_Cancelled_StopsSoon()
    {
        using var database = DuckDbDatabase.OpenInMemory();
        using var connection = database.Connect();
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        var watch = Stopwatch.StartNew();
        Assert.ThrowsAny<OperationCanceledException>(() => connection.Execute(Endless, cancellation.Token));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"took {watch.Elapsed}");
        Assert.Equal(1, connection.Scalar<int>("SELECT 1"));
    }

    [Fact]
    public void Query_Cancelled_StopsSoon()
    {
        using var database = DuckDbDatabase.OpenInMemory();
        using var connection = database.Connect();
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            using var reader = connection.Query(Endless, cancellation.Token);
            reader.ReadChunk();
        });
        Assert.Equal(1, connection.Scalar<int>("SELECT 1"));
        Assert.ThrowsAny<OperationCanceledException>(() => connection.Execute("SELECT 1", cancellation.Token));
    }

    [Fact]
    public void Dispose_TwiceAndInAnyOrder_IsFine()
    {
        var database = DuckDbDatabase.OpenInMemory();
        var connection = database.Connect();
        var statement = connection.Prepare("SELECT 1");
        database.Dispose();
        database.Dispose();
        Assert.Equal(1, connection.Scalar<int>("SELECT 1"));
        connection.Dispose();
        connection.Dispose();
        statement.Dispose();
        statement.Dispose();
        Assert.Throws<ObjectDisposedException>(() => connection.Execute("SELECT 1"));
        Assert.Throws<ObjectDisposedException>(() => database.Connect());
    }
}
