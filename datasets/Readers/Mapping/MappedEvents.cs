using System.Buffers.Text;
using Det0131.Datasets.Readers.HostLogs;
using Det0131.Datasets.Readers.Network;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.Mapping;

/// <summary>Fills one field after another, in the form that all readers give it, and tells what a kind cannot do without. Not thread-safe.</summary>
internal sealed class MappedEvents
{
    private const double LongestMicros = 9e17;

    private static readonly MappedField[] Host = [MappedField.Host, MappedField.SourceAddress];

    private readonly NetworkText text = new();
    private readonly HostText names = new();
    private readonly Utf8Interner interner = Utf8Interner.Shared;

    /// <summary>Of each of these lists one must be there.</summary>
    public static MappedField[][] NeededBy(EventKind kind) => kind switch
    {
        EventKind.ProcessStart => [[MappedField.Process, MappedField.ProcessPath], [MappedField.Host]],
        EventKind.NetworkFlow => [[MappedField.SourceAddress], [MappedField.DestinationAddress]],
        EventKind.DnsQuery => [[MappedField.DnsName], Host],
        EventKind.HttpRequest => [[MappedField.DestinationAddress, MappedField.Domain, MappedField.Url], Host],
        EventKind.FileAccess => [[MappedField.FilePath], [MappedField.Host, MappedField.User, MappedField.SourceAddress]],
        _ => [[MappedField.CloudAction]],
    };

    /// <summary>Why the event cannot be used, or null. For ICMP the "ports" are type and code.</summary>
    public static string? Finish(SecurityEvent filled)
    {
        if (filled.Transport is "icmp" or "icmp6")
        {
            filled.SourcePort = filled.DestinationPort = null;
        }

        var hasHost = filled.Host is not null || filled.SourceAddress is not null;
        return filled.Kind switch
        {
            EventKind.ProcessStart => filled.Process is null ? "process missing" : filled.Host is null ? "host missing" : null,
            EventKind.NetworkFlow => filled.SourceAddress is null || filled.DestinationAddress is null ? NetworkText.AddressMissing : null,
            EventKind.DnsQuery => filled.DnsName is null ? "question missing" : hasHost ? null : NetworkText.AddressMissing,
            EventKind.HttpRequest => hasHost && (filled.DestinationAddress ?? filled.Domain) is not null ? null : NetworkText.AddressMissing,
            EventKind.FileAccess => filled.FilePath is null ? "file missing" : hasHost || filled.User is not null ? null : "host missing",
            _ => filled.CloudAction is null ? "action missing" : null,
        };
    }

    /// <param name="field">What is filled.</param>
    /// <param name="value">Not empty.</param>
    /// <param name="micros">Of a duration: microseconds of its unit.</param>
    /// <param name="filled">Fields before this one are filled.</param>
    /// <returns>Why the record cannot be used, or null.</returns>
    public string? Set(MappedField field, ReadOnlySpan<byte> value, double micros, SecurityEvent filled) => field switch
    {
        < MappedField.Transport => SetActor(field, value, filled),
        < MappedField.HttpMethod => SetTraffic(field, value, micros, filled),
        < MappedField.CloudAction => SetContent(field, value, filled),
        _ => SetCloud(field, value, filled),
    };

    private string? SetActor(MappedField field, ReadOnlySpan<byte> value, SecurityEvent filled)
    {
        switch (field)
        {
            case MappedField.Host:
                filled.Host = text.Name(value);
                break;
            case MappedField.User:
                filled.User = text.Lower(value);
                break;
            case MappedField.UserDomain when filled.User is { } user && !user.Contains('\\') && !user.Contains('@'):
                filled.User = names.Joined(text.Lower(value)!, '\\', user);
                break;
            case MappedField.ProcessPath:
                (filled.ProcessPath, filled.Process) = (text.Text(value), BaseName(value));
                break;
            case MappedField.Process:
                filled.Process = BaseName(value);
                break;
            case MappedField.OriginalName:
                filled.OriginalName = text.Lower(value);
                break;
            case MappedField.ParentPath:
                (filled.ParentPath, filled.Parent) = (text.Text(value), BaseName(value));
                break;
            case MappedField.Parent:
                filled.Parent = BaseName(value);
                break;
            case MappedField.CommandLine:
                filled.CommandLine = HostText.Cut(value);
                break;
            case MappedField.ProcessKey:
                filled.ProcessKey = text.Text(value);
                break;
            case MappedField.ParentKey:
                filled.ParentKey = text.Text(value);
                break;
        }

        return null;
    }

