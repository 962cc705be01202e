using System.Buffers.Binary;

namespace Det0131.Datasets.Readers.Windows.EventLogs;

/// <summary>
/// Cuts a Windows event log (.evtx) into records and gives each as JSON in the form of evtx_dump, which <see cref="WindowsParser"/> reads. <see cref="RecordFramer.Line"/> counts
/// records. Not thread-safe.
/// </summary>
/// <remarks>
/// The file is a header of 4 KiB and chunks of 64 KiB, each whole in itself, so one chunk is all that is ever held. Every offset and size is checked against the chunk, and what a chunk
/// may expand to is bounded (<see cref="ExpansionBudget"/>). A log copied while Windows writes to it (its dirty flag) has sizes and checksums that are behind: they are not asked then.
/// The log's layout: MS-EVEN6 for BinXml, and the libevtx documentation of the file.
/// </remarks>
internal sealed class EventLogFramer(ByteWindow window) : RecordFramer
{
    public const string EndsEarly = "event log ends early";
    public const string HeaderChecksum = "event log header's checksum does not match";
    public const string ChunkChecksum = "event log chunk's checksum does not match";
    public const string NotAChunk = "not an event log chunk";
    public const string DamagedRecord = "event record's frame is damaged";

    private const int HeaderBytes = 4096;
    private const int ChunkBytes = 1 << 16;
    private const int ChecksummedBytes = 120;
    private const uint DirtyFlag = 1;

    private readonly BinaryXml xml = new();
    private readonly ExpansionBudget budget = new();
    private int length;
    private bool started;
    private bool dirty;
    private bool ended;
    private int chunksToCome;
    private bool inChunk;
    private ChunkWalk walk;
    private int shownFrom;
    private bool isJson;

    public static ReadOnlySpan<byte> Magic => "ElfFile\0"u8;

    public override ReadOnlySpan<byte> Record => isJson ? xml.Json : window.Data.Slice(shownFrom, Math.Min(ShownBytes, Math.Max(0, length - shownFrom)));

    public override string? Failure => window.Failure;

    private static ReadOnlySpan<byte> ChunkMagic => "ElfChnk\0"u8;

    public override void Dispose() => window.Dispose();

    public override bool Next()
    {
        (Defect, isJson, shownFrom) = (null, false, 0);
        if (!started)
        {
            started = true;
            Defect = ReadHeader();
        }

        while (Defect is null && !ended && !NextRecord())
        {
            if (inChunk)
            {
                inChunk = false;
                window.Advance(length);
                length = 0;
            }

            Defect = OpenChunk();
        }

        if (Defect is not null || isJson)
        {
            Line++;
            return true;
        }

        return false;
    }

    private string? ReadHeader()
    {
        Fill(HeaderBytes);
        var header = window.Data[..Math.Min(HeaderBytes, window.Data.Length)];
        if (header.Length < HeaderBytes || !header.StartsWith(Magic))
        {
            (ended, length) = (true, header.Length);
            return window.Failure ?? (header.Length < HeaderBytes ? EndsEarly : "not an event log");
        }

        dirty = (BinaryPrimitives.ReadUInt32LittleEndian(header[ChecksummedBytes..]) & DirtyFlag) != 0;
        var isSound = Crc32.Of(header[..ChecksummedBytes]) == BinaryPrimitives.ReadUInt32LittleEndian(header[124..]);
        chunksToCome = isSound && !dirty ? BinaryPrimitives.ReadUInt16LittleEndian(header[42..]) : 0;
        window.Advance(HeaderBytes);
        return isSound || dirty ? null : HeaderChecksum;
    }

    /// <summary>To the next chunk with something in it. At the end of the file <see cref="ended"/> is set.</summary>
    private string? OpenChunk()
    {
        Fill(ChunkBytes);
        length = Math.Min(ChunkBytes, window.Data.Length);
        var chunk = window.Data[..length];
        if (length < ChunkBytes && window.Failure is not null)
        {
            // What came of the chunk is read; the failure is told when nothing of it is left.
            chunk = chunk.Length < ChunkWalk.HeaderBytes ? default : chunk;
        }

        if (chunk.IsEmpty)
        {
            ended = true;
            return window.Failure ?? (chunksToCome > 0 ? EndsEarly : null);
        }

        inChunk = true;
        chunksToCome--;
        if (!chunk.ContainsAnyExcept((byte)0))
        {
            walk = default;
            return null;
        }

        if (length < ChunkWalk.HeaderBytes || !chunk.StartsWith(ChunkMagic))
        {
            walk = default;
            return length < ChunkWalk.HeaderBytes ? EndsEarly : NotAChunk;
        }

        budget.Reset();
        var isSound = ChunkWalk.IsSound(chunk);
        walk = new ChunkWalk(chunk, isTrusted: isSound && !dirty);
        return isSound || dirty ? null : length < ChunkBytes ? EndsEarly : ChunkChecksum;
    }

    /// <summary>False at the end of the chunk. True with the record's JSON, or with a defect.</summary>
    private bool NextRecord()
    {
        var chunk = window.Data[..length];
        if (!inChunk || !walk.Next(chunk))
        {
            return false;
        }

        shownFrom = walk.Start;
        Defect = walk.IsDamaged ? DamagedRecord : xml.Read(chunk, walk.BodyStart, walk.BodyEnd, budget);
        isJson = Defect is null;
        return true;
    }

    private void Fill(int wanted)
    {
        while (window.Data.Length < wanted && window.Fill())
        {
        }
    }
}
