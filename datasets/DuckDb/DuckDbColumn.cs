using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Det0131.Datasets.DuckDb;

/// <summary>One column of one chunk, seen in place. Good until the reader moves on.</summary>
public readonly unsafe ref struct DuckDbColumn
{
    private readonly string name;
    private readonly DuckDbType type;
    private readonly void* data;
    private readonly ulong* validity;
    private readonly int rows;

    internal DuckDbColumn(string name, DuckDbType type, Place place, int rows)
    {
        this.name = name;
        this.type = type;
        this.rows = rows;
        data = place.Data;
        validity = place.Validity;
    }

    /// <summary>True when the row's value is NULL.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsNull(int row)
    {
        CheckRow(row);
        return validity != null && (validity[row >> 6] >> (row & 63) & 1) == 0;
    }

    /// <summary>The column's values; where <see cref="IsNull"/> an element means nothing.</summary>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is not how <see cref="DuckDbType"/> says the type is seen.</exception>
    public ReadOnlySpan<T> Values<T>()
        where T : unmanaged
    {
        if (!DuckDbTypes.IsSeenAs<T>(type))
        {
            ThrowType(typeof(T).Name);
        }

        return new ReadOnlySpan<T>(data, rows);
    }

    /// <summary>The text's UTF-8 bytes (or the blob's bytes), in place; empty where <see cref="IsNull"/>.</summary>
    /// <exception cref="InvalidOperationException">The column is not text.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Utf8(int row)
    {
        if (!DuckDbTypes.IsText(type))
        {
            ThrowType("text");
        }

        return IsNull(row) ? default : ((TextElement*)data)[row].Bytes(data, row);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CheckRow(int row) => ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(unchecked((uint)row), (uint)rows, nameof(row));

    [DoesNotReturn]
    private void ThrowType(string asked) =>
        throw new InvalidOperationException($"Found column {name} of type {type}, expected one that is seen as {asked}.");

    /// <summary>Where a chunk keeps a column: asked for once a chunk, so that looking at a column calls nothing.</summary>
    internal readonly struct Place(nint vector)
    {
        public readonly void* Data = NativeMethods.VectorData(vector);
        public readonly ulong* Validity = NativeMethods.VectorValidity(vector);
    }
}

/// <summary>duckdb_string_t: the length, then up to 12 bytes of text, or 4 of them and the address of all.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal unsafe struct TextElement
{
    public const int InlineBytes = 12;

    [FieldOffset(0)]
    public uint Length;

    [FieldOffset(4)]
    public uint Prefix;

    [FieldOffset(8)]
    public byte* Address;

    /// <summary>The element of a text that lies at <paramref name="text"/>; a short one is copied into the element, padded with zeros.</summary>
    public static TextElement Of(byte* text, int bytes)
    {
        var element = new TextElement { Length = (uint)bytes };
        if (bytes <= InlineBytes)
        {
            new ReadOnlySpan<byte>(text, bytes).CopyTo(new Span<byte>(&element.Prefix, InlineBytes));
        }
        else
        {
            element.Prefix = Unsafe.ReadUnaligned<uint>(text);
            element.Address = text;
        }

        return element;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ReadOnlySpan<byte> Bytes(void* elements, int row) =>
        new(Length <= InlineBytes ? (byte*)elements + ((long)row * sizeof(TextElement)) + sizeof(uint) : Address, checked((int)Length));
}
