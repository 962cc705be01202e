using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Unicode;
using Det0131.Datasets.Readers;
using Det0131.Models.Events;

namespace Det0131.Scoring.Intake;

/// <summary>
/// Events as bytes and back, exact for every field that a record can tell (not <see cref="SecurityEvent.JournalPosition"/> and <see cref="SecurityEvent.IsJoined"/>): a mask of the fields that are there, then
/// their values, numbers as variable-length integers and texts as UTF-8. The order of the fields is the format: new ones go to the end.
/// Thread-safe.
/// </summary>
internal static class EventCodec
{
    private const int FixedBytes = 16 + 5;
    private const int LongestVarint = 10;

    // A text that is not valid Unicode (half of a surrogate pair) stands as UTF-16: UTF-8 could not give it back.
    private const ulong Utf16Mark = 1;

    private static readonly TextField[] Texts =
    [
        new(e => e.Source, (e, v) => e.Source = v), new(e => e.RecordId, (e, v) => e.RecordId = v),
        new(e => e.File, (e, v) => e.File = v), new(e => e.Raw, (e, v) => e.Raw = v),
        new(e => e.Host, (e, v) => e.Host = v), new(e => e.User, (e, v) => e.User = v),
        new(e => e.PrivilegeChange, (e, v) => e.PrivilegeChange = v), new(e => e.Process, (e, v) => e.Process = v),
        new(e => e.ProcessPath, (e, v) => e.ProcessPath = v), new(e => e.OriginalName, (e, v) => e.OriginalName = v),
        new(e => e.Parent, (e, v) => e.Parent = v), new(e => e.ParentPath, (e, v) => e.ParentPath = v),
        new(e => e.CommandLine, (e, v) => e.CommandLine = v), new(e => e.ProcessKey, (e, v) => e.ProcessKey = v),
        new(e => e.ParentKey, (e, v) => e.ParentKey = v), new(e => e.Tool, (e, v) => e.Tool = v),
        new(e => e.Verb, (e, v) => e.Verb = v), new(e => e.Transport, (e, v) => e.Transport = v),
        new(e => e.Application, (e, v) => e.Application = v), new(e => e.SourceAddress, (e, v) => e.SourceAddress = v),
        new(e => e.DestinationAddress, (e, v) => e.DestinationAddress = v), new(e => e.Domain, (e, v) => e.Domain = v),
        new(e => e.RegisteredDomain, (e, v) => e.RegisteredDomain = v), new(e => e.SourceCountry, (e, v) => e.SourceCountry = v),
        new(e => e.DestinationCountry, (e, v) => e.DestinationCountry = v), new(e => e.SourceNetwork, (e, v) => e.SourceNetwork = v),
        new(e => e.DestinationNetwork, (e, v) => e.DestinationNetwork = v), new(e => e.FlowKey, (e, v) => e.FlowKey = v),
        new(e => e.FilePath, (e, v) => e.FilePath = v), new(e => e.FileExtension, (e, v) => e.FileExtension = v),
        new(e => e.DnsName, (e, v) => e.DnsName = v), new(e => e.DnsType, (e, v) => e.DnsType = v),
        new(e => e.DnsResponse, (e, v) => e.DnsResponse = v), new(e => e.HttpMethod, (e, v) => e.HttpMethod = v),
        new(e => e.UserAgent, (e, v) => e.UserAgent = v), new(e => e.CloudAction, (e, v) => e.CloudAction = v),
        new(e => e.CloudRole, (e, v) => e.CloudRole = v), new(e => e.CloudPrincipal, (e, v) => e.CloudPrincipal = v),
        new(e => e.CloudResource, (e, v) => e.CloudResource = v), new(e => e.CloudAccount, (e, v) => e.CloudAccount = v),
        new(e => e.ForeignAccount, (e, v) => e.ForeignAccount = v),
    ];

    private static readonly NumberField[] Numbers =
    [
        new(e => e.TimeMicros, (e, v) => e.TimeMicros = v), new(e => e.Line == 0 ? null : e.Line, (e, v) => e.Line = v),
        new(e => e.SourcePort, (e, v) => e.SourcePort = Port(v)), new(e => e.DestinationPort, (e, v) => e.DestinationPort = Port(v)),
        new(e => e.SourceBytes, (e, v) => e.SourceBytes = v), new(e => e.DestinationBytes, (e, v) => e.DestinationBytes = v),
        new(e => e.DurationMicros, (e, v) => e.DurationMicros = v), new(e => e.FileBytes, (e, v) => e.FileBytes = v),
    ];

