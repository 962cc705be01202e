using System.Buffers.Binary;

namespace Det0131.Datasets.Readers.OpenBsm;

/// <summary>
/// Cuts an audit trail (/var/audit, BSM as audit.log(5) describes it) into records and gives each as one line in the form of <c>praudit -x</c>, with all marks escaped and times in UTC, which
/// <see cref="OpenBsmParser"/> reads. <see cref="RecordFramer.Line"/> counts records. Not thread-safe.
/// </summary>
/// <remarks>
/// A record begins with a header that tells its size and ends with a trailer that tells it again; both must agree. Where they do not, what comes up to the next trailer is one refused record.
/// </remarks>
internal sealed class AuditTrailFramer(ByteWindow window) : RecordFramer
{
    public const string Damaged = "audit record is damaged";
    public const string EndsEarly = "audit trail ends early";

    /// <summary>Header32 and trailer.</summary>
    public const int SmallestRecord = 18 + TrailerBytes;

    /// <summary>Arguments take at most 1 MiB (ARG_MAX). Not a power of two, so that the window that holds one is not moved for every few bytes.</summary>
    public const int LargestRecord = 3 << 19;

    private const int TrailerBytes = 7;
    private const int FileTokenBytes = 11;

    private readonly AuditTrailText text = new();
    private bool failureTold;
    private int consumed;
    private int shown;

    public override ReadOnlySpan<byte> Record => Defect is null ? text.Written : window.Data[..shown];

    public override string? Failure => window.Failure;

    /// <summary>Whether a file begins with a record, or with the token that names a trail and then one.</summary>
    /// <param name="head">The file's first bytes.</param>
    public static bool IsTrail(ReadOnlySpan<byte> head)
    {
        if (head is [BsmToken.File, ..] && FileTokenSize(head) is { } size && size <= head.Length)
        {
            head = head[size..];
        }

        return SizeOf(head) is { } length && (length > head.Length ? IsPlausible(head) : HasTrailer(head[..length]));
    }

    private static ReadOnlySpan<byte> TrailerMagic => [BsmToken.Trailer, 0xB1, 0x05];

    public override void Dispose() => window.Dispose();

    public override bool Next()
    {
        window.Advance(consumed);
        (consumed, shown, Defect) = (0, 0, null);
        if (!Fill(1))
        {
            return TellFailure();
        }

        Line++;
        Fill(FileTokenBytes);
        var size = window.Data[0] == BsmToken.File ? FileTokenSize(window.Data) : SizeOf(window.Data);
        if (size is { } length && Fill(length) && (window.Data[0] == BsmToken.File || HasTrailer(window.Data[..length])))
        {
            consumed = length;
            text.Write(window.Data[..length]);
            return true;
        }

        if (!Skip())
        {
            Defect = window.Failure ?? EndsEarly;
            failureTold = window.Failure is not null;
        }

        return true;
    }

    private static bool IsHeader(byte token) => token is BsmToken.Header32 or BsmToken.Header32Ex or BsmToken.Header64 or BsmToken.Header64Ex;

    private static int? SizeOf(ReadOnlySpan<byte> data) =>
        data.Length >= 5 && IsHeader(data[0]) && BinaryPrimitives.ReadUInt32BigEndian(data[1..]) is >= SmallestRecord and <= LargestRecord and var size ? (int)size : null;

    private static int? FileTokenSize(ReadOnlySpan<byte> data) => data.Length < FileTokenBytes ? null : FileTokenBytes + BinaryPrimitives.ReadUInt16BigEndian(data[9..]);

    private static bool HasTrailer(ReadOnlySpan<byte> record)
    {
        var trailer = record[^TrailerBytes..];
        return trailer.StartsWith(TrailerMagic) && BinaryPrimitives.ReadUInt32BigEndian(trailer[3..]) == record.Length;
    }

    /// <summary>A record that is longer than what is looked at: OpenBSM's version, and the two bytes that follow are an event.</summary>
    private static bool IsPlausible(ReadOnlySpan<byte> head) => head.Length >= SmallestRecord && head[5] is 10 or 11;

    /// <summary>To behind the next trailer, of a record or of a damaged one. False when there is none: all the rest is consumed.</summary>
    private bool Skip()
    {
        Defect = Damaged;
        shown = Math.Min(ShownBytes, window.Data.Length);
        for (var from = 1; ;)
        {
            var at = window.Data.Length > from ? window.Data[from..].IndexOf(TrailerMagic) : -1;
            if (at >= 0 && Fill(from + at + TrailerBytes))
            {
                consumed = from + at + TrailerBytes;
                return true;
            }

            // Far from any record: what is shown is its end, not its beginning.
            from = Math.Max(1, window.Data.Length - 2);
            if (from > LargestRecord)
            {
                window.Advance(from);
                (from, shown) = (0, 0);
            }

            if (!window.Fill())
            {
                consumed = window.Data.Length;
                return false;
            }
        }
    }

    private bool Fill(int wanted)
    {
        while (window.Data.Length < wanted && window.Fill())
        {
        }

        return window.Data.Length >= wanted;
    }

    private bool TellFailure()
    {
        if (window.Failure is null || failureTold)
        {
            return false;
        }

        failureTold = true;
        Line++;
        Defect = window.Failure;
        return true;
    }
}
