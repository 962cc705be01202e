using Det0131.Datasets.Readers.HostLogs;
using Det0131.Datasets.Readers.NetFlow;
using Det0131.Datasets.Readers.Network;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.Exchange;

/// <summary>
/// Fills events from records of an exchange format. Each method gives why the record cannot be used, or null. Not thread-safe.
/// </summary>
/// <remarks>
/// The record's host is the event's only where the record names a process: then the host itself logged. Elsewhere it may be the sensor, so the endpoints speak.
/// A request with the key of a connection counts its bytes there.
/// </remarks>
internal sealed class ExchangeEvents
{
    private readonly NetworkText text = new();
    private readonly HostText names = new();
    private readonly Utf8Interner interner = Utf8Interner.Shared;

    /// <summary>Time, id, who and where: what all kinds have. Set Kind and Source first.</summary>
    public string? Common(in ExchangeRow row, SecurityEvent filled)
    {
        var time = row.Get(ExchangeField.Time);
        if (time.IsEmpty)
        {
            return NetworkText.TimeMissing;
        }

        if (!FlowTime.TryRead(time, out var micros))
        {
            return NetworkText.TimeBad;
        }

        filled.TimeMicros = micros;
        filled.RecordId = NetworkText.Id(row.Get(ExchangeField.Id));
        if (filled.RecordId is not null)
        {
            filled.Identity = EventIdentity.Of(filled.Source, row.Get(ExchangeField.Id));
        }

        var user = row.Get(ExchangeField.UserName);
        var domain = row.Get(ExchangeField.UserDomain);
        filled.User = user.IsEmpty || domain.IsEmpty || user.Contains((byte)'\\') || user.Contains((byte)'@') ? text.Lower(user) : names.Joined(domain, '\\', user);
        filled.Outcome = OutcomeOf(row);
        Process(row, filled);
        return null;
    }

    /// <summary>A connection: both ends are needed.</summary>
    public string? Flow(in ExchangeRow row, SecurityEvent filled)
    {
        filled.Transport = text.Transport(row.Get(ExchangeField.Transport));
        filled.Application = Application(row.Get(ExchangeField.Application));
        filled.FlowKey = NetworkText.Id(row.Get(ExchangeField.FlowKey));
        if (!NetworkText.TryCount(row.Get(ExchangeField.SourceBytes), out var sent) || !NetworkText.TryCount(row.Get(ExchangeField.DestinationBytes), out var received))
        {
            return NetworkText.CountBad;
        }

        (filled.SourceBytes, filled.DestinationBytes) = (sent, received);
        if (text.SetEndpoints(
            filled, row.Get(ExchangeField.SourceAddress), row.Get(ExchangeField.SourcePort), row.Get(ExchangeField.DestinationAddress), row.Get(ExchangeField.DestinationPort)) is { } reason)
        {
            return reason;
        }

        text.SetFarEnd(filled, row.Get(ExchangeField.DestinationName));
        return Span(row, filled);
    }

    /// <summary>A request: its far end may be only a name.</summary>
    public string? Request(in ExchangeRow row, SecurityEvent filled)
    {
        if (!NetworkText.TryCount(row.Get(ExchangeField.RequestBytes, ExchangeField.SourceBytes), out var sent)
            || !NetworkText.TryCount(row.Get(ExchangeField.ResponseBytes, ExchangeField.DestinationBytes), out var received))
        {
            return NetworkText.CountBad;
        }

        if (!NetworkText.TryPort(row.Get(ExchangeField.SourcePort), out var sourcePort)
            || !NetworkText.TryPort(row.Get(ExchangeField.DestinationPort, ExchangeField.UrlPort), out var destinationPort))
        {
            return NetworkText.PortBad;
        }

        (filled.SourceBytes, filled.DestinationBytes) = (sent, received);
        (filled.SourcePort, filled.DestinationPort) = (sourcePort, destinationPort);
        filled.SourceAddress = text.Address(row.Get(ExchangeField.SourceAddress));
        filled.DestinationAddress = text.Address(row.Get(ExchangeField.DestinationAddress));
        filled.Transport = text.Transport(row.Get(ExchangeField.Transport)) ?? "tcp";
        filled.FlowKey = NetworkText.Id(row.Get(ExchangeField.FlowKey));
        filled.HttpMethod = text.Upper(row.Get(ExchangeField.Method));
        filled.UserAgent = text.Text(row.Get(ExchangeField.UserAgent));
        var url = UrlParts.Of(row.Get(ExchangeField.Url));
        text.SetFarEnd(filled, url.Host);
        text.SetFarEnd(filled, row.Get(ExchangeField.DestinationName));
        var scheme = row.Get(ExchangeField.Scheme);
        filled.Application = Application(scheme.IsEmpty ? url.Scheme : scheme) ?? Application(row.Get(ExchangeField.Application)) ?? "http";
        HttpFacts.SetPath(filled, row.Get(ExchangeField.UrlPath) is { IsEmpty: false } path ? path : url.Path, interner);
        HttpFacts.SetAnswer(filled, HostText.Number(row.Get(ExchangeField.Status)));
        return filled.DestinationAddress is null && filled.Domain is null ? NetworkText.AddressMissing : Span(row, filled);
    }