    /// <summary>Appends the event's bytes.</summary>
    public static void Write(SecurityEvent e, IBufferWriter<byte> to)
    {
        var head = to.GetSpan(FixedBytes + LongestVarint);
        BinaryPrimitives.WriteUInt128LittleEndian(head, e.Identity);
        head[16] = (byte)e.Platform;
        head[17] = (byte)e.Kind;
        head[18] = (byte)e.UserClass;
        head[19] = (byte)e.HostSide;
        head[20] = (byte)e.Outcome;
        to.Advance(FixedBytes + Varint.Write(head[FixedBytes..], MaskOf(e)));
        foreach (var field in Numbers)
        {
            if (field.Get(e) is { } number)
            {
                to.Advance(Varint.Write(to.GetSpan(LongestVarint), Varint.Fold(number)));
            }
        }

        foreach (var field in Texts)
        {
            if (field.Get(e) is { } text)
            {
                WriteText(text, to);
            }
        }
    }

    /// <summary>Fills an event with what <see cref="Write"/> wrote; takes exactly these bytes.</summary>
    /// <exception cref="InvalidDataException">The bytes are no event.</exception>
    public static void Read(ReadOnlySpan<byte> from, SecurityEvent into, Utf8Interner strings)
    {
        into.Clear();
        if (from.Length < FixedBytes)
        {
            throw Bad("an event of fewer bytes than an event has");
        }

        into.Identity = BinaryPrimitives.ReadUInt128LittleEndian(from);
        into.Platform = (Platform)from[16];
        into.Kind = (EventKind)from[17];
        into.UserClass = (UserClass)from[18];
        into.HostSide = (HostSide)from[19];
        into.Outcome = (Outcome)from[20];
        from = from[FixedBytes..];
        var mask = Varint.Take(ref from);
        if (mask >> (Numbers.Length + Texts.Length) != 0)
        {
            throw Bad("a field that this version does not know");
        }

        foreach (var field in Numbers)
        {
            if ((mask & 1) != 0)
            {
                field.Set(into, Varint.Unfold(Varint.Take(ref from)));
            }

            mask >>= 1;
        }

        foreach (var field in Texts)
        {
            if ((mask & 1) != 0)
            {
                field.Set(into, TakeText(ref from, strings));
            }

            mask >>= 1;
        }

        if (!from.IsEmpty)
        {
            throw Bad($"{from.Length} bytes behind the event");
        }
    }

    private static ulong MaskOf(SecurityEvent e)
    {
        var mask = 0UL;
        var bit = 1UL;
        foreach (var field in Numbers)
        {
            mask |= field.Get(e) is null ? 0 : bit;
            bit <<= 1;
        }

        foreach (var field in Texts)
        {
            mask |= field.Get(e) is null ? 0 : bit;
            bit <<= 1;
        }

        return mask;
    }

    private static void WriteText(string text, IBufferWriter<byte> to)
    {
        // The length stands before the text. Where every character is a byte, it takes as many bytes as room was left for it; else the text moves behind it.
        var most = (text.Length * 3) + LongestVarint;
        var span = to.GetSpan(most);
        var room = Varint.Length((ulong)text.Length << 1);
        if (Utf8.FromUtf16(text, span[room..], out _, out var written, replaceInvalidSequences: false) == OperationStatus.Done)
        {
            var used = Varint.Length((ulong)written << 1);
            if (used != room)
            {
                span.Slice(room, written).CopyTo(span[used..]);
            }

            Varint.Write(span, (ulong)written << 1);
            to.Advance(used + written);
            return;
        }

        var utf16 = MemoryMarshal.AsBytes(text.AsSpan());
        var start = Varint.Write(span, ((ulong)utf16.Length << 1) | Utf16Mark);
        utf16.CopyTo(span[start..]);
        to.Advance(start + utf16.Length);
    }

    private static string TakeText(ref ReadOnlySpan<byte> from, Utf8Interner strings)
    {
        var head = Varint.Take(ref from);
        var length = head >> 1;
        if (length > (ulong)from.Length)
        {
            throw Bad($"a text of {length} bytes where {from.Length} are left");
        }

        var bytes = from[..(int)length];
        from = from[bytes.Length..];
        return (head & Utf16Mark) == 0 ? strings.Intern(bytes) : new string(MemoryMarshal.Cast<byte, char>(bytes));
    }

    private static int Port(long value) => value is >= int.MinValue and <= int.MaxValue ? (int)value : throw Bad($"a port of {value}");

    private static InvalidDataException Bad(string found) => new($"found {found}; expected an event as this program writes it");

    private readonly record struct TextField(Func<SecurityEvent, string?> Get, Action<SecurityEvent, string> Set);

    private readonly record struct NumberField(Func<SecurityEvent, long?> Get, Action<SecurityEvent, long> Set);
}
