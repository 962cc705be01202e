using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.GoogleCloud;

/// <summary>Makes the event of one VPC flow record: one direction of a connection for some seconds, as one end's host saw it. Not thread-safe.</summary>
/// <remarks>
/// Numbers may be text. A flow between two instances is reported at either end: each report is about its own end's host. Flows are sampled by the sensor; counts are
/// taken as they stand.
/// </remarks>
internal sealed class GoogleFlowEvents(Utf8Interner interner)
{
    private const int MaxTextBytes = 128;

    private readonly JsonFields fields = new(GoogleFields.Flow.Paths);

    public void Make(JsonValues entry, ReadOnlySpan<byte> content, IRecordSink sink)
    {
        if (!fields.TryRead(content, out var flow))
        {
            sink.Reject(content[0] == '{' ? JsonFields.NotValid : "flow payload is no object");
            return;
        }

        var filled = sink.NewEvent();
        if (Fill(entry, flow, filled) is { } reason)
        {
            sink.Reject(reason);
        }
        else
        {
            sink.Emit(filled);
        }
    }

    private string? Fill(JsonValues entry, JsonValues flow, SecurityEvent filled)
    {
        if (GoogleEntry.Fill(entry, "gcp.vpcflow", EventKind.NetworkFlow, interner, filled) is { } reason)
        {
            return reason;
        }

        filled.SourceAddress = CloudClient.Address(Scalar(flow, GoogleFlowField.SourceAddress), interner);
        filled.DestinationAddress = CloudClient.Address(Scalar(flow, GoogleFlowField.DestinationAddress), interner);
        if (filled.SourceAddress is null || filled.DestinationAddress is null)
        {
            return "address missing or not understood";
        }

        if (!TryCount(flow, GoogleFlowField.SourcePort, ushort.MaxValue, out var sourcePort) || !TryCount(flow, GoogleFlowField.DestinationPort, ushort.MaxValue, out var destinationPort))
        {
            return "port not understood";
        }

        if (!TryCount(flow, GoogleFlowField.Bytes, long.MaxValue, out var bytes) || !TryCount(flow, GoogleFlowField.Protocol, byte.MaxValue, out var protocol))
        {
            return "byte count or protocol not understood";
        }

        filled.SourceBytes = bytes;
        filled.Transport = IpProtocol.Name(protocol);
        if (protocol is not (1 or 58))
        {
            (filled.SourcePort, filled.DestinationPort) = ((int?)sourcePort, (int?)destinationPort);
        }

        if (GoogleEntry.TryTime(Scalar(flow, GoogleFlowField.Start), out var start))
        {
            filled.TimeMicros = start;
            filled.DurationMicros = GoogleEntry.TryTime(Scalar(flow, GoogleFlowField.End), out var end) && end >= start ? end - start : null;
        }

        var reporter = Scalar(flow, GoogleFlowField.Reporter);
        filled.HostSide = reporter.StartsWith("SRC"u8) ? HostSide.Source : reporter.StartsWith("DEST"u8) ? HostSide.Destination : HostSide.Unknown;
        var instance = filled.HostSide switch
        {
            HostSide.Source => Scalar(flow, GoogleFlowField.SourceInstance),
            HostSide.Destination => Scalar(flow, GoogleFlowField.DestinationInstance),
            _ => default,
        };
        filled.Host = instance.IsEmpty ? null : interner.InternLower(instance);

        // Only what passed is logged.
        filled.Outcome = Outcome.Success;
        OneWayFlow.Orient(filled);
        return null;
    }

    /// <summary>False when there is something and it is no number of 0 to <paramref name="largest"/>.</summary>
    private static bool TryCount(JsonValues flow, GoogleFlowField field, long largest, out long? count)
    {
        count = GoogleFields.Flow.Count(flow, (int)field);
        return count <= largest || (count is null && !GoogleFields.Flow.Has(flow, (int)field));
    }

    private static ReadOnlySpan<byte> Scalar(JsonValues flow, GoogleFlowField field) => GoogleFields.Flow.Scalar(flow, (int)field, MaxTextBytes);
}
