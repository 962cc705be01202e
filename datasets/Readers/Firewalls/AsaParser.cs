using System.Buffers.Text;
using Det0131.Datasets.Readers.HostLogs;
using Det0131.Datasets.Readers.Network;
using Det0131.Datasets.Readers.Syslog;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.Firewalls;

/// <summary>
/// Connections of Cisco ASA (and FTD, PIX): 302013 and 302015 built, 302014 and 302016 torn down. After Cisco's "ASA Series Syslog Messages". Not thread-safe.
/// </summary>
/// <remarks>
/// <para>A connection gives one event, at its teardown, which has both ends, duration and bytes; which end opened it is told by the built message only. A teardown
/// whose built message was not seen takes the end with the lower port as the one that was called.</para>
/// <para>ASA counts the bytes of both directions together. The event gives them to the inner end (the second, "to", end): what that end sent was at most this.
/// Downloads count too, so volumes of this source are upper bounds; the other end's count stays unknown.</para>
/// <para>The firewall stands between the ends, so the host is left to the endpoints.</para>
/// </remarks>
internal sealed class AsaParser(string file) : IRecordParser
{
    public const string Source = "cisco.asa";

    private const int MostConnections = 1 << 18;
    private const string BadMessage = "connection message not understood";

    private readonly SyslogReader syslog = new(file);
    private readonly NetworkText text = new();
    /// <summary>By the firewall's name and its own number of the connection.</summary>
    private readonly Dictionary<ulong, bool> isInbound = [];

    /// <summary>Number of the message (302013) and its text; false for a line without one.</summary>
    public static bool TryMessage(ReadOnlySpan<byte> line, out int number, out ReadOnlySpan<byte> message)
    {
        number = 0;
        message = default;
        var at = line.IndexOf((byte)'%');
        while (at >= 0)
        {
            var rest = line[at..];
            if ((rest.StartsWith("%ASA-"u8) || rest.StartsWith("%FTD-"u8) || rest.StartsWith("%PIX-"u8)) && rest.Length > 14 && rest[6] == '-'
                && Utf8Parser.TryParse(rest[7..], out number, out var used) && used == 6 && rest[13] == ':')
            {
                message = rest[14..].TrimStart((byte)' ');
                return true;
            }

            var next = rest[1..].IndexOf((byte)'%');
            at = next < 0 ? -1 : at + 1 + next;
        }

        return false;
    }

