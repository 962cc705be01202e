using Det0131.Datasets.Readers.HostLogs;
using Det0131.Datasets.Readers.Network;
using Det0131.Datasets.Readers.Syslog;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.DnsServers;

/// <summary>
/// BIND's query log, as its own file or in syslog, after the logging chapter of BIND's reference manual. Not thread-safe.
/// </summary>
/// <remarks>
/// <code>
/// 02-Jan-2026 09:00:00.123 queries: info: client @0x7f0 10.0.0.5#53211 (www.example.com): view internal: query: www.example.com IN A +E(0)K (10.0.0.1)
/// </code>
/// The log tells of questions, not of answers. The client asked, so the server is not made the host. The file's own times have no zone: taken as UTC.
/// </remarks>
internal sealed class BindParser(string file) : IRecordParser
{
    public const string Source = "bind.query";

    private const int DnsPort = 53;
    private const int DateLength = 20;

    private readonly SyslogReader syslog = new(file);
    private readonly NetworkText text = new();

    /// <summary>Whether the line tells of a query.</summary>
    public static bool IsQuery(ReadOnlySpan<byte> line) => line.IndexOf("client "u8) is >= 0 and var client && line[client..].IndexOf(": query: "u8) > 0 && line[client..].Contains((byte)'#');

    public void Parse(ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
    {
        if (!IsQuery(record))
        {
            sink.Ignore("other line");
            return;
        }

        var filled = sink.NewEvent();
        if (Fill(record, filled) is { } reason)
        {
            sink.Reject(reason);
        }
        else
        {
            sink.Emit(filled);
        }
    }

    /// <summary>Nothing is held.</summary>
    public void Complete(IRecordSink sink)
    {
    }

    private string? Fill(ReadOnlySpan<byte> line, SecurityEvent filled)
    {
        (filled.Source, filled.Kind, filled.Application) = (Source, EventKind.DnsQuery, "dns");
        if (TryOwnTime(line, out var micros))
        {
            filled.TimeMicros = micros;
        }
        else
        {
            var head = syslog.Read(line);
            if (head.TimeProblem is { } problem)
            {
                return problem;
            }

            filled.TimeMicros = head.TimeMicros;
        }

        var client = line[(line.IndexOf("client "u8) + "client "u8.Length)..];
        if (client is [(byte)'@', ..])
        {
            client = client[(client.IndexOf((byte)' ') + 1)..];
        }

        var hash = client.IndexOf((byte)'#');
        if (hash < 0)
        {
            return NetworkText.AddressBad;
        }

        // An IPv6 address has colons of its own: the end is behind the port.
        var end = hash + 1;
        while (end < client.Length && client[end] is >= (byte)'0' and <= (byte)'9')
        {
            end++;
        }

        filled.SourceAddress = text.Address(client[..hash]);
        if (filled.SourceAddress is null)
        {
            return NetworkText.AddressBad;
        }

        if (!NetworkText.TryPort(client[(hash + 1)..end], out var port))
        {
            return NetworkText.PortBad;
        }

        filled.SourcePort = port;
        return Question(client[(client.IndexOf(": query: "u8) + ": query: "u8.Length)..], filled);
    }

    /// <summary><c>name class type flags (server)</c>; T among the flags is TCP.</summary>
    private string? Question(ReadOnlySpan<byte> question, SecurityEvent filled)
    {
        filled.DnsName = text.Name(Word(ref question));
        Word(ref question);
        filled.DnsType = text.DnsType(Word(ref question));
        if (filled.DnsName is null || filled.DnsType is null)
        {
            return "question not understood";
        }

        var flags = Word(ref question);
        filled.Transport = flags.Contains((byte)'T') ? "tcp" : "udp";
        if (Word(ref question) is [(byte)'(', .. var server, (byte)')'])
        {
            filled.DestinationAddress = text.Address(server);
        }

        filled.DestinationPort = filled.DestinationAddress is null ? null : DnsPort;
        return null;
    }

    /// <summary><c>02-Jan-2026 09:00:00.123</c>.</summary>
    private static bool TryOwnTime(ReadOnlySpan<byte> line, out long micros)
    {
        micros = 0;
        if (line.Length < DateLength || line[2] != '-' || line[6] != '-' || line[11] != ' ' || SyslogReader.MonthOf(line[3..6]) is not { } month
            || HostText.Number(line[..2]) is not (>= 1 and var day) || HostText.Number(line[7..11]) is not (>= 1970 and <= 9999 and var year)
            || day > DateTime.DaysInMonth((int)year, month))
        {
            return false;
        }

        var clock = line[12..];
        var end = clock.IndexOf((byte)' ');
        if (!SyslogReader.TryClock(end < 0 ? clock : clock[..end], out var time))
        {
            return false;
        }

        micros = ((new DateTime((int)year, month, (int)day) - DateTime.UnixEpoch).Days * 86_400L * LogTime.MicrosPerSecond) + time;
        return true;
    }

    private static ReadOnlySpan<byte> Word(scoped ref ReadOnlySpan<byte> text)
    {
        text = text.TrimStart((byte)' ');
        var end = text.IndexOf((byte)' ');
        var word = end < 0 ? text : text[..end];
        text = end < 0 ? default : text[(end + 1)..];
        return word;
    }
}