    private string? SetTraffic(MappedField field, ReadOnlySpan<byte> value, double micros, SecurityEvent filled)
    {
        switch (field)
        {
            case MappedField.Transport:
                filled.Transport = text.Transport(value);
                return null;
            case MappedField.Application:
                filled.Application = text.Lower(value) is "tls" or "https" ? "ssl" : text.Lower(value);
                return null;
            case MappedField.SourceAddress:
                return (filled.SourceAddress = text.Address(value)) is null ? NetworkText.AddressBad : null;
            case MappedField.DestinationAddress:
                return (filled.DestinationAddress = text.Address(value)) is null ? NetworkText.AddressBad : null;
            case MappedField.SourcePort:
                return NetworkText.TryPort(value, out var source) && (filled.SourcePort = source) is not null ? null : NetworkText.PortBad;
            case MappedField.DestinationPort:
                return NetworkText.TryPort(value, out var destination) && (filled.DestinationPort = destination) is not null ? null : NetworkText.PortBad;
            case MappedField.HostSide:
                filled.HostSide = text.Lower(value) switch { "source" => HostSide.Source, "destination" => HostSide.Destination, _ => HostSide.Unknown };
                return null;
            case MappedField.Domain:
                text.SetFarEnd(filled, value);
                return null;
            case MappedField.SourceBytes:
                return NetworkText.TryCount(value, out var sent) && (filled.SourceBytes = sent) is not null ? null : NetworkText.CountBad;
            case MappedField.DestinationBytes:
                return NetworkText.TryCount(value, out var received) && (filled.DestinationBytes = received) is not null ? null : NetworkText.CountBad;
            case MappedField.Duration:
                return SetDuration(value, micros, filled);
            default:
                filled.FlowKey = NetworkText.Id(value);
                return null;
        }
    }

    private string? SetContent(MappedField field, ReadOnlySpan<byte> value, SecurityEvent filled)
    {
        switch (field)
        {
            case MappedField.HttpMethod:
                filled.HttpMethod = text.Upper(value);
                return null;
            case MappedField.FilePath:
                (filled.FilePath, filled.FileExtension) = (HostText.Cut(value), PathText.Extension(TextExcerpt.Cut(value, HostText.LongestCommandBytes), interner));
                return null;
            case MappedField.FileBytes:
                return NetworkText.TryCount(value, out var size) && (filled.FileBytes = size) is not null ? null : NetworkText.CountBad;
            case MappedField.DnsName:
                filled.DnsName = text.Name(value);
                return null;
            case MappedField.DnsType:
                filled.DnsType = text.DnsType(value);
                return null;
            case MappedField.DnsResponse:
                filled.DnsResponse = text.Upper(value);
                return null;
            case MappedField.Url:
                var url = UrlParts.Of(value);
                text.SetFarEnd(filled, url.Host);
                filled.DestinationPort ??= url.Port;
                HttpFacts.SetPath(filled, url.Path, interner);
                return null;
            case MappedField.Status:
                HttpFacts.SetAnswer(filled, NetworkText.TryCount(value, out var status) ? status : null);
                return null;
            default:
                filled.UserAgent = text.Text(value);
                return null;
        }
    }

    private string? SetCloud(MappedField field, ReadOnlySpan<byte> value, SecurityEvent filled)
    {
        switch (field)
        {
            case MappedField.CloudAction:
                filled.CloudAction = text.Text(value);
                break;
            case MappedField.CloudRole:
                filled.CloudRole = text.Lower(value);
                break;
            case MappedField.CloudPrincipal:
                filled.CloudPrincipal = text.Lower(value);
                break;
            case MappedField.CloudResource:
                filled.CloudResource = text.Text(value);
                break;
            case MappedField.CloudAccount:
                filled.CloudAccount = text.Lower(value);
                break;
            case MappedField.ForeignAccount:
                filled.ForeignAccount = text.Lower(value);
                break;
            case MappedField.Outcome:
                filled.Outcome = text.Lower(value) switch { "success" => Outcome.Success, "failure" => Outcome.Failure, _ => filled.Outcome };
                break;
            case MappedField.RecordId:
                filled.RecordId = NetworkText.Id(value);
                break;
        }

        return null;
    }

    private static string? SetDuration(ReadOnlySpan<byte> value, double micros, SecurityEvent filled)
    {
        if (!Utf8Parser.TryParse(value, out double number, out var used) || used != value.Length || !(number * micros is >= 0 and < LongestMicros))
        {
            return NetworkText.DurationBad;
        }

        filled.DurationMicros = (long)Math.Round(number * micros);
        return null;
    }

    private string? BaseName(ReadOnlySpan<byte> path) => names.BaseName(path, backslash: path.Contains((byte)'\\'));
}
