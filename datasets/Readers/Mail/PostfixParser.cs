using System.Buffers.Text;
using Det0131.Datasets.Readers.HostLogs;
using Det0131.Datasets.Readers.Network;
using Det0131.Datasets.Readers.Syslog;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.Mail;

/// <summary>
/// Postfix' mail log: each delivery by smtp to another server gives an event. Sender and size stand in other lines, joined by queue id. After Postfix' manual
/// and the lines its daemons write. Not thread-safe.
/// </summary>
/// <remarks>
/// The mail server logs and is the source's end, so it is the host. The far end is the relay, with the recipient's domain as its name; the user is the account that
/// logged in to send, else the sender's address. Bytes are the message's size, once for each transfer: lines of several recipients that got one answer of one relay
/// tell of one transfer, and those after the first have 0. The time is that of the line, at the transfer's end.
/// </remarks>
internal sealed class PostfixParser(string file) : IRecordParser
{
    public const string Source = "postfix.smtp";

    private const int LongestQueueId = 24;

    /// <summary>Longer messages are cut: each field is looked for from the message's beginning.</summary>
    private const int LongestMessageBytes = 8192;

    private readonly SyslogReader syslog = new(file);
    private readonly NetworkText text = new();
    private readonly QueuedMails queue = new();
    private readonly Utf8Interner interner = Utf8Interner.Shared;

