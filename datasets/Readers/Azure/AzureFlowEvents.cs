using System.Buffers.Text;
using System.Text.Json;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.Azure;

/// <summary>Makes events of one flow log record: a network interface's flows of a minute, each a tuple of text. Not thread-safe.</summary>
/// <remarks>
/// Version 1 (security groups): seconds, addresses, ports, T or U, I or O, A or D. Version 2 adds the state and packets and bytes both ways; version 4 (virtual
/// networks) writes milliseconds, protocol numbers, a state with D for refused, and the encryption. A flow begins (B, no bytes), continues (C, every five minutes) and ends (E);
/// bytes are those since the tuple before, so each tuple is an event and their sum is the flow's. The interface has no name in the log: the host is told by its address.
/// </remarks>
internal sealed class AzureFlowEvents(Utf8Interner interner)
{
    private const int ColumnsOfVersion1 = 8;
    private const int ColumnsOfOthers = 13;
    private const int VersionOfVirtualNetworks = 4;
    private const int MaxTextBytes = 512;
    private const long LatestMillis = 253_402_300_799_999;

    private readonly Range[] columns = new Range[ColumnsOfOthers + 1];

    /// <summary>Hands the record's flows to the sink. It is refused when it has tuples and none can be used.</summary>
    public void Make(JsonValues values, IRecordSink sink)
    {
        var version = AzureFields.Record.Count(values, (int)AzureField.FlowVersion);
        var resource = AzureFields.Record.Scalar(values, (int)AzureField.Resource, MaxTextBytes);
        resource = resource.IsEmpty ? AzureFields.Record.Scalar(values, (int)AzureField.FlowTarget, MaxTextBytes) : resource;
        var account = AzureResource.Subscription(resource, interner);
        var flows = AzureFields.Record.Json(values, (int)AzureField.Flows);
        if (flows.IsEmpty)
        {
            MakeOne(AzureFields.Record.Scalar(values, (int)AzureField.Tuple, MaxTextBytes), version >= VersionOfVirtualNetworks, account, sink);
            return;
        }

        var reader = new Utf8JsonReader(flows);
        var made = 0;
        string? reason = null;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals("flowTuples"u8) || !reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            {
                continue;
            }

            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
                {
                    reader.Skip();
                }

                var filled = sink.NewEvent();
                var problem = reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped ? Fill(reader.ValueSpan, version >= VersionOfVirtualNetworks, filled) : "flow tuple not understood";
                if (problem is not null)
                {
                    reason = problem;
                    continue;
                }

                filled.CloudAccount = account;
                sink.Emit(filled);
                made++;
            }
        }

        if (made == 0 && reason is not null)
        {
            sink.Reject(reason);
        }
        else if (made == 0)
        {
            sink.Ignore("azure flow record without flows");
        }
    }

    private void MakeOne(ReadOnlySpan<byte> tuple, bool isVirtualNetwork, string? account, IRecordSink sink)
    {
        var filled = sink.NewEvent();
        if ((tuple.IsEmpty ? "flow tuples missing" : Fill(tuple, isVirtualNetwork, filled)) is { } reason)
        {
            sink.Reject(reason);
            return;
        }

        filled.CloudAccount = account;
        sink.Emit(filled);
    }

    private string? Fill(ReadOnlySpan<byte> tuple, bool isVirtualNetwork, SecurityEvent filled)
    {
        var count = Split(tuple);
        if (count < ColumnsOfVersion1 || (count != ColumnsOfVersion1 && count < ColumnsOfOthers) || (isVirtualNetwork && count < ColumnsOfOthers))
        {
            return "flow tuple not understood";
        }

        if (!(isVirtualNetwork ? TryMillis(tuple[columns[0]], out var micros) : LogTime.TryEpochSeconds(tuple[columns[0]], out micros)))
        {
            return "time not understood";
        }

        var source = CloudClient.Address(tuple[columns[1]], interner);
        var destination = CloudClient.Address(tuple[columns[2]], interner);
        if (source is null || destination is null)
        {
            return "address missing or not understood";
        }

        if (!TryCount(tuple[columns[3]], ushort.MaxValue, out var sourcePort) || !TryCount(tuple[columns[4]], ushort.MaxValue, out var destinationPort))
        {
            return "port not understood";
        }

        (filled.Source, filled.Kind, filled.Platform, filled.TimeMicros) = ("azure.flow", EventKind.NetworkFlow, Platform.IaaS, micros);
        (filled.SourceAddress, filled.DestinationAddress, filled.SourcePort, filled.DestinationPort) = (source, destination, (int?)sourcePort, (int?)destinationPort);
        filled.Transport = Transport(tuple[columns[5]]);
        filled.HostSide = tuple[columns[6]] switch
        {
            [(byte)'O'] => HostSide.Source,
            [(byte)'I'] => HostSide.Destination,
            _ => HostSide.Unknown,
        };
        filled.Outcome = tuple[columns[7]] is [(byte)'D'] ? Outcome.Failure : Outcome.Success;
        return count >= ColumnsOfOthers ? Bytes(tuple, isVirtualNetwork ? tuple[columns[7]] : tuple[columns[8]], filled) : null;
    }

    /// <summary>Where a flow begins or is refused, its zeros are not counts.</summary>
    private string? Bytes(ReadOnlySpan<byte> tuple, ReadOnlySpan<byte> state, SecurityEvent filled)
    {
        if (!TryCount(tuple[columns[10]], long.MaxValue, out var sent) || !TryCount(tuple[columns[12]], long.MaxValue, out var received))
        {
            return "byte count not understood";
        }

        if (state is [(byte)'C'] or [(byte)'E'])
        {
            (filled.SourceBytes, filled.DestinationBytes) = (sent, received);
        }

        return null;
    }

    private string? Transport(ReadOnlySpan<byte> text) => text switch
    {
        [(byte)'T'] => "tcp",
        [(byte)'U'] => "udp",
        _ => TryCount(text, byte.MaxValue, out var number) ? IpProtocol.Name(number) : null,
    };

    private static bool TryMillis(ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        if (!TryCount(text, LatestMillis, out var millis) || millis is null)
        {
            return false;
        }

        micros = millis.Value * 1000;
        return true;
    }

    /// <summary>A number of 0 to <paramref name="largest"/>, null for empty text. False when it is neither.</summary>
    private static bool TryCount(ReadOnlySpan<byte> text, long largest, out long? count)
    {
        count = null;
        if (text.IsEmpty)
        {
            return true;
        }

        if (!Utf8Parser.TryParse(text, out long whole, out var used) || used != text.Length || whole < 0 || whole > largest)
        {
            return false;
        }

        count = whole;
        return true;
    }

    /// <summary>Gives the number of columns; those beyond the last known are not kept apart.</summary>
    private int Split(ReadOnlySpan<byte> tuple)
    {
        var count = 0;
        var at = 0;
        while (count <= ColumnsOfOthers)
        {
            var length = tuple[at..].IndexOf((byte)',');
            columns[count++] = at..(length < 0 ? tuple.Length : at + length);
            if (length < 0)
            {
                break;
            }

            at += length + 1;
        }

        return count;
    }
}
