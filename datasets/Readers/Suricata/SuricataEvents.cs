using Det0131.Datasets.Readers.Network;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.Suricata;

/// <summary>Fills events from EVE records. Each method gives why the record cannot be used, or null. Not thread-safe.</summary>
internal sealed class SuricataEvents
{
    private readonly NetworkText text = new();
    private readonly SuricataQueries queries = new();
    private readonly Utf8Interner interner = Utf8Interner.Shared;

    /// <summary>What all types begin with. The time is the record's: that of a flow is put right by <see cref="Flow"/>.</summary>
    public string? Common(JsonValues values, SecurityEvent filled)
    {
        var time = values.Bytes((int)SuricataField.Timestamp);
        if (time.IsEmpty)
        {
            return NetworkText.TimeMissing;
        }

        if (!LogTime.TryIso8601(time, out var micros))
        {
            return NetworkText.TimeBad;
        }

        filled.TimeMicros = micros;
        filled.Transport = text.Transport(values.Bytes((int)SuricataField.Proto));
        filled.Application = Application(values.Bytes((int)SuricataField.AppProto));
        filled.RecordId = filled.FlowKey = NetworkText.Id(values.Bytes((int)SuricataField.FlowId));
        return text.SetEndpoints(
            filled, values.Bytes((int)SuricataField.SourceAddress), values.Bytes((int)SuricataField.SourcePort),
            values.Bytes((int)SuricataField.DestinationAddress), values.Bytes((int)SuricataField.DestinationPort));
    }

    /// <summary>A flow is logged when it is given up, minutes after its end: its own start counts.</summary>
    public string? Flow(JsonValues values, SecurityEvent filled)
    {
        (filled.Source, filled.Kind) = ("suricata.flow", EventKind.NetworkFlow);
        if (!NetworkText.TryCount(values.Bytes((int)SuricataField.FlowToServer), out var sent)
            || !NetworkText.TryCount(values.Bytes((int)SuricataField.FlowToClient), out var received))
        {
            return NetworkText.CountBad;
        }

        (filled.SourceBytes, filled.DestinationBytes) = (sent, received);
        return Span(values.Bytes((int)SuricataField.FlowStart), values.Bytes((int)SuricataField.FlowEnd), filled) ?? Identify(filled, default, null);
    }

    /// <summary>One direction of a flow.</summary>
    public string? Netflow(JsonValues values, SecurityEvent filled)
    {
        (filled.Source, filled.Kind) = ("suricata.netflow", EventKind.NetworkFlow);
        if (!NetworkText.TryCount(values.Bytes((int)SuricataField.NetflowBytes), out var sent))
        {
            return NetworkText.CountBad;
        }

        filled.SourceBytes = sent;
        return Span(values.Bytes((int)SuricataField.NetflowStart), values.Bytes((int)SuricataField.NetflowEnd), filled) ?? Identify(filled, default, filled.SourceAddress);
    }

    /// <summary>
    /// A query, or the answer to one whose record is not there. Versions 1 and 2 name the question in the record, version 3 in queries[].
    /// Types: query and answer, since version 3 request and response.
    /// </summary>
    public string? Dns(JsonValues values, SecurityEvent filled, out string? skipped)
    {
        skipped = null;
        (filled.Source, filled.Kind, filled.Application) = ("suricata.dns", EventKind.DnsQuery, "dns");
        var type = values.Bytes((int)SuricataField.DnsType);
        var isAnswer = type.SequenceEqual("answer"u8) || type.SequenceEqual("response"u8);
        if (!isAnswer && !type.SequenceEqual("query"u8) && !type.SequenceEqual("request"u8))
        {
            return "dns type missing or not understood";
        }

        var id = values.Bytes((int)SuricataField.DnsId);
        if (isAnswer && queries.WasAsked(filled.FlowKey, id))
        {
            skipped = "suricata dns answer to a query that was read";
            return null;
        }

        filled.DnsName = text.Name(values.Bytes((int)SuricataField.DnsName));
        filled.DnsType = text.DnsType(values.Bytes((int)SuricataField.DnsRecordType));
        if (filled.DnsName is null)
        {
            queries.First(JsonArray.FirstObject(values, (int)SuricataField.DnsQueries), text, filled);
        }

        if (filled.DnsName is null)
        {
            skipped = "suricata dns without a question";
            return null;
        }

        if (isAnswer)
        {
            filled.DnsResponse = text.Upper(values.Bytes((int)SuricataField.DnsResponseCode));
            ClientFirst(filled);
        }

        // Version 1 has a record for each part of an answer: those after the first are ignored too.
        queries.Ask(filled.FlowKey, id);
        return Identify(filled, id, filled.DnsName);
    }

