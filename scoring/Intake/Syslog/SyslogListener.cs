using System.Net;
using Det0131.Scoring.Hosting;
using Det0131.Scoring.Operations;

namespace Det0131.Scoring.Intake;

/// <summary>Takes syslog over TCP, TLS and UDP where the options name an address. Thread-safe.</summary>
/// <remarks>Over TCP and UDP nobody is authenticated and nothing is encrypted: bind those to a management network.</remarks>
internal sealed partial class SyslogListener(
    IEventJournal journal, EventFilter filter, IntakeGate gate, ServeOptions options, ServiceMetrics metrics, TimeProvider time, ILogger<SyslogListener> log)
    : BackgroundService
{
    /// <summary>Events of a connection or of all datagrams go to the journal after so many lines.</summary>
    public const int BatchLines = 2_000;

    /// <summary>Or after this time.</summary>
    public static readonly TimeSpan BatchTime = TimeSpan.FromMilliseconds(200);

    private SyslogTcp? _tcp;
    private SyslogTcp? _tls;
    private SyslogUdp? _udp;

    /// <summary>Where TCP listens; null: not (yet).</summary>
    public IPEndPoint? Tcp => _tcp?.Address;

    /// <summary>Where TLS listens; null: not (yet).</summary>
    public IPEndPoint? Tls => _tls?.Address;

    /// <summary>Where UDP listens; null: not (yet).</summary>
    public IPEndPoint? Udp => _udp?.Address;

    /// <exception cref="ArgumentException">An address is none, or a certificate cannot be used.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">An address cannot be bound.</exception>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            _tcp = Listen(options.SyslogTcp, "syslog-tcp", address => new SyslogTcp(address, NewBatch, filter, metrics, null, time, log));
            _tls = Listen(options.SyslogTls, "syslog-tls", address => new SyslogTcp(address, NewBatch, filter, metrics, new SyslogTls(options, time, log), time, log));
            _udp = Listen(options.SyslogUdp, "syslog-udp", address => new SyslogUdp(address, NewBatch, filter, metrics, time));
        }
        catch
        {
            Close();
            throw;
        }

        foreach (var (name, address) in new[] { ("TCP", Tcp), ("TLS", Tls), ("UDP", Udp) })
        {
            if (address is not null)
            {
                LogListening(log, name, address);
            }
        }

        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        Close();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        _tcp?.RunAsync(stoppingToken) ?? Task.CompletedTask, _tls?.RunAsync(stoppingToken) ?? Task.CompletedTask, _udp?.RunAsync(stoppingToken) ?? Task.CompletedTask);

    private static T? Listen<T>(string? text, string option, Func<IPEndPoint, T> listen)
        where T : class => text is null ? null : listen(AddressOf(text, option));

    private static IPEndPoint AddressOf(string text, string option) => IPEndPoint.TryParse(text, out var address) && text.Contains(':', StringComparison.Ordinal)
        ? address : throw new ArgumentException($"{option} is '{text}'; expected an address and a port, as 0.0.0.0:1514.");

    private void Close()
    {
        _tcp?.Dispose();
        _tls?.Dispose();
        _udp?.Dispose();
    }

    private EventBatch NewBatch() => new(journal, filter, gate, time, log);

    [LoggerMessage(3135, LogLevel.Information, "Taking syslog over {Transport} at {Address}")]
    private static partial void LogListening(ILogger log, string transport, IPEndPoint address);
}
