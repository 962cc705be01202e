using Det0131.Datasets.Readers.HostLogs;
using Det0131.Datasets.Readers.Network;
using Det0131.Datasets.Readers.Syslog;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.Firewalls;

/// <summary>
/// Packets logged by Linux' netfilter: the LOG target of iptables, nftables' log statement, and UFW. After the kernel's nf_log_syslog. Not thread-safe.
/// </summary>
/// <remarks>
/// A line tells of one packet, as a rule a connection's first: there are no bytes of a flow, so none are given, and volume cannot be judged from this source.
/// OUT without IN is a packet of the logging host itself, IN without OUT one to it; then the host is the event's. A forwarded packet is of its endpoints.
/// What became of the packet is only in the prefix that the administrator chose: DROP, REJECT, DENY, BLOCK are taken as refused, ACCEPT and ALLOW as let pass.
/// </remarks>
internal sealed class NetfilterParser(string file) : IRecordParser
{
    public const string Source = "netfilter.packet";

    private enum Key
    {
        In,
        Out,
        SourceAddress,
        DestinationAddress,
        Protocol,
        SourcePort,
        DestinationPort,
        User,
    }

    private readonly SyslogReader syslog = new(file);
    private readonly NetworkText text = new();
    private readonly KeyValues fields = new("IN", "OUT", "SRC", "DST", "PROTO", "SPT", "DPT", "UID");

    /// <summary>Whether the line has what every packet line has.</summary>
    public static bool IsPacket(ReadOnlySpan<byte> line)
    {
        var at = line.IndexOf("IN="u8);
        return at >= 0 && line[at..].IndexOf(" OUT="u8) >= 0 && line[at..].IndexOf(" SRC="u8) > 0 && line[at..].IndexOf(" DST="u8) > 0;
    }

    public void Parse(ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
    {
        if (!IsPacket(record))
        {
            sink.Ignore("other line");
            return;
        }

        var head = syslog.Read(record);
        if (head.TimeProblem is { } problem)
        {
            sink.Reject(problem);
            return;
        }

        var start = head.Message.IndexOf("IN="u8);
        if (start < 0)
        {
            sink.Reject("packet line not understood");
            return;
        }

        var filled = sink.NewEvent();
        if (Fill(head.Message[start..], head, filled) is { } reason)
        {
            sink.Reject(reason);
            return;
        }

        filled.Outcome = OutcomeOf(head.Message[..start]);
        sink.Emit(filled);
    }

    /// <summary>Nothing is held.</summary>
    public void Complete(IRecordSink sink)
    {
    }

    private string? Fill(ReadOnlySpan<byte> packet, in SyslogLine head, SecurityEvent filled)
    {
        fields.Cut(packet);
        (filled.Source, filled.Kind, filled.TimeMicros) = (Source, EventKind.NetworkFlow, head.TimeMicros);
        filled.Transport = text.Transport(fields.Get(packet, (int)Key.Protocol));
        var isIn = !fields.Get(packet, (int)Key.In).IsEmpty;
        var isOut = !fields.Get(packet, (int)Key.Out).IsEmpty;
        if (isIn != isOut)
        {
            (filled.Host, filled.Platform) = (text.Lower(head.Host), Platform.Linux);
            filled.HostSide = isOut ? HostSide.Source : HostSide.Destination;
        }

        var user = fields.Get(packet, (int)Key.User);
        if (isOut && !isIn && HostText.Number(user) is { } uid)
        {
            filled.User = text.Text(user);
            filled.UserClass = UnixAccounts.ClassOf(uid, Platform.Linux);
        }

        return text.SetEndpoints(
            filled, fields.Get(packet, (int)Key.SourceAddress), fields.Get(packet, (int)Key.SourcePort),
            fields.Get(packet, (int)Key.DestinationAddress), fields.Get(packet, (int)Key.DestinationPort));
    }

    private static Outcome OutcomeOf(ReadOnlySpan<byte> prefix)
    {
        Span<byte> upper = stackalloc byte[128];
        prefix = prefix.Length > upper.Length ? prefix[^upper.Length..] : prefix;
        if (System.Text.Ascii.ToUpper(prefix, upper, out var length) != System.Buffers.OperationStatus.Done)
        {
            return Outcome.Unknown;
        }

        var words = upper[..length];
        return words.IndexOf("DROP"u8) >= 0 || words.IndexOf("REJECT"u8) >= 0 || words.IndexOf("DENY"u8) >= 0 || words.IndexOf("BLOCK"u8) >= 0 ? Outcome.Failure
            : words.IndexOf("ACCEPT"u8) >= 0 || words.IndexOf("ALLOW"u8) >= 0 ? Outcome.Success : Outcome.Unknown;
    }
}
