using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers;

/// <summary>
/// The 128-bit identity of a record: SHA-256 over its parts, cut to the first 16 bytes (big-endian). Never 0, which means "not set".
/// Thread-safe.
/// </summary>
/// <remarks>
/// Parts are length-prefixed: ("ab", "c") and ("a", "bc") differ; null and "" differ.
/// A record with an id of its own is named by source and id, so that the same record in another file is the same event.
/// A record without one is named by source, file name, number of the record in the file, and content (<see cref="OfRecord"/>);
/// when it came in a body that was sent, by source, content and its number among equal records of the body (<see cref="OfContent"/>): a body sent
/// twice gives the same identities, in whatever order its records are; so do two equal records in two bodies, which then count once.
/// </remarks>
public static class EventIdentity
{
    /// <summary>Identity from the record's own ids. <paramref name="source"/> is the event's Source, for example <c>zeek.conn</c>.</summary>
    public static UInt128 Of(string source, params ReadOnlySpan<string?> parts)
    {
        ArgumentNullException.ThrowIfNull(source);
        var builder = new IdentityBuilder(stackalloc byte[IdentityBuilder.ScratchBytes]);
        builder.Add(source);
        foreach (var part in parts)
        {
            builder.Add(part);
        }

        return builder.ToIdentity();
    }

    /// <summary>Identity from one id that is still UTF-8 text.</summary>
    public static UInt128 Of(string source, ReadOnlySpan<byte> id)
    {
        ArgumentNullException.ThrowIfNull(source);
        var builder = new IdentityBuilder(stackalloc byte[IdentityBuilder.ScratchBytes]);
        builder.Add(source);
        builder.Add(id);
        return builder.ToIdentity();
    }

    /// <summary>
    /// Identity of a record without an own id. Directories and compression suffixes are left out, so that a file imported twice, moved or
    /// compressed gives the same identities; two equal lines of one file are two events because their numbers differ.
    /// </summary>
    /// <param name="source">The event's Source.</param>
    /// <param name="file">Path as given to the reader; only its last segment counts, without .gz and .zst (of an archive member: the member's).</param>
    /// <param name="recordNumber">1-based number of the record in its file.</param>
    /// <param name="eventNumber">0 for the first event of that record, 1 for the next.</param>
    /// <param name="content">The record's bytes.</param>
    public static UInt128 OfRecord(string source, string file, long recordNumber, int eventNumber, ReadOnlySpan<byte> content)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(file);
        var builder = new IdentityBuilder(stackalloc byte[IdentityBuilder.ScratchBytes]);
        builder.Add(source);
        builder.Add(NameOf(file));
        builder.Add(recordNumber);
        builder.Add(eventNumber);
        builder.Add(content);
        return builder.ToIdentity();
    }

    /// <summary>
    /// Identity of a record of a body, without an own id. The event's own fields are part of it, because a parser may give an event that it held with
    /// the bytes of a later record, or at the end with none.
    /// </summary>
    /// <param name="e">The event as the parser filled it.</param>
    /// <param name="ordinal">0 for the first of equal records in the body, 1 for the next.</param>
    /// <param name="eventNumber">0 for the first event of the record, 1 for the next.</param>
    /// <param name="contentKey">Names the record's bytes.</param>
    public static UInt128 OfContent(SecurityEvent e, long ordinal, int eventNumber, UInt128 contentKey)
    {
        ArgumentNullException.ThrowIfNull(e);
        Span<byte> key = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(key, contentKey);
        var builder = new IdentityBuilder(stackalloc byte[IdentityBuilder.ScratchBytes]);
        builder.Add(e.Source);
        builder.Add((ReadOnlySpan<byte>)key);
        builder.Add(ordinal);
        builder.Add(eventNumber);
        builder.Add(e.TimeMicros);
        builder.Add(e.Host);
        builder.Add(e.User);
        builder.Add(e.Process);
        builder.Add(e.ProcessKey);
        builder.Add(e.CommandLine);
        builder.Add(e.SourceAddress);
        builder.Add(e.DestinationAddress);
        builder.Add(e.DestinationPort ?? -1);
        builder.Add(e.DnsName);
        builder.Add(e.FilePath);
        builder.Add(e.Raw);
        return builder.ToIdentity();
    }

    private static ReadOnlySpan<char> NameOf(string file)
    {
        var name = file.AsSpan();
        name = name[(name.LastIndexOfAny('/', '\\', '!') + 1)..];
        while (name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".zst", StringComparison.OrdinalIgnoreCase))
        {
            name = name[..name.LastIndexOf('.')];
        }

        return name;
    }
}

