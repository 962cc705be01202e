using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Det0131.Scoring.Operations;

namespace Det0131.Scoring.Intake;

/// <summary>Syslog over TCP, plain or with TLS: a bounded number of connections, each with its readers. While the journal is behind nothing is read. Thread-safe.</summary>
internal sealed partial class SyslogTcp : IDisposable
{
    /// <summary>More are closed at once.</summary>
    public const int MostConnections = 256;

    /// <summary>So many of one address: one sender alone cannot shut out all others.</summary>
    public const int MostOfAddress = 64;

    /// <summary>Reason of refusal: no TLS, or no certificate that is trusted.</summary>
    public const string NotSecure = "syslog connection without the TLS that is expected";

    /// <summary>A connection that sent nothing for so long is closed.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);

    // What is left to write at the end must not hold up a shutdown.
    private static readonly TimeSpan LastFlush = TimeSpan.FromSeconds(5);

    private readonly TcpListener _listener;
    private readonly Func<EventBatch> _newBatch;
    private readonly EventFilter _filter;
    private readonly ServiceMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly SyslogTls? _tls;
    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, int> _connections = [];
    private int _open;

    /// <param name="address">Where to listen.</param>
    /// <param name="newBatch">Makes what a connection's events go through.</param>
    /// <param name="filter">How lines are read.</param>
    /// <param name="metrics">Where refusals are counted.</param>
    /// <param name="tls">Disposed with this; null: plain.</param>
    /// <param name="time">The clock of limits.</param>
    /// <param name="log">Told of connections that are refused.</param>
    public SyslogTcp(IPEndPoint address, Func<EventBatch> newBatch, EventFilter filter, ServiceMetrics metrics, SyslogTls? tls, TimeProvider time, ILogger log)
    {
        (_newBatch, _filter, _metrics, _tls, _time, _log) = (newBatch, filter, metrics, tls, time, log);
        _listener = new TcpListener(address);
        _listener.Start();
    }

    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndpoint;

    public async Task RunAsync(CancellationToken stopping)
    {
        var open = new HashSet<Task>();
        while (!stopping.IsCancellationRequested)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync(stopping);
            }
            catch (Exception fault) when (fault is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                if (fault is SocketException && !stopping.IsCancellationRequested)
                {
                    await Task.Delay(SyslogListener.BatchTime, _time, CancellationToken.None);
                    continue;
                }

                break;
            }

            open.RemoveWhere(task => task.IsCompleted);
            var from = (client.Client.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;
            if (Enter(from))
            {
                open.Add(ServeAsync(client, from, stopping));
            }
            else
            {
                client.Dispose();
            }
        }

        await Task.WhenAll(open);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _tls?.Dispose();
    }

    private bool Enter(IPAddress from)
    {
        lock (_lock)
        {
            var own = _connections.GetValueOrDefault(from);
            if (_open >= MostConnections || own >= MostOfAddress)
            {
                LogTooMany(_log, from, _open, own);
                return false;
            }

            _open++;
            _connections[from] = own + 1;
            return true;
        }
    }

    private void Leave(IPAddress from)
    {
        lock (_lock)
        {
            _open--;
            if (--_connections[from] == 0)
            {
                _connections.Remove(from);
            }
        }
    }

    private async Task ServeAsync(TcpClient client, IPAddress from, CancellationToken stopping)
    {
        await Task.Yield();
        try
        {
            using (client)
            using (var batch = _newBatch())
            {
                await using var stream = _tls is null ? client.GetStream() : await _tls.SecureAsync(client.GetStream(), stopping);
                var sender = new SyslogSender($"syslog/{(_tls is null ? "tcp" : "tls")}/{from}", _filter.Files, _metrics, batch.Add);
                await ReadAsync(stream, sender, batch, stopping);
                sender.Complete();
                using var last = new CancellationTokenSource(LastFlush, _time);
                await batch.FlushAsync(null, sort: true, last.Token);
            }
        }
        catch (AuthenticationException fault)
        {
            _metrics.Rejected.Add(1, KeyValuePair.Create<string, object?>("reason", NotSecure));
            LogNotSecure(_log, from, fault.Message);
        }
        catch (Exception fault) when (fault is OperationCanceledException or ObjectDisposedException or IOException)
        {
            LogEnded(_log, fault.Message);
        }
        finally
        {
            Leave(from);
        }
    }

    private async Task ReadAsync(Stream stream, SyslogSender sender, EventBatch batch, CancellationToken stopping)
    {
        // Closed only when everything is on disk: a sender that shut its side down and waits knows then that all has arrived.
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        var framer = new SyslogFramer();
        var lines = 0;
        try
        {
            for (var isEnd = false; !isEnd;)
            {
                var read = reader.ReadAsync(stopping).AsTask();
                if (lines > 0 && !await EndsWithinAsync(read, SyslogListener.BatchTime))
                {
                    lines = await FlushAsync(sender, batch, stopping);
                }

                if (!await EndsWithinAsync(read, Idle))
                {
                    reader.CancelPendingRead();
                }

                var result = await read;
                isEnd = result.IsCompleted || result.IsCanceled;
                var buffer = result.Buffer;
                while (framer.TryTake(ref buffer, isEnd, out var message, out var defect))
                {
                    sender.Add(message.ToArray(), defect);
                    if (++lines >= SyslogListener.BatchLines)
                    {
                        lines = await FlushAsync(sender, batch, stopping);
                    }
                }

                reader.AdvanceTo(buffer.Start, buffer.End);
            }
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException)
        {
            // The connection broke or the service stops: what came before counts.
            LogEnded(_log, fault.Message);
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private static async Task<int> FlushAsync(SyslogSender sender, EventBatch batch, CancellationToken stopping)
    {
        sender.Tell();
        await batch.FlushAsync(null, sort: true, stopping);
        return 0;
    }

    private async Task<bool> EndsWithinAsync(Task task, TimeSpan limit)
    {
        if (task.IsCompleted)
        {
            return true;
        }

        using var enough = new CancellationTokenSource();
        var delay = Task.Delay(limit, _time, enough.Token);
        var first = await Task.WhenAny(task, delay);
        await enough.CancelAsync();
        return first == task;
    }

    [LoggerMessage(3131, LogLevel.Warning, "A syslog connection of {From} was closed at once: {Open} are open, {Own} of them its own.")]
    private static partial void LogTooMany(ILogger log, IPAddress from, int open, int own);

    [LoggerMessage(3134, LogLevel.Warning, "A syslog connection of {From} was refused: {Reason}")]
    private static partial void LogNotSecure(ILogger log, IPAddress from, string reason);

    [LoggerMessage(3132, LogLevel.Debug, "A syslog connection ended: {Reason}")]
    private static partial void LogEnded(ILogger log, string reason);
}
