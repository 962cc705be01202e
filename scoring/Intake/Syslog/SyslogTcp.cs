using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Det0131.Scoring.Operations;

namespace Det0131.Scoring.Intake;

/// <summary>Syslog over TCP: a bounded number of connections, each with its readers. While the journal is behind nothing is read. Thread-safe.</summary>
internal sealed partial class SyslogTcp : IDisposable
{
    /// <summary>More are closed at once.</summary>
    public const int MostConnections = 256;

    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);

    // What is left to write at the end must not hold up a shutdown.
    private static readonly TimeSpan LastFlush = TimeSpan.FromSeconds(5);

    private readonly TcpListener _listener;
    private readonly Func<EventBatch> _newBatch;
    private readonly EventFilter _filter;
    private readonly ServiceMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private int _connections;

    public SyslogTcp(IPEndPoint address, Func<EventBatch> newBatch, EventFilter filter, ServiceMetrics metrics, TimeProvider time, ILogger log)
    {
        (_newBatch, _filter, _metrics, _time, _log) = (newBatch, filter, metrics, time, log);
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
            if (Volatile.Read(ref _connections) >= MostConnections)
            {
                LogTooMany(_log, MostConnections);
                client.Dispose();
                continue;
            }

            Interlocked.Increment(ref _connections);
            open.Add(ServeAsync(client, stopping));
        }

        await Task.WhenAll(open);
    }

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync(TcpClient client, CancellationToken stopping)
    {
        await Task.Yield();
        try
        {
            using (client)
            using (var batch = _newBatch())
            {
                var address = (client.Client.RemoteEndPoint as IPEndPoint)?.Address.ToString() ?? "unknown";
                var sender = new SyslogSender($"syslog/tcp/{address}", _filter.Files, _metrics, batch.Add);
                await ReadAsync(client.GetStream(), sender, batch, stopping);
                sender.Complete();
                using var last = new CancellationTokenSource(LastFlush, _time);
                await batch.FlushAsync(null, sort: true, last.Token);
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or ObjectDisposedException)
        {
            LogEnded(_log, fault.Message);
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
        }
    }

    private async Task ReadAsync(Stream stream, SyslogSender sender, EventBatch batch, CancellationToken stopping)
    {
        var reader = PipeReader.Create(stream);
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

    [LoggerMessage(3131, LogLevel.Warning, "A syslog connection was closed at once: {Most} are open.")]
    private static partial void LogTooMany(ILogger log, int most);

    [LoggerMessage(3132, LogLevel.Debug, "A syslog connection ended: {Reason}")]
    private static partial void LogEnded(ILogger log, string reason);
}
