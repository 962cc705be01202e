using Det0131.Models.Events;
using static Det0131.Scoring.Hosting.ServeSetting;

namespace Det0131.Scoring.Hosting;

/// <summary>Everything that can be set, in one table: options, configuration keys and their documentation come from it.</summary>
public static class ServeSettings
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Det0131";

    /// <summary>In the order of the help.</summary>
    public static IReadOnlyList<ServeSetting> All { get; } =
    [
        Text("store", nameof(ServeOptions.Store), "directory", "models/store", "Model store whose promoted version scores.", (o, v) => o with { Store = v }),
        Text("lake", nameof(ServeOptions.Lake), "directory", "none", "Lake that accepted events are appended to; without one they are scored and not kept beyond the journal.", (o, v) => o with { Lake = v }),
        Text("data", nameof(ServeOptions.Data), "directory", "scoring-data", "The service's own state: journal, snapshots, SQLite file, keys of sessions.", (o, v) => o with { Data = v }),
        Text("database", nameof(ServeOptions.Database), "connection string", "SQLite in data", "PostgreSQL connection string of the alert store. It may hold a password: prefer the environment to the command line.", (o, v) => o with { Database = v }),
        Text("listen", nameof(ServeOptions.Listen), "address", "http://127.0.0.1:8131", "Address to listen on where Kestrel's own configuration names none; other machines reach it only when a key is in force at start.", (o, v) => o with { Listen = v }),
        new("watch", nameof(ServeOptions.Watch), SettingKind.Many, "files and folders", "none", "Files and folders that are followed; may be repeated.", (o, v) => o with { Watch = [.. v] }),
        new("mapping", nameof(ServeOptions.Mappings), SettingKind.Many, "mapping files", "none", "Read records of no known format as these files say (see datasets/README.md); may be repeated.", (o, v) => o with { Mappings = [.. v] }),
        Text("syslog-tcp", nameof(ServeOptions.SyslogTcp), "address:port", "none", "Take syslog over TCP, as 0.0.0.0:1514.", (o, v) => o with { SyslogTcp = v }),
        Text("syslog-udp", nameof(ServeOptions.SyslogUdp), "address:port", "none", "Take syslog over UDP.", (o, v) => o with { SyslogUdp = v }),
        Text("syslog-tls", nameof(ServeOptions.SyslogTls), "address:port", "none", "Take syslog over TLS (RFC 5425), as 0.0.0.0:6514.", (o, v) => o with { SyslogTls = v }),
        Text("syslog-tls-certificate", nameof(ServeOptions.SyslogTlsCertificate), "PEM file", "none", "Certificate for syslog over TLS, those that sign it after it; read again when it changes.", (o, v) => o with { SyslogTlsCertificate = v }),
        Text("syslog-tls-key", nameof(ServeOptions.SyslogTlsKey), "PEM file", "none", "Its key, not encrypted.", (o, v) => o with { SyslogTlsKey = v }),
        Text("syslog-tls-clients", nameof(ServeOptions.SyslogTlsClients), "PEM file", "none", "Authorities of senders' certificates: with them a sender without one is refused.", (o, v) => o with { SyslogTlsClients = v }),
        new("trusted-proxies", nameof(ServeOptions.TrustedProxies), SettingKind.Many, "addresses and networks, as 10.0.0.5 or 10.0.0.0/24", "none", "Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed; may be repeated.", (o, v) => o with { TrustedProxies = [.. v.Select(TrustedProxies.Checked)] }),
        Text("platform", nameof(ServeOptions.Fallback), Platforms, "as trained", "Platform of hosts that neither model nor record names.", (o, v) => o with { Fallback = ParsePlatform(v) }),
        Whole("max-body", nameof(ServeOptions.MaxBodyBytes), "bytes, 1024 to 4294967296", "67108864", "Largest body of a request as sent; unpacked it may be twenty times that.", (o, v) => o with { MaxBodyBytes = v }),
        Whole("max-waiting", nameof(ServeOptions.MaxWaitingEvents), "events, 1000 or more", "2000000", "Accepted events that may wait to be scored; beyond it senders are asked to wait.", (o, v) => o with { MaxWaitingEvents = v }),
        Number("settle", nameof(ServeOptions.SettleSeconds), "seconds, 0 to 60", "1", "How long events are gathered before they are joined, ordered and scored.", (o, v) => o with { SettleSeconds = v }),
        Number("snapshot", nameof(ServeOptions.SnapshotSeconds), "seconds, 1 to 3600", "60", "Time between snapshots of the scoring state.", (o, v) => o with { SnapshotSeconds = v }),
        Number("lake-commit", nameof(ServeOptions.LakeCommitSeconds), "seconds, 1 to 3600", "60", "Time between commits to the lake.", (o, v) => o with { LakeCommitSeconds = v }),
        Whole("retain-events", nameof(ServeOptions.RetainEventsDays), "days, 1 or more", "for ever", "How long the lake keeps events.", (o, v) => o with { RetainEventsDays = checked((int)v) }),
        Whole("retain-alerts", nameof(ServeOptions.RetainAlertsDays), "days, 1 or more", "for ever", "How long closed alerts are kept.", (o, v) => o with { RetainAlertsDays = checked((int)v) }),
        Text("alert-file", nameof(ServeOptions.AlertFile), "file", "none", "Append alerts to this file as NDJSON, rotated by size.", (o, v) => o with { AlertFile = v }),
        Text("alert-format", nameof(ServeOptions.AlertFormat), "ocsf or ecs", "ocsf", "Form of alerts in the file and over syslog.", (o, v) => o with { AlertFormat = v }),
        Text("alert-syslog", nameof(ServeOptions.AlertSyslog), "tcp://host:port or udp://host:port", "none", "Send alerts by syslog.", (o, v) => o with { AlertSyslog = v }),
        Flag("allow-internal-webhooks", nameof(ServeOptions.AllowInternalWebhooks), "Webhooks may go to private, loopback and link-local addresses.", (o, v) => o with { AllowInternalWebhooks = v }),
        Text("otlp-endpoint", nameof(ServeOptions.OtlpEndpoint), "http:// or https:// address", "none", "OTLP endpoint (gRPC, as http://collector:4317) that metrics are sent to.", (o, v) => o with { OtlpEndpoint = AbsoluteUrl(v) }),
        Whole("bodies-per-second", nameof(ServeOptions.BodiesPerSecond), "bodies, 1 to 1000000", "100", "Bodies of events that one key may post a second.", (o, v) => o with { BodiesPerSecond = checked((int)v) }),
        Whole("requests-per-second", nameof(ServeOptions.RequestsPerSecond), "requests, 1 to 1000000", "50", "Other requests to the API that one key may make a second.", (o, v) => o with { RequestsPerSecond = checked((int)v) }),
        Flag("demo", nameof(ServeOptions.Demo), "Serve the shipped demo from a temporary copy.", (o, v) => o with { Demo = v }),
    ];

    private static string Platforms => "one of " + string.Join(", ", Enum.GetNames<Platform>().Where(n => n != nameof(Platform.Unknown)));

    /// <summary>Reads the configuration's section; what it does not name stays.</summary>
    /// <exception cref="FormatException">A value has the wrong shape.</exception>
    /// <exception cref="ArgumentException">The section has a key that there is none of: a misspelt setting must not be silently without effect.</exception>
    public static ServeOptions FromConfiguration(ServeOptions options, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        foreach (var child in configuration.GetSection(Section).GetChildren())
        {
            var setting = All.FirstOrDefault(s => s.Key.Equals(child.Key, StringComparison.OrdinalIgnoreCase))
                ?? throw new ArgumentException($"{Section}:{child.Key} is no setting; expected one of {string.Join(", ", All.Select(s => s.Key))}.");
            // A list is Watch:0, Watch:1; one value stands by itself.
            string[] values = child.Value is { } one ? [one] : [.. child.GetChildren().Select(c => c.Value).OfType<string>()];
            if (values.Length > 0 && values is not [""])
            {
                options = setting.Set(options, values, $"{Section}:{setting.Key}");
            }
        }

        return options;
    }

    private static ServeSetting Text(string name, string key, string unit, string standard, string description, Func<ServeOptions, string, ServeOptions> apply) =>
        new(name, key, SettingKind.Text, unit, standard, description, (o, v) => apply(o, v[0]));

    private static ServeSetting Number(string name, string key, string unit, string standard, string description, Func<ServeOptions, double, ServeOptions> apply) =>
        new(name, key, SettingKind.Number, unit, standard, description, (o, v) => apply(o, ServeSetting.Number(v[0])));

    private static ServeSetting Whole(string name, string key, string unit, string standard, string description, Func<ServeOptions, long, ServeOptions> apply) =>
        new(name, key, SettingKind.Whole, unit, standard, description, (o, v) => apply(o, ServeSetting.Whole(v[0])));

    private static ServeSetting Flag(string name, string key, string description, Func<ServeOptions, bool, ServeOptions> apply) =>
        new(name, key, SettingKind.Flag, "true or false", "false", description, (o, v) => apply(o, bool.Parse(v[0])));

    private static Platform ParsePlatform(string text) => Enum.TryParse<Platform>(text, ignoreCase: true, out var platform) && Enum.IsDefined(platform) && platform != Platform.Unknown && !char.IsAsciiDigit(text[0])
        ? platform
        : throw new FormatException(text);

    private static string AbsoluteUrl(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? text : throw new FormatException(text);
}
