using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using Det0131.Models.Events;
using Det0131.Scoring.Hosting;
using Det0131.Scoring.Intake;
using Microsoft.Extensions.Logging.Abstractions;

namespace Det0131.Scoring.Tests.Intake;

/// <summary>Listeners on real sockets before a real journal, and what they refused.</summary>
internal sealed class SyslogBench : IAsyncDisposable
{
    private readonly IntakeBench _bench = new();
    private readonly MeterListener _meters = new();
    private long _waiting;

    public SyslogBench()
    {
        _meters.InstrumentPublished = (instrument, to) =>
        {
            if (ReferenceEquals(instrument, _bench.Metrics.Rejected))
            {
                to.EnableMeasurementEvents(instrument);
            }
        };
        _meters.SetMeasurementEventCallback<long>((_, count, labels, _) => Rejected.AddOrUpdate((string)labels[0].Value!, count, (_, before) => before + count));
        _meters.Start();
    }

    /// <summary>By reason.</summary>
    public ConcurrentDictionary<string, long> Rejected { get; } = new();

    /// <summary>Events that wait to be scored, for the gate.</summary>
    public long Waiting
    {
        get => Volatile.Read(ref _waiting);
        set => Volatile.Write(ref _waiting, value);
    }

    public EventJournal Journal => _bench.Journal;

    public List<SecurityEvent> Events => _bench.Events;

    public string Folder => _bench.Folder;

    /// <summary>A line that the ESXi reader makes an event of.</summary>
    public static string Shell(int n) => $"<14>2026-08-03T11:00:00.000Z esx01 shell[{2000 + (n % 10_000)}]: [root]: esxcli network ip connection list {n}";

    public static string Counted(string message) => $"{message.Length} {message}";

    /// <summary>Waits until the other side has closed.</summary>
    public static async Task<bool> IsClosedAsync(TcpClient client)
    {
        try
        {
            var last = new byte[64];
            while (await client.Client.ReceiveAsync(last).WaitAsync(TimeSpan.FromMinutes(1)) > 0)
            {
            }

            return true;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    public static async Task<TcpClient> ConnectAsync(IPEndPoint to, IPAddress? from = null)
    {
        var client = new TcpClient(new IPEndPoint(from ?? IPAddress.Loopback, 0));
        await client.ConnectAsync(to);
        return client;
    }

    public SyslogListener Listener(ServeOptions options, TimeProvider? time = null) => new(
        _bench.Journal, new EventFilter(TimeProvider.System), _bench.Gate(() => Waiting), options, _bench.Metrics, time ?? TimeProvider.System, NullLogger<SyslogListener>.Instance);

    public async Task<SyslogListener> StartAsync(ServeOptions options, TimeProvider? time = null)
    {
        var listener = Listener(options, time);
        await listener.StartAsync(CancellationToken.None);
        return listener;
    }

    public ValueTask DisposeAsync()
    {
        _meters.Dispose();
        return _bench.DisposeAsync();
    }
}
