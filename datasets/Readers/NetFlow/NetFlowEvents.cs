using Det0131.Datasets.Readers.Network;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.NetFlow;

/// <summary>Makes an event of one flow record. Not thread-safe.</summary>
internal sealed class NetFlowEvents
{
    public const string Source = "netflow.flow";

    /// <summary>Longer flows than this are a defect of the exporter's clock: ten years.</summary>
    private const double LongestSeconds = 315_360_000;

    private readonly NetworkText text = new();

    /// <summary>Hands the row to the sink as event or rejected.</summary>
    public void Make(in NetFlowRow row, IRecordSink sink)
    {
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

    private string? Fill(in NetFlowRow row, SecurityEvent filled)
    {
        (filled.Source, filled.Kind) = (Source, EventKind.NetworkFlow);
        var start = row.Get(NetFlowField.Start);
        if (start.IsEmpty)
        {
            return NetworkText.TimeMissing;
        }

        if (!FlowTime.TryRead(start, out var begun))
        {
            return NetworkText.TimeBad;
        }

        filled.TimeMicros = begun;
        filled.Transport = text.Transport(row.Get(NetFlowField.Protocol));
        return text.SetEndpoints(
                filled, row.Get(NetFlowField.SourceAddress), row.Get(NetFlowField.SourcePort), row.Get(NetFlowField.DestinationAddress), row.Get(NetFlowField.DestinationPort))
            ?? Duration(row, filled) ?? Bytes(row, filled);
    }

    private static string? Duration(in NetFlowRow row, SecurityEvent filled)
    {
        if (FlowTime.TryRead(row.Get(NetFlowField.End), out var ended))
        {
            filled.DurationMicros = Math.Max(0, ended - filled.TimeMicros);
            return null;
        }

        var inMillis = row.Get(NetFlowField.DurationMillis);
        var text = inMillis.IsEmpty ? row.Get(NetFlowField.Duration) : inMillis;
        if (text.IsEmpty)
        {
            return null;
        }

        var isNumber = System.Buffers.Text.Utf8Parser.TryParse(text, out double seconds, out var used) && used == text.Length && double.IsFinite(seconds);
        seconds = inMillis.IsEmpty ? seconds : seconds / 1000;
        if (!isNumber || seconds is < 0 or > LongestSeconds)
        {
            return NetworkText.DurationBad;
        }

        filled.DurationMicros = (long)Math.Round(seconds * LogTime.MicrosPerSecond);
        return null;
    }

    /// <summary>
    /// Exporters of one direction write 0 bytes and 0 packets for the other: that is no count. Some versions of nfdump print the packets as bytes: an IP packet
    /// has at least 20 bytes, so equal counts are no count either.
    /// </summary>
    private static string? Bytes(in NetFlowRow row, SecurityEvent filled)
    {
        if (!NetworkText.TryCount(row.Get(NetFlowField.Bytes), out var sent) || !NetworkText.TryCount(row.Get(NetFlowField.Packets), out var packets)
            || !NetworkText.TryCount(row.Get(NetFlowField.ReverseBytes), out var received)
            || !NetworkText.TryCount(row.Get(NetFlowField.ReversePackets), out var receivedPackets))
        {
            return NetworkText.CountBad;
        }

        filled.SourceBytes = sent > 0 && sent == packets ? null : sent;
        filled.DestinationBytes = received is 0 && receivedPackets is null or 0 ? null : received;
        if (filled.DestinationBytes is null)
        {
            OneWayFlow.Orient(filled);
        }

        // IANA's firewallEvent: 3 is denied.
        filled.Outcome = row.Get(NetFlowField.FirewallEvent) is [(byte)'3'] ? Outcome.Failure : Outcome.Unknown;
        return null;
    }
}
