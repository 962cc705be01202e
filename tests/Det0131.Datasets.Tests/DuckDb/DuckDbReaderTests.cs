using System.Text;
using Det0131.Datasets.DuckDb;

namespace Det0131.Datasets.Tests.DuckDb;

/// <summary>Against the real library: what SQL says is there must be what the spans show.</summary>
public sealed class DuckDbReaderTests : IDisposable
{
    private readonly DuckDbDatabase database = DuckDbDatabase.OpenInMemory();
    private readonly DuckDbConnection connection;

    public DuckDbReaderTests() => connection = database.Connect();

    public void Dispose()
    {
        connection.Dispose();
        database.Dispose();
    }

    [Fact]
    public void LibraryVersion_Bundled_Is15() => Assert.StartsWith("v1.5.", DuckDbDatabase.LibraryVersion, StringComparison.Ordinal);

    [Fact]
    public void Values_EveryFixedType_IsSeenAsDocumented()
    {
        AssertValue(true, "true");
        AssertValue<sbyte>(-128, "(-128)::TINYINT");
        AssertValue<byte>(255, "255::UTINYINT");
        AssertValue<short>(-32768, "(-32768)::SMALLINT");
        AssertValue<ushort>(65535, "65535::USMALLINT");
        AssertValue(int.MinValue, "(-2147483648)::INTEGER");
        AssertValue(uint.MaxValue, "4294967295::UINTEGER");
        AssertValue(long.MinValue, "(-9223372036854775808)::BIGINT");
        AssertValue(ulong.MaxValue, "18446744073709551615::UBIGINT");
        AssertValue(1.5f, "1.5::FLOAT");
        AssertValue(double.NegativeInfinity, "'-inf'::DOUBLE");
        AssertValue(1_000_001L, "TIMESTAMP '1970-01-01 00:00:01.000001'");
        AssertValue(-1, "DATE '1969-12-31'");
        AssertValue(Int128.MinValue, "(-170141183460469231731687303715884105728)::HUGEINT");
        AssertValue(UInt128.MaxValue, "340282366920938463463374607431768211455::UHUGEINT");
    }

    [Theory]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("00000000-0000-0000-0000-000000000001")]
    [InlineData("0123456789abcdef0123456789abcdef")]
    [InlineData("ffffffff-ffff-ffff-ffff-ffffffffffff")]
    public void ToBits_Uuid_AreItsHexDigits(string text)
    {
        using var reader = Single($"'{text}'::UUID");
        var bits = DuckDbUuid.ToBits(reader.Column(0).Values<Int128>()[0]);

        Assert.Equal(UInt128.Parse(text.Replace("-", "", StringComparison.Ordinal), System.Globalization.NumberStyles.HexNumber, null), bits);
        Assert.Equal(reader.Column(0).Values<Int128>()[0], DuckDbUuid.FromBits(bits));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(4096)]
    [InlineData(1_000_000)]
    public void Utf8_TextOfLength_IsWhole(int length)
    {
        using var reader = Single($"repeat('x', {length})");
        Assert.Equal(new string('x', length), Encoding.UTF8.GetString(reader.Column(0).Utf8(0)));
    }

    [Fact]
    public void Utf8_BeyondAscii_IsUtf8()
    {
        using var reader = Single("'Zürich 東京 😀'");
        Assert.Equal("Zürich 東京 😀"u8, reader.Column(0).Utf8(0));
    }

    [Fact]
    public void Utf8_Blob_IsItsBytes()
    {
        using var reader = Single("'\\x00\\xFF'::BLOB");
        Assert.Equal([0, 255], reader.Column(0).Utf8(0).ToArray());
    }

    [Fact]
    public void ReadChunk_NoRows_IsFalseAtOnce()
    {
        using var reader = connection.Query("SELECT 1 AS one WHERE false");
        Assert.Equal(["one"], reader.Names);
        Assert.Equal([DuckDbType.Integer], reader.Types);
        Assert.False(reader.ReadChunk());
        Assert.Equal(0, reader.RowCount);
        Assert.False(reader.ReadChunk());
    }

    [Fact]
    public void ReadChunk_ManyChunks_GivesEveryRowInOrderWithItsNulls()
    {
        const int Rows = 2048 * 5 + 7;
        using var reader = connection.Query($"SELECT i, CASE WHEN i % 3 = 0 THEN NULL ELSE 'n' || i END FROM range({Rows}) t(i)");
        long expected = 0;
        while (reader.ReadChunk())
        {
            Assert.InRange(reader.RowCount, 1, 2048);
            var numbers = reader.Column(0).Values<long>();
            var texts = reader.Column(1);
            for (var row = 0; row < reader.RowCount; row++, expected++)
            {
                Assert.Equal(expected, numbers[row]);
                Assert.Equal(expected % 3 == 0, texts.IsNull(row));
                Assert.Equal(expected % 3 == 0 ? "" : $"n{expected}", Encoding.UTF8.GetString(texts.Utf8(row)));
            }
        }

        Assert.Equal(Rows, expected);
    }

    [Fact]
    public void Values_WrongType_SaysBoth()
    {
        using var reader = connection.Query("SELECT 1 AS one");
        Assert.True(reader.ReadChunk());
        var error = Assert.Throws<InvalidOperationException>(() => reader.Column(0).Values<long>());
        Assert.Equal("Found column one of type Integer, expected one that is seen as Int64.", error.Message);
        Assert.Throws<InvalidOperationException>(() => reader.Column(0).Utf8(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.Column(0).IsNull(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.Column(0).IsNull(-1));
    }

    [Fact]
    public void Column_BeforeAndAfterTheChunks_Throws()
    {
        using var reader = connection.Query("SELECT 1");
        Assert.Throws<InvalidOperationException>(() => reader.Column(0));
        Assert.True(reader.ReadChunk());
        Assert.False(reader.ReadChunk());
        Assert.Throws<InvalidOperationException>(() => reader.Column(0));
    }

    [Fact]
    public void ReadChunk_ErrorOnTheWay_CarriesDuckDbsText()
    {
        using var reader = connection.Query("SELECT CASE WHEN i < 500000 THEN '1' ELSE 'boom' END::INTEGER FROM range(1000000) t(i)");
        var error = Assert.Throws<DuckDbException>(() =>
        {
            while (reader.ReadChunk())
            {
            }
        });
        Assert.Contains("Could not convert string 'boom' to INT32", error.Message, StringComparison.Ordinal);
        Assert.Contains("(in: SELECT CASE", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dispose_Twice_IsFine()
    {
        var reader = connection.Query("SELECT 1");
        Assert.True(reader.ReadChunk());
        reader.Dispose();
        reader.Dispose();
        Assert.Throws<ObjectDisposedException>(() => reader.ReadChunk());
    }

    private void AssertValue<T>(T expected, string sql)
        where T : unmanaged
    {
        using var reader = Single(sql);
        Assert.Equal(expected, reader.Column(0).Values<T>()[0]);
        Assert.Equal(expected, connection.Scalar<T>($"SELECT {sql}"));
        Assert.Null(connection.Scalar<T>($"SELECT CASE WHEN false THEN {sql} END"));
    }

    private DuckDbReader Single(string sql)
    {
        var reader = connection.Query($"SELECT {sql}");
        Assert.True(reader.ReadChunk());
        Assert.Equal(1, reader.RowCount);
        return reader;
    }
}