    /// <summary>length counts the response's body; the request's is told by the flow only.</summary>
    public string? Http(JsonValues values, SecurityEvent filled)
    {
        (filled.Source, filled.Kind, filled.Application) = ("suricata.http", EventKind.HttpRequest, "http");
        if (!NetworkText.TryCount(values.Bytes((int)SuricataField.HttpLength), out var received))
        {
            return NetworkText.CountBad;
        }

        filled.DestinationBytes = received;
        Request(values, filled);
        return Identify(filled, values.Bytes((int)SuricataField.TxId), filled.FilePath);
    }

    /// <summary>A TLS session: names the far end of a connection that flow tells of with its bytes.</summary>
    public string? Tls(JsonValues values, SecurityEvent filled, out string? skipped)
    {
        (filled.Source, filled.Kind, filled.Application) = ("suricata.tls", EventKind.NetworkFlow, "ssl");
        text.SetFarEnd(filled, values.Bytes((int)SuricataField.TlsServerName));
        skipped = filled.Domain is null ? "suricata tls without server name" : null;
        return Identify(filled, default, filled.Domain);
    }

    /// <summary>A mail: who sent it, where to (the first recipient's domain), and its first attachment.</summary>
    public string? Smtp(JsonValues values, SecurityEvent filled)
    {
        (filled.Source, filled.Kind, filled.Application) = ("suricata.smtp", EventKind.NetworkFlow, "smtp");
        var sender = values.First((int)SuricataField.SmtpFrom, (int)SuricataField.EmailFrom);
        filled.User = sender < 0 ? null : MailText.AddressOf(values.Bytes(sender), interner);
        var recipient = JsonArray.FirstText(values, (int)SuricataField.SmtpRecipients, interner) ?? JsonArray.FirstText(values, (int)SuricataField.EmailTo, interner);
        filled.Domain = MailText.DomainOf(recipient, interner);
        if (JsonArray.FirstText(values, (int)SuricataField.EmailAttachments, interner) is { } attachment)
        {
            filled.FilePath = attachment;
            filled.FileExtension = PathText.Extension(attachment, interner);
        }

        return Identify(filled, values.Bytes((int)SuricataField.TxId), filled.FilePath);
    }

    /// <summary>Commands that move a file, of which the control connection knows how they ended.</summary>
    public string? Ftp(JsonValues values, SecurityEvent filled, out string? skipped)
    {
        (filled.Source, filled.Kind, filled.Application) = ("suricata.ftp", EventKind.FileAccess, "ftp");
        skipped = FtpText.IsTransfer(values.Bytes((int)SuricataField.FtpCommand)) ? null : "suricata ftp command that moves no file";
        filled.Outcome = JsonArray.FirstText(values, (int)SuricataField.FtpCodes, interner) switch
        {
            ['1' or '2', ..] => Outcome.Success,
            ['4' or '5', ..] => Outcome.Failure,
            _ => Outcome.Unknown,
        };
        SetFile(filled, values.Bytes((int)SuricataField.FtpArgument));
        return Identify(filled, values.Bytes((int)SuricataField.TxId), filled.FilePath);
    }

    /// <summary>The data connection of a transfer: names the file that moves on it.</summary>
    public string? FtpData(JsonValues values, SecurityEvent filled, out string? skipped)
    {
        (filled.Source, filled.Kind, filled.Application) = ("suricata.ftp_data", EventKind.FileAccess, "ftp-data");
        skipped = FtpText.IsTransfer(values.Bytes((int)SuricataField.FtpDataCommand)) ? null : "suricata ftp command that moves no file";
        SetFile(filled, values.Bytes((int)SuricataField.FtpDataFile));
        return Identify(filled, default, filled.FilePath);
    }