    /// <summary>A question; where it went is not always told.</summary>
    public string? Query(in ExchangeRow row, SecurityEvent filled)
    {
        filled.Application = "dns";
        filled.Transport = text.Transport(row.Get(ExchangeField.Transport));
        filled.DnsName = text.Name(row.Get(ExchangeField.DnsName));
        filled.DnsType = text.DnsType(row.Get(ExchangeField.DnsType));
        filled.DnsResponse = text.Upper(row.Get(ExchangeField.DnsResponse));
        if (!NetworkText.TryPort(row.Get(ExchangeField.SourcePort), out var sourcePort) || !NetworkText.TryPort(row.Get(ExchangeField.DestinationPort), out var destinationPort))
        {
            return NetworkText.PortBad;
        }

        (filled.SourcePort, filled.DestinationPort) = (sourcePort, destinationPort);
        filled.SourceAddress = text.Address(row.Get(ExchangeField.SourceAddress));
        filled.DestinationAddress = text.Address(row.Get(ExchangeField.DestinationAddress));
        return filled.DnsName is null ? "question missing" : filled.SourceAddress is null && filled.Host is null ? NetworkText.AddressMissing : null;
    }

    /// <summary>A process start: the event's parent is the process's, else whoever acted.</summary>
    public string? Start(in ExchangeRow row, SecurityEvent filled)
    {
        filled.CommandLine = HostText.Cut(row.Get(ExchangeField.CommandLine));
        filled.ParentPath = text.Text(row.Get(ExchangeField.ParentPath, ExchangeField.ActorPath));
        filled.Parent = NameOf(row.Get(ExchangeField.ParentPath, ExchangeField.ActorPath)) ?? text.Lower(row.Get(ExchangeField.ParentName, ExchangeField.ActorName));
        filled.ParentKey = text.Text(row.Get(ExchangeField.ParentKey, ExchangeField.ActorKey)) ?? text.Text(row.Get(ExchangeField.ParentId, ExchangeField.ActorId));
        return filled.Process is null ? "process missing" : filled.Host is null ? "host missing" : null;
    }

    /// <summary>Start and end where the record has them.</summary>
    private static string? Span(in ExchangeRow row, SecurityEvent filled)
    {
        var start = row.Get(ExchangeField.Start);
        if (start.IsEmpty)
        {
            return null;
        }

        if (!FlowTime.TryRead(start, out var begun))
        {
            return NetworkText.TimeBad;
        }

        filled.TimeMicros = begun;
        filled.DurationMicros = FlowTime.TryRead(row.Get(ExchangeField.End), out var ended) ? Math.Max(0, ended - begun) : null;
        return null;
    }

    /// <summary>The acting process, the host that logged it, and the side it is on.</summary>
    private void Process(in ExchangeRow row, SecurityEvent filled)
    {
        // Of a start the process is what started, and whoever acted its parent; of anything else whoever acted is the process.
        var isStart = filled.Kind == EventKind.ProcessStart;
        var path = row.Get(ExchangeField.ProcessPath, isStart ? ExchangeField.ProcessPath : ExchangeField.ActorPath);
        filled.ProcessPath = text.Text(path);
        filled.Process = NameOf(path) ?? text.Lower(row.Get(ExchangeField.ProcessName, isStart ? ExchangeField.ProcessName : ExchangeField.ActorName));
        filled.ProcessKey = text.Text(row.Get(ExchangeField.ProcessKey, isStart ? ExchangeField.ProcessKey : ExchangeField.ActorKey))
            ?? text.Text(row.Get(ExchangeField.ProcessId, isStart ? ExchangeField.ProcessId : ExchangeField.ActorId));
        if (filled.Process is null && filled.ProcessKey is null)
        {
            return;
        }

        filled.Host = text.Name(row.Get(ExchangeField.Host));
        filled.Platform = text.Lower(row.Get(ExchangeField.OperatingSystem)) switch
        {
            "windows" => Platform.Windows,
            "linux" or "debian" or "ubuntu" or "redhat" or "rhel" => Platform.Linux,
            "macos" or "darwin" or "mac os x" => Platform.MacOS,
            _ => Platform.Unknown,
        };
        filled.HostSide = text.Lower(row.Get(ExchangeField.Direction)) switch
        {
            "egress" or "outbound" or "2" => HostSide.Source,
            "ingress" or "inbound" or "1" => HostSide.Destination,
            _ => HostSide.Unknown,
        };
        if (isStart)
        {
            return;
        }

        filled.CommandLine = HostText.Cut(row.Get(ExchangeField.CommandLine, ExchangeField.ActorCommandLine));
        filled.ParentPath = text.Text(row.Get(ExchangeField.ParentPath, ExchangeField.ActorParentPath));
        filled.Parent = NameOf(row.Get(ExchangeField.ParentPath, ExchangeField.ActorParentPath)) ?? text.Lower(row.Get(ExchangeField.ParentName, ExchangeField.ActorParentName));
    }

    private string? NameOf(ReadOnlySpan<byte> path) => names.BaseName(path, backslash: path.Contains((byte)'\\'));

    private string? Application(ReadOnlySpan<byte> name) => text.Lower(name) switch
    {
        "tls" or "https" => "ssl",
        var other => other,
    };

    /// <summary>By words, or by OCSF's numbers: status 1 success, 2 failure; action 1 allowed, 2 denied.</summary>
    private Outcome OutcomeOf(in ExchangeRow row)
    {
        if (text.Lower(row.Get(ExchangeField.Action)) is "denied" or "2" or "deny" or "blocked" or "dropped")
        {
            return Outcome.Failure;
        }

        return text.Lower(row.Get(ExchangeField.Outcome)) switch
        {
            "success" or "1" => Outcome.Success,
            "failure" or "2" => Outcome.Failure,
            _ => Outcome.Unknown,
        };
    }
}
