namespace Det0131.Datasets.DuckDb;

/// <summary>Column types (duckdb_type in duckdb.h) that the binding reads and writes, and the span element each is seen as.</summary>
public enum DuckDbType
{
    Invalid = 0,

    /// <summary>As <see cref="bool"/>.</summary>
    Boolean = 1,

    /// <summary>As <see cref="sbyte"/>.</summary>
    TinyInt = 2,

    /// <summary>As <see cref="short"/>.</summary>
    SmallInt = 3,

    /// <summary>As <see cref="int"/>.</summary>
    Integer = 4,

    /// <summary>As <see cref="long"/>.</summary>
    BigInt = 5,

    /// <summary>As <see cref="byte"/>.</summary>
    UTinyInt = 6,

    /// <summary>As <see cref="ushort"/>.</summary>
    USmallInt = 7,

    /// <summary>As <see cref="uint"/>.</summary>
    UInteger = 8,

    /// <summary>As <see cref="ulong"/>.</summary>
    UBigInt = 9,

    /// <summary>As <see cref="float"/>.</summary>
    Float = 10,

    /// <summary>As <see cref="double"/>.</summary>
    Double = 11,

    /// <summary>Microseconds since 1970, as <see cref="long"/>.</summary>
    Timestamp = 12,

    /// <summary>Days since 1970, as <see cref="int"/>.</summary>
    Date = 13,

    /// <summary>As <see cref="Int128"/>.</summary>
    HugeInt = 16,

    /// <summary>UTF-8 text.</summary>
    Varchar = 17,

    /// <summary>Bytes, read like text.</summary>
    Blob = 18,

    /// <summary>128 bits; by <see cref="DuckDbUuid"/> to and from <see cref="UInt128"/>.</summary>
    Uuid = 27,

    /// <summary>As <see cref="UInt128"/>.</summary>
    UHugeInt = 32,
}

/// <summary>
/// DuckDB keeps a UUID as a signed 128-bit number with the highest bit turned over, so that signed order is the order of the text.
/// </summary>
public static class DuckDbUuid
{
    private static readonly UInt128 HighestBit = UInt128.One << 127;

    /// <summary>The 128 bits of a stored UUID: its 32 hexadecimal digits, read as one number.</summary>
    public static UInt128 ToBits(Int128 stored) => unchecked((UInt128)stored) ^ HighestBit;

    /// <summary>What DuckDB stores for these 128 bits.</summary>
    public static Int128 FromBits(UInt128 bits) => unchecked((Int128)(bits ^ HighestBit));
}

/// <summary>Which span element a column is seen as.</summary>
internal static class DuckDbTypes
{
    /// <summary>DuckDB's fixed vector length (duckdb_vector_size), in rows.</summary>
    public const int RowsPerChunk = 2048;

    /// <summary>True when a column of this type lies in memory as elements of <typeparamref name="T"/>. The tests on T vanish in compiled code.</summary>
    public static bool IsSeenAs<T>(DuckDbType type)
        where T : unmanaged
    {
        if (typeof(T) == typeof(long))
        {
            return type is DuckDbType.BigInt or DuckDbType.Timestamp;
        }

        if (typeof(T) == typeof(int))
        {
            return type is DuckDbType.Integer or DuckDbType.Date;
        }

        if (typeof(T) == typeof(Int128))
        {
            return type is DuckDbType.HugeInt or DuckDbType.Uuid;
        }

        return typeof(T) == typeof(double) ? type == DuckDbType.Double
            : typeof(T) == typeof(float) ? type == DuckDbType.Float
            : typeof(T) == typeof(bool) ? type == DuckDbType.Boolean
            : typeof(T) == typeof(sbyte) ? type == DuckDbType.TinyInt
            : typeof(T) == typeof(byte) ? type == DuckDbType.UTinyInt
            : typeof(T) == typeof(short) ? type == DuckDbType.SmallInt
            : typeof(T) == typeof(ushort) ? type == DuckDbType.USmallInt
            : typeof(T) == typeof(uint) ? type == DuckDbType.UInteger
            : typeof(T) == typeof(ulong) ? type == DuckDbType.UBigInt
            : typeof(T) == typeof(UInt128) && type == DuckDbType.UHugeInt;
    }

    public static bool IsText(DuckDbType type) => type is DuckDbType.Varchar or DuckDbType.Blob;
}