    /// <summary>
    /// A file in a transaction. The record's source is who sends it; the event's is the client, told by the record's direction, else by the ports (the
    /// server's is the lower). A file moves one way. The flow tells of the same bytes: who adds up leaves out files with a flow's key.
    /// </summary>
    public string? FileInfo(JsonValues values, SecurityEvent filled)
    {
        (filled.Source, filled.Kind) = ("suricata.fileinfo", EventKind.FileAccess);
        if (!NetworkText.TryCount(values.Bytes((int)SuricataField.FileSize), out var size))
        {
            return NetworkText.CountBad;
        }

        var direction = values.Bytes((int)SuricataField.Direction);
        var isDownload = direction.IsEmpty ? filled.SourcePort < filled.DestinationPort : direction.SequenceEqual("to_client"u8);
        if (isDownload)
        {
            Swap(filled);
        }

        filled.FileBytes = size;
        filled.SourceBytes = isDownload ? 0 : size;
        filled.DestinationBytes = isDownload ? size : 0;
        Request(values, filled);
        SetFile(filled, values.Bytes((int)SuricataField.FileName));
        return Identify(filled, values.Bytes((int)SuricataField.FileTxId), filled.FilePath);
    }

    private void Request(JsonValues values, SecurityEvent filled)
    {
        filled.HttpMethod = text.Upper(values.Bytes((int)SuricataField.HttpMethod));
        filled.UserAgent = text.Text(values.Bytes((int)SuricataField.HttpUserAgent));
        text.SetFarEnd(filled, UrlParts.HostOf(values.Bytes((int)SuricataField.HttpHost), out _));
        var url = values.Bytes((int)SuricataField.HttpUrl);
        HttpFacts.SetPath(filled, url is [(byte)'/', ..] ? url : UrlParts.Of(url).Path, interner);
        HttpFacts.SetAnswer(filled, values.Int64((int)SuricataField.HttpStatus));
    }

    private void SetFile(SecurityEvent filled, ReadOnlySpan<byte> name)
    {
        var path = TextExcerpt.Cut(filled.Application is "http" or "http2" ? UrlParts.PathOf(name) : name, HttpFacts.LongestPathBytes);
        filled.FilePath = path.IsEmpty ? null : interner.Intern(path);
        var isRefused = filled is { Outcome: Outcome.Failure, HttpMethod: not ("PUT" or "POST" or "PATCH") };
        filled.FileExtension = isRefused ? null : PathText.Extension(path, interner);
    }

    /// <summary>Start and end as the flow says; the record's own time where it does not.</summary>
    private static string? Span(ReadOnlySpan<byte> start, ReadOnlySpan<byte> end, SecurityEvent filled)
    {
        if (start.IsEmpty)
        {
            return null;
        }

        if (!LogTime.TryIso8601(start, out var begun))
        {
            return NetworkText.TimeBad;
        }

        filled.TimeMicros = begun;
        if (end.IsEmpty)
        {
            return null;
        }

        if (!LogTime.TryIso8601(end, out var ended))
        {
            return NetworkText.TimeBad;
        }

        filled.DurationMicros = Math.Max(0, ended - begun);
        return null;
    }

    /// <summary>An answer's source is the server, except over TCP, where either may be.</summary>
    private static void ClientFirst(SecurityEvent filled)
    {
        if (filled.SourcePort < filled.DestinationPort)
        {
            Swap(filled);
        }
    }

    private static void Swap(SecurityEvent filled)
    {
        (filled.SourceAddress, filled.DestinationAddress) = (filled.DestinationAddress, filled.SourceAddress);
        (filled.SourcePort, filled.DestinationPort) = (filled.DestinationPort, filled.SourcePort);
    }

    /// <summary>The words of the other sensors; null where Suricata recognised nothing.</summary>
    private string? Application(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual("failed"u8) || name.SequenceEqual("unknown"u8) => null,
        _ when name.SequenceEqual("tls"u8) => "ssl",
        _ when name.SequenceEqual("krb5"u8) => "krb",
        _ when name.SequenceEqual("dcerpc"u8) => "dce_rpc",
        _ => text.Lower(name),
    };

    /// <summary>Always null, to end a method with. Flow ids are unique within a sensor's run, and the time tells runs apart.</summary>
    private static string? Identify(SecurityEvent filled, ReadOnlySpan<byte> number, string? name)
    {
        if (filled.RecordId is null)
        {
            return null;
        }

        var builder = new IdentityBuilder(stackalloc byte[IdentityBuilder.ScratchBytes]);
        builder.Add(filled.Source);
        builder.Add(filled.RecordId);
        builder.Add(filled.TimeMicros);
        builder.Add(number);
        builder.Add(name);
        filled.Identity = builder.ToIdentity();
        return null;
    }
}
