using Det0131.Datasets.Readers.HostLogs;
using Det0131.Datasets.Readers.Network;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.Proxies;

/// <summary>
/// Squid's native access.log: <c>time elapsed client result/status bytes method URL user hierarchy/peer type</c>, after Squid's documentation of its log files.
/// Not thread-safe.
/// </summary>
/// <remarks>
/// Bytes are what the client received, headers included; what it sent is not in this format (only in one with <c>%&gt;st</c>), so uploads show as requests without
/// volume. The time is the end of the request, elapsed is taken off it. The peer is the far end only where Squid went there itself.
/// </remarks>
internal sealed class SquidParser : IRecordParser
{
    public const string Source = "squid.access";

    private const int LeastColumns = 10;
    private const int SecurePort = 443;

    private readonly BlankColumns columns = new(32);
    private readonly NetworkText text = new();
    private readonly Utf8Interner interner = Utf8Interner.Shared;

    private enum Column
    {
        Time,
        Elapsed,
        Client,
        Result,
        Bytes,
        Method,
        Url,
        User,
        Peer,
    }

    /// <summary>Whether the line has the native format's first columns.</summary>
    public static bool IsNative(ReadOnlySpan<byte> line)
    {
        var columns = new BlankColumns(32);
        return columns.Cut(line) && columns.Count >= LeastColumns
            && columns.Get(line, (int)Column.Time) is var time && time.Contains((byte)'.') && LogTime.TryEpochSeconds(time, out _)
            && HostText.Number(columns.Get(line, (int)Column.Elapsed)) is not null
            && columns.Get(line, (int)Column.Result) is var result && result.IndexOf((byte)'/') is > 0 and var slash && HostText.Number(result[(slash + 1)..]) is not null
            && columns.Get(line, (int)Column.Peer).Contains((byte)'/');
    }

    public void Parse(ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
    {
        if (!columns.Cut(record) || columns.Count < LeastColumns)
        {
            sink.Reject("not a line of Squid's native format");
            return;
        }

        var filled = sink.NewEvent();
        if (Fill(record, filled) is { } reason)
        {
            sink.Reject(reason);
        }
        else if (filled.Domain is null && filled.DestinationAddress is null)
        {
            sink.Ignore("squid request without a far end");
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

    private ReadOnlySpan<byte> Get(ReadOnlySpan<byte> line, Column column) => columns.Get(line, (int)column);

    private string? Fill(ReadOnlySpan<byte> line, SecurityEvent filled)
    {
        (filled.Source, filled.Kind, filled.Transport) = (Source, EventKind.HttpRequest, "tcp");
        if (!LogTime.TryEpochSeconds(Get(line, Column.Time), out var ended))
        {
            return NetworkText.TimeBad;
        }

        if (HostText.Number(Get(line, Column.Elapsed)) is not (>= -1 and <= uint.MaxValue and var millis))
        {
            return NetworkText.DurationBad;
        }

        filled.DurationMicros = Math.Max(0, millis) * 1000;
        filled.TimeMicros = Math.Max(0, ended - filled.DurationMicros.Value);
        if (!NetworkText.TryCount(Get(line, Column.Bytes), out var received))
        {
            return NetworkText.CountBad;
        }

        filled.DestinationBytes = received;
        Client(Get(line, Column.Client), filled);
        if (filled.SourceAddress is null && filled.Host is null)
        {
            return NetworkText.AddressMissing;
        }

        filled.User = text.Lower(Get(line, Column.User));
        filled.HttpMethod = text.Upper(Get(line, Column.Method));
        Url(Get(line, Column.Url), filled);
        Peer(Get(line, Column.Peer), filled);
        var result = Get(line, Column.Result);
        HttpFacts.SetAnswer(filled, HostText.Number(result[(result.IndexOf((byte)'/') + 1)..]));
        filled.Outcome = result.IndexOf("DENIED"u8) >= 0 ? Outcome.Failure : filled.Outcome;
        return null;
    }

    /// <summary>With log_fqdn the client is a name: then it is the host, at the source's side.</summary>
    private void Client(ReadOnlySpan<byte> client, SecurityEvent filled)
    {
        filled.SourceAddress = text.Address(client);
        if (filled.SourceAddress is null)
        {
            filled.Host = text.Name(client);
            filled.HostSide = filled.Host is null ? HostSide.Unknown : HostSide.Source;
        }
    }

    private void Url(ReadOnlySpan<byte> url, SecurityEvent filled)
    {
        if (filled.HttpMethod != "CONNECT" && url.IndexOf("://"u8) < 0)
        {
            return;
        }

        var parts = UrlParts.Of(url);
        text.SetFarEnd(filled, parts.Host);
        filled.Application = ProxyText.Application(parts.Scheme, parts.Port, text);
        filled.DestinationPort = parts.Port ?? ProxyText.UsualPort(filled.Application);
        if (filled.HttpMethod == "CONNECT")
        {
            filled.Application = filled.DestinationPort == SecurePort ? "ssl" : null;
        }

        HttpFacts.SetPath(filled, parts.Path, interner);
    }

    private void Peer(ReadOnlySpan<byte> peer, SecurityEvent filled)
    {
        var slash = peer.IndexOf((byte)'/');
        if (slash > 0 && (peer[..slash].IndexOf("DIRECT"u8) >= 0 || peer[..slash].SequenceEqual("ORIGINAL_DST"u8) || peer[..slash].SequenceEqual("PINNED"u8)))
        {
            text.SetFarEnd(filled, peer[(slash + 1)..]);
        }
    }
}
