using System.Buffers.Binary;
using System.Text;
using Det0131.Datasets.Readers.Windows.EventLogs;

namespace Det0131.Datasets.Tests.Readers.Windows.EventLogs;

/// <summary>One value of a template's instance: its type (MS-EVEN6, 2.2.12, table of types) and its bytes.</summary>
internal sealed record LogValue(byte Type, byte[] Bytes)
{
    public static LogValue None => new(0, []);

    public static LogValue Text(string text) => new(0x01, Encoding.Unicode.GetBytes(text));

    public static LogValue Number16(ushort number) => new(0x06, BitConverter.GetBytes(number));

    public static LogValue Number32(uint number) => new(0x08, BitConverter.GetBytes(number));

    public static LogValue Number64(ulong number) => new(0x0A, BitConverter.GetBytes(number));

    public static LogValue Time(string utc) => new(0x11, BitConverter.GetBytes(DateTimeOffset.Parse(utc, System.Globalization.CultureInfo.InvariantCulture).ToFileTime()));
}

/// <summary>Writes Windows event logs of one chunk, after the documentation of libevtx and MS-EVEN6 and independent of the reader: tokens by their numbers.</summary>
internal sealed class EventLogWriter
{
    public const int HeaderBytes = 4096;
    public const int ChunkBytes = 1 << 16;
    public const int FirstRecord = 512;

    private readonly byte[] chunk = new byte[ChunkBytes];
    private readonly Dictionary<string, int> names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> templates = new(StringComparer.Ordinal);
    private int recordStart;
    private ulong number = 1;

    public EventLogWriter() => "ElfChnk\0"u8.CopyTo(chunk);

    /// <summary>Where the next byte goes, counted from the chunk's beginning.</summary>
    public int At { get; private set; } = FirstRecord;

    /// <summary>A record whose BinXml <paramref name="body"/> writes.</summary>
    public EventLogWriter Record(Action<EventLogWriter> body)
    {
        recordStart = At;
        UInt32(0x2A2A).UInt32(0).UInt64(number++).UInt64(0);
        body(this);
        var size = (uint)(At + 4 - recordStart);
        UInt32(size);
        BinaryPrimitives.WriteUInt32LittleEndian(chunk.AsSpan(recordStart + 4), size);
        return this;
    }

    public EventLogWriter Fragment() => Byte(0x0F, 1, 1, 0);

    public EventLogWriter End() => Byte(0x00);

    /// <summary>An instance of a template, which is written with it when it is the first.</summary>
    public EventLogWriter Instance(string template, Action<EventLogWriter> definition, params LogValue[] values)
    {
        Byte(0x0C, 1).UInt32(7);
        var isFirst = templates.TryAdd(template, At + 4);
        UInt32((uint)templates[template]);
        if (isFirst)
        {
            Bytes(new byte[20]).UInt32(0);
            var from = At;
            definition(this);
            BinaryPrimitives.WriteUInt32LittleEndian(chunk.AsSpan(from - 4), (uint)(At - from));
        }

        return Values(values);
    }

    /// <summary>An instance of whatever stands at an offset.</summary>
    public EventLogWriter InstanceAt(uint offset, params LogValue[] values) => Byte(0x0C, 1).UInt32(7).UInt32(offset).Values(values);

    public EventLogWriter Values(params LogValue[] values)
    {
        UInt32((uint)values.Length);
        foreach (var value in values)
        {
            UInt16((ushort)value.Bytes.Length).Byte(value.Type, 0);
        }

        foreach (var value in values)
        {
            Bytes(value.Bytes);
        }

        return this;
    }

