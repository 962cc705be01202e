using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Det0131.Scoring.Operations;

namespace Det0131.Scoring.Intake;

/// <summary>Syslog over UDP: a datagram is a message. What finds no room is dropped and counted: there is nobody to tell. Thread-safe.</summary>
internal sealed class SyslogUdp : IDisposable
{
    /// <summary>Reason of refusal.</summary>
    public const string Dropped = "dropped, queue full";

    private const int MostQueued = 10_000;
    private const int MostSenders = 1_024;
    private const int SocketBytes = 4 << 20;
    private const int LargestDatagram = 64 << 10;

    private static readonly TimeSpan LastFlush = TimeSpan.FromSeconds(5);

    private readonly Channel<(IPAddress From, byte[] Message)> _queue =
        Channel.CreateBounded<(IPAddress, byte[])>(new BoundedChannelOptions(MostQueued) { SingleReader = true });

    private readonly Socket _socket;
    private readonly Func<EventBatch> _newBatch;
    private readonly EventFilter _filter;
    private readonly ServiceMetrics _metrics;
    private readonly TimeProvider _time;

    // In the order of their last message, so that the one that was silent longest goes when there is no room.
    private readonly Dictionary<IPAddress, LinkedListNode<(IPAddress From, SyslogSender Sender)>> _senders = [];
    private readonly LinkedList<(IPAddress From, SyslogSender Sender)> _order = [];

    public SyslogUdp(IPEndPoint address, Func<EventBatch> newBatch, EventFilter filter, ServiceMetrics metrics, TimeProvider time)
    {
        (_newBatch, _filter, _metrics, _time) = (newBatch, filter, metrics, time);
        _socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = SocketBytes };
        try
        {
            _socket.Bind(address);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    public IPEndPoint Address => (IPEndPoint)_socket.LocalEndPoint!;

    public Task RunAsync(CancellationToken stopping) => Task.WhenAll(ReceiveAsync(stopping), TakeAsync(stopping));

    public void Dispose() => _socket.Dispose();

    private async Task ReceiveAsync(CancellationToken stopping)
    {
        var buffer = new byte[LargestDatagram];
        var any = new IPEndPoint(_socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        try
        {
            while (true)
            {
                try
                {
                    var received = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, any, stopping);
                    if (!_queue.Writer.TryWrite((((IPEndPoint)received.RemoteEndPoint).Address, buffer[..received.ReceivedBytes])))
                    {
                        _metrics.Rejected.Add(1, KeyValuePair.Create<string, object?>("reason", Dropped));
                    }
                }
                catch (SocketException) when (!stopping.IsCancellationRequested)
                {
                    // One datagram's fault (a refusal that came back) is no reason to stop.
                    await Task.Delay(1, CancellationToken.None);
                }
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            _queue.Writer.TryComplete();
        }
    }

    private async Task TakeAsync(CancellationToken stopping)
    {
        using var batch = _newBatch();
        try
        {
            while (await _queue.Reader.WaitToReadAsync(CancellationToken.None))
            {
                // What comes within the batch's time is written together.
                if (_queue.Reader.Count < SyslogListener.BatchLines && !stopping.IsCancellationRequested)
                {
                    await Task.Delay(SyslogListener.BatchTime, _time, CancellationToken.None);
                }

                for (var lines = 0; lines < SyslogListener.BatchLines && _queue.Reader.TryRead(out var one); lines++)
                {
                    SenderOf(one.From, batch).Add(one.Message, null);
                }

                foreach (var (_, sender) in _order)
                {
                    sender.Tell();
                }

                await FlushAsync(batch, stopping);
            }

            foreach (var (_, sender) in _order)
            {
                sender.Complete();
            }

            await FlushAsync(batch, stopping);
        }
        catch (OperationCanceledException)
        {
            _queue.Writer.TryComplete();
        }
    }

    private async Task FlushAsync(EventBatch batch, CancellationToken stopping)
    {
        try
        {
            await batch.FlushAsync(null, sort: true, stopping);
            return;
        }
        catch (OperationCanceledException)
        {
            // The service stops: one more try with a limit of its own.
        }

        using var last = new CancellationTokenSource(LastFlush, _time);
        await batch.FlushAsync(null, sort: true, last.Token);
    }

    private SyslogSender SenderOf(IPAddress from, EventBatch batch)
    {
        if (_senders.TryGetValue(from, out var node))
        {
            _order.Remove(node);
            _order.AddLast(node);
            return node.Value.Sender;
        }

        if (_senders.Count == MostSenders)
        {
            var oldest = _order.First!;
            oldest.Value.Sender.Complete();
            _order.Remove(oldest);
            _senders.Remove(oldest.Value.From);
        }

        var sender = new SyslogSender($"syslog/udp/{from}", _filter.Files, _metrics, batch.Add);
        _senders[from] = _order.AddLast((from, sender));
        return sender;
    }
}
