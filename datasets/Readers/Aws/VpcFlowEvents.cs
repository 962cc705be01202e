using System.Net;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.Aws;

/// <summary>
/// Fills an event from one VPC flow record: one direction of traffic at one interface. An answer becomes an event from client to service with the bytes that
/// the service sent. Not thread-safe.
/// </summary>
internal sealed class VpcFlowEvents(Utf8Interner interner)
{
    private const int MaxNameBytes = 128;

    /// <summary>Hands the row to the sink as event, ignored or rejected.</summary>
    public void Make(in VpcFlowRow row, IRecordSink sink)
    {
        var status = row.Get(VpcFlowField.LogStatus);
        if (status.SequenceEqual("NODATA"u8) || status.SequenceEqual("SKIPDATA"u8))
        {
            sink.Ignore(status[0] == 'N' ? "vpc flow NODATA" : "vpc flow SKIPDATA");
            return;
        }

        var filled = sink.NewEvent();
        if (Fill(row, filled) is { } reason)
        {
            sink.Reject(reason);
        }
        else
        {
            sink.Emit(filled);
        }
    }

    private string? Fill(in VpcFlowRow row, SecurityEvent filled)
    {
        if (!row.TryCount(VpcFlowField.Start, out var start) || !row.TryCount(VpcFlowField.End, out var end)
            || start > uint.MaxValue || end > uint.MaxValue)
        {
            return "time not understood";
        }

        if (start is null)
        {
            return "time missing";
        }

        var source = Address(row.Get(VpcFlowField.SourceAddress));
        var destination = Address(row.Get(VpcFlowField.DestinationAddress));
        if (source is null || destination is null)
        {
            return "address missing or not understood";
        }

        if (!row.TryCount(VpcFlowField.SourcePort, out var sourcePort) || !row.TryCount(VpcFlowField.DestinationPort, out var destinationPort)
            || sourcePort > ushort.MaxValue || destinationPort > ushort.MaxValue)
        {
            return "port not understood";
        }

        if (!row.TryCount(VpcFlowField.Bytes, out var bytes) || !row.TryCount(VpcFlowField.Protocol, out var protocol) || protocol > byte.MaxValue)
        {
            return "byte count or protocol not understood";
        }

        (filled.Source, filled.Kind, filled.Platform) = ("aws.vpcflow", EventKind.NetworkFlow, Platform.IaaS);
        filled.TimeMicros = start.Value * LogTime.MicrosPerSecond;
        filled.DurationMicros = end >= start ? (end - start) * LogTime.MicrosPerSecond : null;
        filled.Transport = IpProtocol.Name(protocol);
        (filled.SourceAddress, filled.DestinationAddress, filled.SourceBytes) = (source, destination, bytes);
        if (protocol is not (1 or 58))
        {
            (filled.SourcePort, filled.DestinationPort) = ((int?)sourcePort, (int?)destinationPort);
        }

        filled.Host = Name(row.Get(VpcFlowField.InstanceId)) ?? Name(row.Get(VpcFlowField.InterfaceId));
        filled.CloudAccount = Name(row.Get(VpcFlowField.AccountId));
        filled.HostSide = row.Get(VpcFlowField.FlowDirection) switch
        {
            var direction when direction.SequenceEqual("egress"u8) => HostSide.Source,
            var direction when direction.SequenceEqual("ingress"u8) => HostSide.Destination,
            _ => HostSide.Unknown,
        };
        filled.Outcome = row.Get(VpcFlowField.Action) switch
        {
            var action when action.SequenceEqual("ACCEPT"u8) => Outcome.Success,
            var action when action.SequenceEqual("REJECT"u8) => Outcome.Failure,
            _ => Outcome.Unknown,
        };
        OneWayFlow.Orient(filled);
        return null;
    }

    private string? Address(ReadOnlySpan<byte> text)
    {
        if (text.Length is < 2 or > 45)
        {
            return null;
        }

        var address = interner.InternLower(text);
        return IPAddress.IsValid(address) ? address : null;
    }

    private string? Name(ReadOnlySpan<byte> text) => text.IsEmpty ? null : interner.InternLower(TextExcerpt.Cut(text, MaxNameBytes));
}