    /// <summary>The start of an element with its attributes; each is a name and what writes its value.</summary>
    public EventLogWriter Open(string name, bool inTemplate, params (string Name, Action<EventLogWriter> Value)[] attributes)
    {
        Byte((byte)(attributes.Length == 0 ? 0x01 : 0x41));
        if (inTemplate)
        {
            UInt16(0xFFFF);
        }

        UInt32(0).Name(name);
        if (attributes.Length > 0)
        {
            UInt32(0);
            for (var index = 0; index < attributes.Length; index++)
            {
                Byte((byte)(index == attributes.Length - 1 ? 0x06 : 0x46)).Name(attributes[index].Name);
                attributes[index].Value(this);
            }
        }

        return Byte(0x02);
    }

    /// <summary>A whole element of a template with one thing in it.</summary>
    public EventLogWriter Element(string name, Action<EventLogWriter> content, params (string Name, Action<EventLogWriter> Value)[] attributes)
    {
        Open(name, inTemplate: true, attributes);
        content(this);
        return Close();
    }

    public EventLogWriter Close() => Byte(0x04);

    public EventLogWriter Text(string text) => Byte(0x05, 0x01).UInt16((ushort)text.Length).Bytes(Encoding.Unicode.GetBytes(text));

    public EventLogWriter Put(int value, byte type = 0x01, bool optional = false) => Byte((byte)(optional ? 0x0E : 0x0D)).UInt16((ushort)value).Byte(type);

    public EventLogWriter Name(string name)
    {
        var isFirst = names.TryAdd(name, At + 4);
        UInt32((uint)names[name]);
        return isFirst ? UInt32(0).UInt16(0).UInt16((ushort)name.Length).Bytes(Encoding.Unicode.GetBytes(name)).UInt16(0) : this;
    }

    public EventLogWriter Byte(params ReadOnlySpan<byte> values) => Bytes(values);

    public EventLogWriter UInt16(ushort value) => Bytes(BitConverter.GetBytes(value));

    public EventLogWriter UInt32(uint value) => Bytes(BitConverter.GetBytes(value));

    public EventLogWriter UInt64(ulong value) => Bytes(BitConverter.GetBytes(value));

    public EventLogWriter Bytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(chunk.AsSpan(At));
        At += bytes.Length;
        return this;
    }

    /// <summary>The chunk with its offsets and checksums.</summary>
    public byte[] Chunk()
    {
        var done = chunk.ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(done.AsSpan(8), 1);
        BinaryPrimitives.WriteUInt64LittleEndian(done.AsSpan(16), number - 1);
        BinaryPrimitives.WriteUInt32LittleEndian(done.AsSpan(40), 128);
        BinaryPrimitives.WriteUInt32LittleEndian(done.AsSpan(44), (uint)recordStart);
        BinaryPrimitives.WriteUInt32LittleEndian(done.AsSpan(48), (uint)At);
        Seal(done);
        return done;
    }

    /// <summary>Writes the checksums of a chunk as it stands, so that what was changed in it is read as it is.</summary>
    public static void Seal(Span<byte> chunk)
    {
        var end = (int)Math.Clamp(BinaryPrimitives.ReadUInt32LittleEndian(chunk[48..]), FirstRecord, (uint)chunk.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(chunk[52..], Crc32.Of(chunk[FirstRecord..end]));
        BinaryPrimitives.WriteUInt32LittleEndian(chunk[124..], Crc32.Of(chunk[..120], chunk[128..FirstRecord]));
    }

    /// <summary>A log of these chunks.</summary>
    public static byte[] Log(bool isDirty, params byte[][] chunks)
    {
        var header = new byte[HeaderBytes];
        "ElfFile\0"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(32), 128);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(36), 0x0003_0001);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(40), HeaderBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(42), (ushort)chunks.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(120), isDirty ? 1u : 0);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(124), Crc32.Of(header.AsSpan(0, 120)));
        return [.. header, .. chunks.Aggregate(Array.Empty<byte>(), (all, chunk) => [.. all, .. chunk])];
    }

    /// <summary>The log of this one chunk.</summary>
    public byte[] Log() => Log(isDirty: false, Chunk());
}