    public void Parse(ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
    {
        if (!TryMessage(record, out var number, out var message))
        {
            sink.Reject("no %ASA message");
            return;
        }

        switch (number)
        {
            case 302013 or 302015:
                Built(record, message, sink);
                break;
            case 302014 or 302016:
                TornDown(record, message, number == 302014 ? "tcp" : "udp", sink);
                break;
            default:
                sink.Ignore("asa other message");
                break;
        }
    }

    /// <summary>Connections that were built and not torn down stay held: nothing is known of their bytes.</summary>
    public void Complete(IRecordSink sink)
    {
    }

    private void Built(ReadOnlySpan<byte> line, ReadOnlySpan<byte> message, IRecordSink sink)
    {
        var inbound = message.StartsWith("Built inbound "u8);
        if ((!inbound && !message.StartsWith("Built outbound "u8)) || !TryConnection(message, out var id, out _))
        {
            sink.Reject(BadMessage);
            return;
        }

        if (isInbound.Count >= MostConnections)
        {
            isInbound.Clear();
        }

        isInbound[KeyHash.Of(syslog.Read(line).Host, id)] = inbound;
        sink.Hold();
    }

    private void TornDown(ReadOnlySpan<byte> line, ReadOnlySpan<byte> message, string transport, IRecordSink sink)
    {
        var head = syslog.Read(line);
        if (head.TimeProblem is { } problem)
        {
            sink.Reject(problem);
            return;
        }

        if (!message.StartsWith("Teardown "u8) || !TryConnection(message, out var id, out var rest))
        {
            sink.Reject(BadMessage);
            return;
        }

        // outside:203.0.113.9/443(user) to inside:10.0.0.5/50000 (user) duration 0:00:30 bytes 1500 TCP FINs
        var to = rest.IndexOf(" to "u8);
        var duration = rest.IndexOf(" duration "u8);
        var bytes = rest.IndexOf(" bytes "u8);
        if (to < 0 || duration < to || bytes < duration)
        {
            sink.Reject(BadMessage);
            return;
        }

        var filled = sink.NewEvent();
        (filled.Source, filled.Kind, filled.Transport) = (Source, EventKind.NetworkFlow, transport);
        var outer = new AsaEnd(rest[..to]);
        var inner = new AsaEnd(rest[(to + 4)..duration]);
        var inbound = isInbound.Remove(KeyHash.Of(head.Host, id), out var wasInbound) ? wasInbound : inner.PortNumber < outer.PortNumber;
        var reason = inbound
            ? text.SetEndpoints(filled, outer.Address, outer.Port, inner.Address, inner.Port)
            : text.SetEndpoints(filled, inner.Address, inner.Port, outer.Address, outer.Port);
        reason ??= Counts(rest[(duration + " duration "u8.Length)..bytes], rest[(bytes + " bytes "u8.Length)..], head.TimeMicros, inbound, filled);
        if (reason is not null)
        {
            sink.Reject(reason);
            return;
        }

        filled.RecordId = NetworkText.Id(id);
        filled.User = text.Lower(inbound ? outer.User : inner.User) ?? text.Lower(LastParenthesis(rest));
        sink.Emit(filled);
    }

    private static string? Counts(ReadOnlySpan<byte> duration, ReadOnlySpan<byte> bytes, long endMicros, bool inbound, SecurityEvent filled)
    {
        if (!TryDuration(duration, out var seconds))
        {
            return NetworkText.DurationBad;
        }

        var end = bytes.IndexOf((byte)' ');
        if (!NetworkText.TryCount(end < 0 ? bytes : bytes[..end], out var both) || both is null)
        {
            return NetworkText.CountBad;
        }

        filled.DurationMicros = seconds * LogTime.MicrosPerSecond;
        filled.TimeMicros = Math.Max(0, endMicros - filled.DurationMicros.Value);
        (filled.SourceBytes, filled.DestinationBytes) = inbound ? ((long?)null, both) : (both, null);
        return null;
    }

    /// <summary><c>TCP connection 123 for ...</c>: the number and what follows "for".</summary>
    private static bool TryConnection(ReadOnlySpan<byte> message, out ReadOnlySpan<byte> id, out ReadOnlySpan<byte> rest)
    {
        id = rest = default;
        var at = message.IndexOf(" connection "u8);
        if (at < 0)
        {
            return false;
        }

        message = message[(at + " connection "u8.Length)..];
        var end = message.IndexOf(" for "u8);
        if (end is < 1 or > 20 || message[..end].ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        id = message[..end];
        rest = message[(end + 5)..];
        return true;
    }

    /// <summary><c>1:02:03</c>; the hours may be many.</summary>
    private static bool TryDuration(ReadOnlySpan<byte> text, out long seconds)
    {
        seconds = 0;
        var parts = 0;
        foreach (var range in text.Split((byte)':'))
        {
            if (++parts > 3 || HostText.Number(text[range]) is not (>= 0 and < 1_000_000 and var part) || (parts > 1 && part > 59))
            {
                return false;
            }

            seconds = (seconds * 60) + part;
        }

        return parts == 3;
    }

    private static ReadOnlySpan<byte> LastParenthesis(ReadOnlySpan<byte> rest)
    {
        var open = rest.LastIndexOf((byte)'(');
        return rest is [.., (byte)')'] && open > 0 ? rest[(open + 1)..^1] : default;
    }
}
