using System.Text;
using Det0131.Datasets.DuckDb;

namespace Det0131.Datasets.Tests.DuckDb;

public sealed class DuckDbAppenderTests : IDisposable
{
    private readonly DuckDbDatabase database = DuckDbDatabase.OpenInMemory();
    private readonly DuckDbConnection connection;

    public DuckDbAppenderTests() => connection = database.Connect();

    public void Dispose()
    {
        connection.Dispose();
        database.Dispose();
    }

    /// <summary>What was appended is compared by SQL with what SQL itself makes of the row number.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2048)]
    [InlineData(10_000)]
    public void Append_Rows_AreWhatSqlMakesOfTheSameRule(int rows)
    {
        connection.Execute("CREATE TABLE t (l BIGINT, d DOUBLE, i INTEGER, b BOOLEAN, h HUGEINT, u UUID, s VARCHAR, f FLOAT, x UTINYINT)");
        using (var appender = connection.Append("t"))
        {
            Assert.Equal(9, appender.ColumnCount);
            for (var row = 0; row < rows; row++)
            {
                appender.Set(0, (long)row);
                appender.Set(1, row / 4.0);
                appender.Set(4, (Int128)row << 64);
                appender.Set(3, row % 2 == 0);
                appender.Set(5, DuckDbUuid.FromBits((UInt128)row));
                appender.Set(7, row / 2f);
                appender.Set(8, (byte)(row % 256));
                if (row % 5 == 0)
                {
                    appender.SetNull(2);
                    appender.SetNull(6);
                }
                else
                {
                    appender.Set(2, -row);
                    appender.SetText(6, new string('ü', row % 40));
                }

                appender.EndRow();
            }

            appender.Complete();
            Assert.Equal(rows, appender.RowCount);
        }

        const string Expected = """
            SELECT i AS l, i / 4.0::DOUBLE AS d, CASE WHEN i % 5 = 0 THEN NULL ELSE -i END::INTEGER AS i, i % 2 = 0 AS b, i::HUGEINT * 18446744073709551616 AS h,
                   printf('00000000-0000-0000-0000-%012x', i)::UUID AS u, CASE WHEN i % 5 = 0 THEN NULL ELSE repeat('ü', i % 40) END AS s,
                   (i / 2.0)::FLOAT AS f, (i % 256)::UTINYINT AS x
            """;
        Assert.Equal(rows, connection.Scalar<long>("SELECT count(*) FROM t"));
        Assert.Equal(0, connection.Scalar<long>($"SELECT count(*) FROM ((FROM t) EXCEPT ALL ({Expected} FROM range({rows}) r(i)))"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(4096)]
    public void SetText_OfBytes_RoundTrips(int length)
    {
        var text = Encoding.UTF8.GetBytes(new string('y', length));
        Append(appender => appender.SetText(0, text));
        using var reader = connection.Query("SELECT s FROM one");
        Assert.True(reader.ReadChunk());
        Assert.Equal(text, reader.Column(0).Utf8(0));
    }

    [Fact]
    public void SetText_NotUtf8_BecomesReplacementCharacters()
    {
        Append(appender => appender.SetText(0, [(byte)'a', 0xC3, 0x28, 0xFF]));
        Assert.Equal(1, connection.Scalar<int>("SELECT (s = 'a' || chr(65533) || '(' || chr(65533))::INTEGER FROM one"));
    }

    [Fact]
    public void SetText_HalfASurrogatePair_BecomesAReplacementCharacter()
    {
        Append(appender => appender.SetText(0, "a\uD83D"));
        Assert.Equal(1, connection.Scalar<int>("SELECT (s = 'a' || chr(65533))::INTEGER FROM one"));
    }

    [Fact]
    public void SetText_WithNulCharacter_KeepsIt()
    {
        Append(appender => appender.SetText(0, "a\0b, which is longer than twelve"));
        Assert.Equal(32, connection.Scalar<long>("SELECT length(s) FROM one"));
    }

    [Fact]
    public void EndRow_ColumnForgotten_SaysHowMany()
    {
        connection.Execute("CREATE TABLE two (a BIGINT, b BIGINT)");
        using var appender = connection.Append("two");
        appender.Set(0, 1L);
        Assert.Equal("Found 1 columns set in row 0 of two, expected 2.", Assert.Throws<InvalidOperationException>(appender.EndRow).Message);
        Assert.Throws<InvalidOperationException>(() => appender.Set(1, 1));
        Assert.Throws<InvalidOperationException>(() => appender.SetText(1, "x"));
    }

    [Fact]
    public void Complete_RowBreaksARule_CarriesDuckDbsText()
    {
        connection.Execute("CREATE TABLE strict (a BIGINT NOT NULL)");
        using var appender = connection.Append("strict");
        appender.SetNull(0);
        appender.EndRow();
        Assert.Contains("NOT NULL constraint failed", Assert.Throws<DuckDbException>(appender.Complete).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Append_SteadyState_AllocatesNothing()
    {
        connection.Execute("CREATE TABLE t (l BIGINT, s VARCHAR, n VARCHAR)");
        using var appender = connection.Append("t");
        void Fill(int rows)
        {
            for (var row = 0; row < rows; row++)
            {
                appender.Set(0, (long)row);
                appender.SetText(1, "a text of more than twelve bytes");
                appender.SetNull(2);
                appender.EndRow();
            }
        }

        Fill(5000);
        Assert.Equal(0, Allocation.LeastOfRounds(() => Fill(5000)));
    }

    [Fact]
    public void Dispose_Twice_IsFine()
    {
        connection.Execute("CREATE TABLE t (l BIGINT)");
        var appender = connection.Append("t");
        appender.Dispose();
        appender.Dispose();
        Assert.Throws<ObjectDisposedException>(appender.Complete);
    }

    private void Append(Action<DuckDbAppender> set)
    {
        connection.Execute("CREATE TABLE one (s VARCHAR)");
        using var appender = connection.Append("one");
        set(appender);
        appender.EndRow();
        appender.Complete();
    }
}
