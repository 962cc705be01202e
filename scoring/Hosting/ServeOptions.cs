using Det0131.Models.Events;

namespace Det0131.Scoring.Hosting;

/// <summary>Everything that the service is told at start. Immutable; <see cref="Validate"/> names every fault.</summary>
public sealed record ServeOptions
{
    /// <summary>Model store whose promoted version scores.</summary>
    public string Store { get; init; } = "models/store";

    /// <summary>Lake that accepted events are appended to; null: they are scored and not kept beyond the journal.</summary>
    public string? Lake { get; init; }

    /// <summary>Directory of the service's own state: journal, snapshots, SQLite file, keys of sessions.</summary>
    public string Data { get; init; } = "scoring-data";

    /// <summary>PostgreSQL connection string of the alert store; null: SQLite in <see cref="Data"/>.</summary>
    public string? Database { get; init; }

    /// <summary>Address to listen on where the server's own configuration names none.</summary>
    public string Listen { get; init; } = "http://127.0.0.1:8131";

    /// <summary>Folders and files that are followed.</summary>
    public IReadOnlyList<string> Watch { get; init; } = [];

    /// <summary>Mapping files: sources without a reader, whichever way their records come.</summary>
    public IReadOnlyList<string> Mappings { get; init; } = [];

    /// <summary>Address and port for syslog over TCP, as <c>0.0.0.0:1514</c>; null: none.</summary>
    public string? SyslogTcp { get; init; }

    /// <summary>Address and port for syslog over UDP; null: none.</summary>
    public string? SyslogUdp { get; init; }

    /// <summary>Address and port for syslog over TLS (RFC 5425); null: none.</summary>
    public string? SyslogTls { get; init; }

    /// <summary>PEM file with the certificate for <see cref="SyslogTls"/>, those that sign it after it.</summary>
    public string? SyslogTlsCertificate { get; init; }

    /// <summary>PEM file with its key, unencrypted.</summary>
    public string? SyslogTlsKey { get; init; }

    /// <summary>PEM file with the authorities of senders' certificates; null: senders show none.</summary>
    public string? SyslogTlsClients { get; init; }

    /// <summary>Addresses and networks of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed; empty: nobody's are.</summary>
    public IReadOnlyList<string> TrustedProxies { get; init; } = [];

    /// <summary>Platform of hosts that neither model nor record names; null: as the model was trained.</summary>
    public Platform? Fallback { get; init; }

    /// <summary>Largest body of a request, bytes as sent; default 64 MiB. Unpacked it may be twenty times that.</summary>
    public long MaxBodyBytes { get; init; } = 64L << 20;

    /// <summary>Accepted events that may wait to be scored; beyond it senders are asked to wait. Default 2 million.</summary>
    public long MaxWaitingEvents { get; init; } = 2_000_000;

    /// <summary>How long events are gathered before they are joined, ordered and scored, seconds; 0 to 60, default 1.</summary>
    public double SettleSeconds { get; init; } = 1;

    /// <summary>Time between snapshots of the scoring state, seconds; default 60.</summary>
    public double SnapshotSeconds { get; init; } = 60;

    /// <summary>Time between commits to the lake, seconds; default 60.</summary>
    public double LakeCommitSeconds { get; init; } = 60;

    /// <summary>Days for which the lake keeps events; null: for ever.</summary>
    public int? RetainEventsDays { get; init; }

    /// <summary>Days for which closed alerts are kept; null: for ever.</summary>
    public int? RetainAlertsDays { get; init; }

    /// <summary>File that alerts are appended to as NDJSON, rotated by size; null: none.</summary>
    public string? AlertFile { get; init; }

    /// <summary><c>ocsf</c> or <c>ecs</c>: the form of <see cref="AlertFile"/> and <see cref="AlertSyslog"/>.</summary>
    public string AlertFormat { get; init; } = "ocsf";

    /// <summary>Where alerts are sent by syslog, as <c>tcp://host:port</c> or <c>udp://host:port</c>; null: nowhere.</summary>
    public string? AlertSyslog { get; init; }

    /// <summary>Webhooks may go to private, loopback and link-local addresses.</summary>
    public bool AllowInternalWebhooks { get; init; }

    /// <summary>OTLP endpoint that metrics are sent to; null: none.</summary>
    public string? OtlpEndpoint { get; init; }

    /// <summary>Bodies of events that one key may post a second; default 100.</summary>
    public int BodiesPerSecond { get; init; } = 100;

    /// <summary>Other requests to the API that one key may make a second; default 50.</summary>
    public int RequestsPerSecond { get; init; } = 50;

    /// <summary>Serve the shipped demo from a temporary copy.</summary>
    public bool Demo { get; init; }

    /// <exception cref="ArgumentException">Lists every fault.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        Check(SettleSeconds is >= 0 and <= 60, $"settle is {SettleSeconds} s; expected 0 to 60");
        Check(SnapshotSeconds is >= 1 and <= 3600, $"snapshot is {SnapshotSeconds} s; expected 1 to 3600");
        Check(LakeCommitSeconds is >= 1 and <= 3600, $"lake-commit is {LakeCommitSeconds} s; expected 1 to 3600");
        Check(MaxBodyBytes is >= 1024 and <= 1L << 32, $"max-body is {MaxBodyBytes} bytes; expected 1024 to 4294967296");
        Check(MaxWaitingEvents is >= 1000, $"max-waiting is {MaxWaitingEvents} events; expected 1000 or more");
        Check(RetainEventsDays is null or >= 1, $"retain-events is {RetainEventsDays} days; expected 1 or more");
        Check(RetainAlertsDays is null or >= 1, $"retain-alerts is {RetainAlertsDays} days; expected 1 or more");
        Check(BodiesPerSecond is >= 1 and <= 1_000_000, $"bodies-per-second is {BodiesPerSecond}; expected 1 to 1000000");
        Check(RequestsPerSecond is >= 1 and <= 1_000_000, $"requests-per-second is {RequestsPerSecond}; expected 1 to 1000000");
        Check(AlertFormat is "ocsf" or "ecs", $"alert-format is '{AlertFormat}'; expected ocsf or ecs");
        Check(SyslogTls is null || (SyslogTlsCertificate is not null && SyslogTlsKey is not null), "syslog-tls is given without syslog-tls-certificate and syslog-tls-key");
        Check(SyslogTls is not null || (SyslogTlsCertificate ?? SyslogTlsKey ?? SyslogTlsClients) is null, "syslog-tls-certificate, syslog-tls-key or syslog-tls-clients is given without syslog-tls");
        Check(RetainEventsDays is null || Lake is not null, "retain-events is given without a lake");
        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", faults) + ".");
        }

        void Check(bool holds, string fault)
        {
            if (!holds)
            {
                faults.Add(fault);
            }
        }
    }
}
