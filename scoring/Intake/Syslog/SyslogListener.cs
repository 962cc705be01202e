using System.Net;
using Det0131.Scoring.Hosting;
using Det0131.Scoring.Operations;

namespace Det0131.Scoring.Intake;

/// <summary>Takes syslog over TCP and UDP where the options name an address. Thread-safe.</summary>
/// <remarks>Nobody is authenticated and nothing is encrypted: bind to a management network.</remarks>
internal sealed partial class SyslogListener(
    IEventJournal journal, EventFilter filter, IntakeGate gate, ServeOptions options, ServiceMetrics metrics, TimeProvider time, ILogger<SyslogListener> log)
    : BackgroundService
{
    /// <summary>Events of a connection or of all datagrams go to the journal after so many lines.</summary>
    public const int BatchLines = 2_000;

    /// <summary>Or after this time.</summary>
    public static readonly TimeSpan BatchTime = TimeSpan.FromMilliseconds(200);

    private SyslogTcp? _tcp;
    private SyslogUdp? _udp;

    /// <summary>Where TCP listens; null: not (yet).</summary>
    public IPEndPoint? Tcp { get; private set; }

    /// <summary>Where UDP listens; null: not (yet).</summary>
    public IPEndPoint? Udp { get; private set; }

    /// <exception cref="ArgumentException">An address is none.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">An address cannot be bound.</exception>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        var tcp = options.SyslogTcp is { } tcpAddress ? new SyslogTcp(AddressOf(tcpAddress, "syslog-tcp"), NewBatch, filter, metrics, time, log) : null;
        SyslogUdp? udp;
        try
        {
            udp = options.SyslogUdp is { } udpAddress ? new SyslogUdp(AddressOf(udpAddress, "syslog-udp"), NewBatch, filter, metrics, time) : null;
        }
        catch
        {
            tcp?.Dispose();
            throw;
        }

        (_tcp, _udp, Tcp, Udp) = (tcp, udp, tcp?.Address, udp?.Address);
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _tcp?.Dispose();
        _udp?.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(_tcp?.RunAsync(stoppingToken) ?? Task.CompletedTask, _udp?.RunAsync(stoppingToken) ?? Task.CompletedTask);

    private static IPEndPoint AddressOf(string text, string option) => IPEndPoint.TryParse(text, out var address) && text.Contains(':', StringComparison.Ordinal)
        ? address : throw new ArgumentException($"{option} is '{text}'; expected an address and a port, as 0.0.0.0:1514.");

    private EventBatch NewBatch() => new(journal, filter, gate, time, log);
}
