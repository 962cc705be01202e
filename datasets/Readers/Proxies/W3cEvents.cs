using System.Buffers.Text;
using Det0131.Datasets.Readers.HostLogs;
using Det0131.Datasets.Readers.Network;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.Proxies;

/// <summary>Makes an event of one line of a W3C extended log. Not thread-safe.</summary>
/// <remarks>
/// Times are UTC, as W3C's draft, IIS and ProxySG have them. A line is written at the end of its request: time-taken, in milliseconds, is taken off.
/// A server's log names the server as an end, so it is the host, at the destination's side; a proxy's is left to its clients.
/// </remarks>
internal sealed class W3cEvents
{
    public const string ServerSource = "w3c.server";
    public const string ProxySource = "w3c.proxy";

    private readonly NetworkText text = new();
    private readonly Utf8Interner interner = Utf8Interner.Shared;

    public void Make(in W3cRow row, W3cRole role, IRecordSink sink)
    {
        var method = row.Get(W3cField.Method);
        var isFtp = role != W3cRole.Proxy && FtpText.IsCommand(method);
        if (isFtp && !FtpText.IsTransfer(method))
        {
            sink.Ignore("ftp command that moves no file");
            return;
        }

        var filled = sink.NewEvent();
        filled.Kind = isFtp ? EventKind.NetworkFlow : EventKind.HttpRequest;
        filled.Transport = "tcp";
        if ((Common(row, filled) ?? (role == W3cRole.Proxy ? Proxy(row, filled) : Server(row, role, isFtp, filled))) is { } reason)
        {
            sink.Reject(reason);
            return;
        }

        if (role == W3cRole.Proxy && filled.Domain is null && filled.DestinationAddress is null)
        {
            sink.Ignore("proxy request without a far end");
            return;
        }

        sink.Emit(filled);
    }

    private string? Common(in W3cRow row, SecurityEvent filled)
    {
        if (!TryTime(row, out var ended))
        {
            return row.Get(W3cField.Time).IsEmpty ? NetworkText.TimeMissing : NetworkText.TimeBad;
        }

        var taken = row.Get(W3cField.Taken);
        filled.TimeMicros = ended;
        if (!taken.IsEmpty)
        {
            if (!Utf8Parser.TryParse(taken, out double millis, out var used) || used != taken.Length || millis is not (>= 0 and <= uint.MaxValue))
            {
                return NetworkText.DurationBad;
            }

            filled.DurationMicros = (long)(millis * 1000);
            filled.TimeMicros = Math.Max(0, ended - filled.DurationMicros.Value);
        }

        filled.SourceAddress = text.Address(row.Get(W3cField.Client));
        if (filled.SourceAddress is null)
        {
            return row.Get(W3cField.Client).IsEmpty ? NetworkText.AddressMissing : NetworkText.AddressBad;
        }

        if (!NetworkText.TryCount(row.Get(W3cField.Sent), out var sent) || !NetworkText.TryCount(row.Get(W3cField.Received), out var received))
        {
            return NetworkText.CountBad;
        }

        (filled.SourceBytes, filled.DestinationBytes) = (sent, received);
        filled.User = text.Lower(row.Get(W3cField.User));
        filled.HttpMethod = filled.Kind == EventKind.HttpRequest ? text.Upper(row.Get(W3cField.Method)) : null;
        filled.UserAgent = Agent(row.Get(W3cField.UserAgent));
        return null;
    }

    private string? Proxy(in W3cRow row, SecurityEvent filled)
    {
        filled.Source = ProxySource;
        var url = UrlParts.Of(row.Get(W3cField.Uri));
        filled.DestinationAddress = text.Address(row.Get(W3cField.RemoteAddress));
        text.SetFarEnd(filled, UrlParts.HostOf(row.Get(W3cField.Host), out var port));
        text.SetFarEnd(filled, url.Host);
        text.SetFarEnd(filled, row.Get(W3cField.RemoteHost));
        if (!NetworkText.TryPort(row.Get(W3cField.UriPort), out var named) || !NetworkText.TryPort(row.Get(W3cField.RemotePort), out var remote))
        {
            return NetworkText.PortBad;
        }

        port = named ?? url.Port ?? port ?? remote;
        var scheme = row.Get(W3cField.Scheme);
        filled.Application = ProxyText.Application(scheme.IsEmpty ? url.Scheme : scheme, port, text);
        filled.DestinationPort = port ?? ProxyText.UsualPort(filled.Application);
        HttpFacts.SetPath(filled, Path(row) is { IsEmpty: false } path ? path : url.Path, interner);
        HttpFacts.SetAnswer(filled, HostText.Number(row.Get(W3cField.Status)));
        if (row.Get(W3cField.Action).IndexOf("DENIED"u8) >= 0 || row.Get(W3cField.FilterResult).SequenceEqual("DENIED"u8))
        {
            filled.Outcome = Outcome.Failure;
        }

        return null;
    }

    private string? Server(in W3cRow row, W3cRole role, bool isFtp, SecurityEvent filled)
    {
        filled.Source = ServerSource;
        filled.Platform = role == W3cRole.WindowsServer ? Platform.Windows : Platform.Unknown;
        filled.DestinationAddress = text.Address(row.Get(W3cField.Server));
        filled.Host = text.Name(row.Get(W3cField.Computer)) ?? filled.DestinationAddress;
        filled.HostSide = HostSide.Destination;
        if (!NetworkText.TryPort(row.Get(W3cField.ServerPort), out var port))
        {
            return NetworkText.PortBad;
        }

        filled.DestinationPort = port;
        filled.Application = isFtp ? "ftp" : port == 443 ? "ssl" : "http";
        HttpFacts.SetPath(filled, Path(row), interner);
        HttpFacts.SetAnswer(filled, HostText.Number(row.Get(W3cField.Status)));
        return filled.Host is null ? NetworkText.AddressMissing : null;
    }

    private static ReadOnlySpan<byte> Path(in W3cRow row) => row.Get(W3cField.Stem) is { IsEmpty: false } stem ? stem : row.Get(W3cField.Path);

    /// <summary>IIS writes blanks as +; ProxySG quotes.</summary>
    private string? Agent(ReadOnlySpan<byte> agent)
    {
        agent = TextExcerpt.Cut(agent, 512);
        if (agent.Contains((byte)' ') || !agent.Contains((byte)'+'))
        {
            return text.Text(agent);
        }

        Span<byte> plain = stackalloc byte[512];
        agent.Replace(plain, (byte)'+', (byte)' ');
        return text.Text(plain[..agent.Length]);
    }

    private static bool TryTime(in W3cRow row, out long micros)
    {
        var date = row.Get(W3cField.Date);
        var time = row.Get(W3cField.Time);
        date = date.IsEmpty ? row.Day : date;
        micros = 0;
        if (date.Length != 10 || time.Length is < 8 or > 20)
        {
            return false;
        }

        Span<byte> iso = stackalloc byte[32];
        date.CopyTo(iso);
        iso[10] = (byte)' ';
        time.CopyTo(iso[11..]);
        return LogTime.TryIso8601(iso[..(11 + time.Length)], out micros);
    }
}