/// <summary>
/// Collects the parts of an identity without allocating: <c>var b = new IdentityBuilder(stackalloc byte[IdentityBuilder.ScratchBytes]);</c>.
/// Any number of parts of any length. Not thread-safe.
/// </summary>
public ref struct IdentityBuilder
{
    /// <summary>Bytes of scratch space to give.</summary>
    public const int ScratchBytes = 256;

    private const byte NullMark = 0;
    private const byte TextMark = 1;
    private const byte NumberMark = 2;
    private const byte DigestMark = 3;
    private const int LongestInPlace = 96;
    private const int Overhead = 5;

    private readonly Span<byte> scratch;
    private int used;

    /// <exception cref="ArgumentException">The scratch space is smaller than <see cref="ScratchBytes"/>.</exception>
    public IdentityBuilder(Span<byte> scratch)
    {
        if (scratch.Length < ScratchBytes)
        {
            throw new ArgumentException($"Found {scratch.Length} bytes of scratch space; expected {ScratchBytes}.", nameof(scratch));
        }

        // A longer span must not give another identity.
        this.scratch = scratch[..ScratchBytes];
        used = 0;
    }

    /// <summary>Adds UTF-8 text or other bytes.</summary>
    public void Add(scoped ReadOnlySpan<byte> part)
    {
        if (part.Length <= LongestInPlace)
        {
            Append(TextMark, part.Length, part);
            return;
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(part, digest);
        Append(DigestMark, part.Length, digest);
    }

    /// <summary>Adds text; null is not "".</summary>
    public void Add(string? part)
    {
        if (part is null)
        {
            Append(NullMark, 0, []);
        }
        else
        {
            Add(part.AsSpan());
        }
    }

    /// <summary>Adds text as its UTF-8 bytes: gives what the same text as bytes gives.</summary>
    public void Add(scoped ReadOnlySpan<char> part)
    {
        Span<byte> utf8 = stackalloc byte[256];
        if (part.Length <= utf8.Length / 3)
        {
            Add((ReadOnlySpan<byte>)utf8[..Encoding.UTF8.GetBytes(part, utf8)]);
        }
        else
        {
            var bytes = new byte[Encoding.UTF8.GetByteCount(part)];
            Encoding.UTF8.GetBytes(part, bytes);
            Add((ReadOnlySpan<byte>)bytes);
        }
    }

    public void Add(long part)
    {
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(number, part);
        Append(NumberMark, number.Length, number);
    }

    /// <summary>The identity of what was added so far.</summary>
    public readonly UInt128 ToIdentity()
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(scratch[..used], digest);
        var identity = BinaryPrimitives.ReadUInt128BigEndian(digest);
        return identity == UInt128.Zero ? UInt128.One : identity;
    }

    private void Append(byte mark, int length, scoped ReadOnlySpan<byte> content)
    {
        if (used + Overhead + content.Length > scratch.Length)
        {
            // Full: what is there so far is replaced by its digest.
            Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(scratch[..used], digest);
            digest.CopyTo(scratch);
            used = digest.Length;
        }

        scratch[used] = mark;
        BinaryPrimitives.WriteInt32LittleEndian(scratch[(used + 1)..], length);
        content.CopyTo(scratch[(used + Overhead)..]);
        used += Overhead + content.Length;
    }
}