    public void Parse(ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
    {
        var head = syslog.Read(record);
        var slash = head.Program.LastIndexOf((byte)'/');
        if (slash < 0 || !head.Program.StartsWith("postfix"u8))
        {
            sink.Ignore("other program");
            return;
        }

        var colon = head.Message.IndexOf(": "u8);
        if (colon is < 5 or > LongestQueueId || head.Message[..colon].ContainsAnyExcept(QueueIdBytes))
        {
            sink.Ignore("postfix line without a queue id");
            return;
        }

        var key = KeyHash.Of(head.Host, head.Message[..colon]);
        var message = TextExcerpt.Cut(head.Message[(colon + 2)..], LongestMessageBytes);
        switch (head.Program[(slash + 1)..])
        {
            case var daemon when daemon.SequenceEqual("smtp"u8):
                Delivered(head, key, message, sink);
                break;
            case var daemon when daemon.SequenceEqual("smtpd"u8) && message.StartsWith("client="u8):
                queue.Open(key).Login = MailText.AddressOf(Field(message, "sasl_username="u8), interner) ?? text.Lower(Field(message, "sasl_username="u8));
                sink.Hold();
                break;
            case var daemon when daemon.SequenceEqual("qmgr"u8) && message.StartsWith("from="u8):
                Queued(key, message, sink);
                break;
            case var daemon when daemon.SequenceEqual("qmgr"u8) && message.StartsWith("removed"u8):
                queue.Close(key);
                sink.Ignore("postfix message removed");
                break;
            case var daemon when daemon.SequenceEqual("cleanup"u8):
                sink.Ignore("postfix message id");
                break;
            default:
                sink.Ignore("postfix other line");
                break;
        }
    }

    /// <summary>Messages that were not delivered by the end stay held: nothing left.</summary>
    public void Complete(IRecordSink sink)
    {
    }

    private static readonly System.Buffers.SearchValues<byte> QueueIdBytes =
        System.Buffers.SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private void Queued(ulong key, ReadOnlySpan<byte> message, IRecordSink sink)
    {
        if (!NetworkText.TryCount(Field(message, "size="u8), out var size))
        {
            sink.Reject(NetworkText.CountBad);
            return;
        }

        var mail = queue.Open(key);
        (mail.Sender, mail.Size) = (MailText.AddressOf(Field(message, "from="u8), interner), size);
        sink.Hold();
    }

    private void Delivered(in SyslogLine head, ulong key, ReadOnlySpan<byte> message, IRecordSink sink)
    {
        var status = message.IndexOf(" status="u8);
        if (!message.StartsWith("to="u8) || status < 0)
        {
            sink.Ignore("postfix other line");
            return;
        }

        // mx.partner.example[203.0.113.9]:25, or none.
        var relay = Field(message, "relay="u8);
        var open = relay.IndexOf((byte)'[');
        var close = relay.IndexOf((byte)']');
        if (open < 0 || close < open)
        {
            sink.Ignore("postfix delivery without a relay");
            return;
        }

        if (head.TimeProblem is { } problem)
        {
            sink.Reject(problem);
            return;
        }

        var filled = sink.NewEvent();
        (filled.Source, filled.Kind, filled.TimeMicros) = (Source, EventKind.NetworkFlow, head.TimeMicros);
        (filled.Transport, filled.Application) = ("tcp", "smtp");
        (filled.Host, filled.HostSide) = (text.Name(head.Host), HostSide.Source);
        filled.DestinationAddress = text.Address(relay[(open + 1)..close]);
        if (filled.DestinationAddress is null)
        {
            sink.Reject(NetworkText.AddressBad);
            return;
        }

        if (!NetworkText.TryPort(relay[(close + 1)..].TrimStart((byte)':'), out var port) || !TryTransferTime(Field(message, "delays="u8), out var duration))
        {
            sink.Reject("relay or delays not understood");
            return;
        }

        (filled.DestinationPort, filled.DurationMicros) = (port, duration);
        filled.Domain = MailText.DomainOf(MailText.AddressOf(Field(message, "to="u8), interner), interner);
        filled.RecordId = NetworkText.Id(head.Message[..head.Message.IndexOf((byte)':')]);
        Settle(key, relay, message[(status + " status="u8.Length)..], filled);
        sink.Emit(filled);
    }

    private void Settle(ulong key, ReadOnlySpan<byte> relay, ReadOnlySpan<byte> answer, SecurityEvent filled)
    {
        filled.Outcome = answer.StartsWith("sent"u8) ? Outcome.Success : Outcome.Failure;
        if (queue.Find(key) is not { } mail)
        {
            return;
        }

        filled.User = mail.Login ?? mail.Sender;
        if (filled.Outcome == Outcome.Success)
        {
            var transfer = KeyHash.Of(relay, answer);
            filled.SourceBytes = transfer == mail.LastTransfer ? 0 : mail.Size;
            mail.LastTransfer = transfer;
        }
    }

    /// <summary>The last of <c>delays=a/b/c/d</c> in seconds is the transfer's own; absent gives true and null.</summary>
    private static bool TryTransferTime(ReadOnlySpan<byte> delays, out long? micros)
    {
        micros = null;
        if (delays.IsEmpty)
        {
            return true;
        }

        var last = delays[(delays.LastIndexOf((byte)'/') + 1)..];
        var isNumber = Utf8Parser.TryParse(last, out double seconds, out var used) && used == last.Length && seconds is >= 0 and <= uint.MaxValue;
        micros = isNumber ? (long)Math.Round(seconds * LogTime.MicrosPerSecond) : null;
        return isNumber;
    }

    /// <summary>The value behind a name up to the next comma; of <c>to=&lt;"a, b"@c&gt;</c> up to the angle.</summary>
    private static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> message, ReadOnlySpan<byte> name)
    {
        for (var at = 0; at < message.Length;)
        {
            var rest = message[at..];
            var isQuoted = rest.IndexOf((byte)'=') is >= 0 and var mark && mark + 1 < rest.Length && rest[mark + 1] == '<';
            var close = isQuoted ? rest.IndexOf((byte)'>') : -1;
            var comma = rest[Math.Max(0, close)..].IndexOf(", "u8);
            var length = comma < 0 ? rest.Length : Math.Max(0, close) + comma;
            if (rest.StartsWith(name))
            {
                return rest[name.Length..length];
            }

            at += length + 2;
        }

        return default;
    }
}
