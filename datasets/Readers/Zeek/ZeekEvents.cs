using Det0131.Datasets.Readers.Network;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.Zeek;

/// <summary>Fills events from rows. Each method gives why the row cannot be used, or null. Not thread-safe.</summary>
internal sealed class ZeekEvents(ZeekText text, Utf8Interner interner)
{
    private const int MaxUriBytes = 1024;

    /// <summary>What all logs begin with. For ICMP the "ports" are type and code, so none are set.</summary>
    public string? Common(in ZeekRow row, SecurityEvent filled) => Time(row, filled) ?? Ends(row, filled);

    public static string? Time(in ZeekRow row, SecurityEvent filled)
    {
        if (row.Get(ZeekField.Ts) is not { IsEmpty: false } time)
        {
            return "time missing";
        }

        if (!ZeekText.TryTime(time, out var micros))
        {
            return "time not understood";
        }

        filled.TimeMicros = micros;
        return null;
    }

    private string? Ends(in ZeekRow row, SecurityEvent filled)
    {
        var originator = row.Get(ZeekField.OriginatorHost);
        var responder = row.Get(ZeekField.ResponderHost);
        if (originator.IsEmpty || responder.IsEmpty)
        {
            return "address missing";
        }

        if (!ZeekText.IsAddress(originator) || !ZeekText.IsAddress(responder))
        {
            return "address not understood";
        }

        if (!Port(row.Get(ZeekField.OriginatorPort), out var sourcePort) || !Port(row.Get(ZeekField.ResponderPort), out var destinationPort))
        {
            return "port not understood";
        }

        filled.SourceAddress = interner.InternLower(originator);
        filled.DestinationAddress = interner.InternLower(responder);
        filled.Transport = text.Lower(row.Get(ZeekField.Proto));
        if (filled.Transport is not ("icmp" or "icmp6"))
        {
            (filled.SourcePort, filled.DestinationPort) = (sourcePort, destinationPort);
        }

        // An uid comes back a few times at most: not worth remembering.
        var uid = row.Get(ZeekField.Uid);
        filled.RecordId = filled.FlowKey = uid.IsEmpty ? null : System.Text.Encoding.UTF8.GetString(TextExcerpt.Cut(uid, ZeekText.MaxTextBytes));
        return null;
    }

    public string? Conn(in ZeekRow row, SecurityEvent filled)
    {
        (filled.Source, filled.Kind) = ("zeek.conn", EventKind.NetworkFlow);
        filled.Application = Service(row.Get(ZeekField.Service));
        var isTcp = filled.Transport == "tcp";
        if (!ZeekTraffic.TryBytes(row.Get(ZeekField.OriginatorBytes), row.Get(ZeekField.OriginatorIpBytes), row.Get(ZeekField.OriginatorPackets), isTcp, out var sent)
            || !ZeekTraffic.TryBytes(row.Get(ZeekField.ResponderBytes), row.Get(ZeekField.ResponderIpBytes), row.Get(ZeekField.ResponderPackets), isTcp, out var received))
        {
            return "byte count not understood";
        }

        (filled.SourceBytes, filled.DestinationBytes) = (sent, received);
        var duration = row.Get(ZeekField.Duration);
        if (!duration.IsEmpty)
        {
            if (!ZeekText.TryInterval(duration, out var micros))
            {
                return "duration not understood";
            }

            filled.DurationMicros = micros;
        }

        if (ZeekTraffic.IsBackscatter(row.Get(ZeekField.History)))
        {
            ZeekTraffic.Turn(filled);
        }

        if (filled.RecordId is not null)
        {
            filled.Identity = Identity(filled, default, default);
        }

        return null;
    }

    public string? Dns(in ZeekRow row, SecurityEvent filled)
    {
        (filled.Source, filled.Kind, filled.Application) = ("zeek.dns", EventKind.DnsQuery, "dns");
        filled.DnsName = text.Name(row.Get(ZeekField.Query));
        filled.DnsType = text.DnsType(row.Get(ZeekField.QTypeName), row.Get(ZeekField.QType));
        filled.DnsResponse = text.Upper(row.Get(ZeekField.RCodeName));
        if (filled.RecordId is not null)
        {
            filled.Identity = Identity(filled, row.Get(ZeekField.TransId), filled.DnsName);
        }

        return null;
    }

