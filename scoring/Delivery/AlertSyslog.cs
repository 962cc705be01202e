using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Det0131.Models.Alerts;

namespace Det0131.Scoring.Delivery;

/// <summary>
/// Alerts as syslog messages (RFC 5424), over TCP with the length before each (RFC 6587) or one in a datagram over UDP (RFC 5426). Syslog has no
/// answer: what the receiver had not read when its connection broke is lost. Not thread-safe.
/// </summary>
internal sealed class AlertSyslog : IAlertChannel, IDisposable
{
    // Of UDP over IPv4 65,507 bytes; the rest is room for the header.
    private const int MostDatagramBytes = 65_000;

    // Security and authorisation messages.
    private const int Facility = 10;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly string _host;
    private readonly int _port;
    private readonly bool _isTcp;
    private readonly string _form;
    private readonly string _sender;
    private readonly TimeProvider _time;
    private Socket? _socket;

    /// <param name="target"><c>tcp://host:port</c> or <c>udp://host:port</c>.</param>
    /// <param name="form"><c>ocsf</c> or <c>ecs</c>.</param>
    /// <param name="sender">Name of this machine.</param>
    /// <param name="time">The clock of messages.</param>
    /// <exception cref="ArgumentException">The target is not of that form.</exception>
    public AlertSyslog(string target, string form, string sender, TimeProvider time)
    {
        if (!Uri.TryCreate(target, UriKind.Absolute, out var url) || url.Scheme is not ("tcp" or "udp") || url.Port is < 1 or > 65535 || url.Host.Length == 0 || url.PathAndQuery is not ("" or "/"))
        {
            throw new ArgumentException($"alert-syslog is '{target}'; expected tcp://host:port or udp://host:port.", nameof(target));
        }

        (_host, _port, _isTcp, _form, _time) = (url.IdnHost.Trim('[', ']'), url.Port, url.Scheme == "tcp", form, time);
        _sender = HeaderField(sender, 255);
    }

    public string Name => "syslog";

    public async Task SendAsync(IReadOnlyList<OutgoingAlert> alerts, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            var socket = await ConnectedAsync(either.Token);
            foreach (var alert in alerts)
            {
                var message = _isTcp ? Framed(Message(alert)) : Datagram(alert);
                for (var sent = 0; sent < message.Length;)
                {
                    sent += await socket.SendAsync(message.AsMemory(sent), either.Token);
                }
            }
        }
        catch (Exception exception)
        {
            Dispose();
            if (exception is OperationCanceledException && !cancellation.IsCancellationRequested)
            {
                throw new IOException($"The syslog receiver took nothing for {Patience.TotalSeconds} s.", exception);
            }

            throw;
        }
    }

    public void Dispose()
    {
        _socket?.Dispose();
        _socket = null;
    }

    private static byte[] Framed(byte[] message) => [.. Encoding.ASCII.GetBytes(message.Length.ToString(CultureInfo.InvariantCulture) + " "), .. message];

    // What does not fit goes without its events, and then cut, as every relay of RFC 5424 may do: waiting for ever would hold up all that follow.
    private byte[] Datagram(OutgoingAlert outgoing)
    {
        var message = Message(outgoing);
        if (message.Length > MostDatagramBytes)
        {
            message = Message(outgoing with { Alert = outgoing.Alert with { Events = [], CampaignMembers = [] } });
        }

        return message.Length > MostDatagramBytes ? message[..MostDatagramBytes] : message;
    }

    private byte[] Message(OutgoingAlert outgoing)
    {
        var priority = (Facility * 8) + Severity(outgoing.Alert.Severity);
        var time = _time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        var header = string.Create(CultureInfo.InvariantCulture, $"<{priority}>1 {time} {_sender} det0131 - {AlertForm.Name(outgoing.Activity)} - ");
        return [.. Encoding.ASCII.GetBytes(header), .. AlertForm.Line(_form, outgoing).AsSpan().TrimEnd((byte)'\n')];
    }

    private static int Severity(AlertSeverity severity) => severity switch
    {
        AlertSeverity.Critical => 2,
        AlertSeverity.High => 3,
        AlertSeverity.Medium => 4,
        AlertSeverity.Low => 5,
        _ => 6,
    };

    private static string HeaderField(string text, int longest)
    {
        var printable = new string([.. text.Where(c => c is >= '!' and <= '~').Take(longest)]);
        return printable.Length == 0 ? "-" : printable;
    }

    private async Task<Socket> ConnectedAsync(CancellationToken cancellation)
    {
        // A receiver that closed is readable and has nothing to read: writing to it would succeed once, into nothing.
        if (_socket is { } open && _isTcp && open.Poll(0, SelectMode.SelectRead) && open.Available == 0)
        {
            Dispose();
        }

        if (_socket is null)
        {
            var socket = _isTcp ? new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true } : new Socket(SocketType.Dgram, ProtocolType.Udp);
            try
            {
                await socket.ConnectAsync(_host, _port, cancellation);
            }
            catch
            {
                socket.Dispose();
                throw;
            }

            _socket = socket;
        }

        return _socket;
    }
}