    public string? Http(in ZeekRow row, SecurityEvent filled)
    {
        (filled.Source, filled.Kind, filled.Application) = ("zeek.http", EventKind.HttpRequest, "http");
        filled.Transport ??= "tcp";
        filled.HttpMethod = text.Upper(row.Get(ZeekField.Method));
        filled.Domain = text.HostName(row.Get(ZeekField.Host), filled.DestinationAddress);
        filled.UserAgent = text.Text(row.Get(ZeekField.UserAgent));
        var request = row.Get(ZeekField.RequestBodyLength);
        var response = row.Get(ZeekField.ResponseBodyLength);
        if (!ZeekTraffic.TryBytes(request, default, default, false, out var sent) || !ZeekTraffic.TryBytes(response, default, default, false, out var received))
        {
            return "byte count not understood";
        }

        (filled.SourceBytes, filled.DestinationBytes) = (sent, received);
        Uri(row.Get(ZeekField.Uri), filled);
        HttpFacts.SetAnswer(filled, ZeekText.TryCount(row.Get(ZeekField.StatusCode), out var status) ? status : null);
        if (filled.RecordId is not null)
        {
            filled.Identity = Identity(filled, row.Get(ZeekField.TransDepth), filled.FilePath);
        }

        return null;
    }

    /// <summary>A TLS session: names the far end of a connection that conn tells of with its bytes, joined by <see cref="SecurityEvent.FlowKey"/>.</summary>
    public string? Ssl(in ZeekRow row, SecurityEvent filled)
    {
        (filled.Source, filled.Kind, filled.Application) = ("zeek.ssl", EventKind.NetworkFlow, "ssl");
        filled.Transport ??= "tcp";
        filled.Domain = text.HostName(row.Get(ZeekField.ServerName), filled.DestinationAddress);
        if (filled.RecordId is not null)
        {
            filled.Identity = Identity(filled, default, filled.Domain);
        }

        return null;
    }

    public static UInt128 Identity(SecurityEvent filled, ReadOnlySpan<byte> number, string? name)
    {
        var builder = new IdentityBuilder(stackalloc byte[IdentityBuilder.ScratchBytes]);
        builder.Add(filled.Source);
        builder.Add(filled.RecordId);
        builder.Add(filled.TimeMicros);
        builder.Add(number);
        builder.Add(name);
        return builder.ToIdentity();
    }

    /// <summary>The first of the analyzers that confirmed: <c>gquic,ssl</c> gives gquic; <c>-ssl</c> marks one that gave up.</summary>
    private string? Service(ReadOnlySpan<byte> services)
    {
        foreach (var range in services.Split((byte)','))
        {
            if (services[range] is [not (byte)'-', ..] service)
            {
                return text.Lower(service);
            }
        }

        return null;
    }

    private static bool Port(ReadOnlySpan<byte> text, out int? port)
    {
        port = null;
        if (text.IsEmpty)
        {
            return true;
        }

        var isPort = ZeekText.TryCount(text, out var number) && number <= ushort.MaxValue;
        port = isPort ? (int)number : null;
        return isPort;
    }

    /// <summary>The path of the request; what follows ?, # or ; may hold secrets (session ids) and is left out. CONNECT names a host, not a file.</summary>
    private void Uri(ReadOnlySpan<byte> uri, SecurityEvent filled)
    {
        if (uri.IsEmpty || filled.HttpMethod == "CONNECT")
        {
            return;
        }

        var end = uri.IndexOfAny((byte)'?', (byte)'#', (byte)';');
        var path = text.Unescape(end < 0 ? uri : uri[..end], MaxUriBytes);
        filled.FilePath = path.IsEmpty ? null : interner.Intern(path);
        filled.FileExtension = PathText.Extension(path, interner);
    }
}
