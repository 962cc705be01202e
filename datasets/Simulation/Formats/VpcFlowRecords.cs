using Det0131.Datasets.Simulation.Acts;
using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Logs;
using Det0131.Datasets.Simulation.Machines;
using Det0131.Datasets.Simulation.Population;
using Det0131.Datasets.Simulation.Sensors;

namespace Det0131.Datasets.Simulation.Formats;

internal sealed class VpcFlowRecord : LogEntry
{
    public required string Columns { get; init; }
}

/// <summary>
/// VPC Flow Logs, version 2 in the default order with its header line: one line per direction and aggregation window of ten minutes.
/// A file a day, as delivered to a bucket.
/// </summary>
internal sealed class VpcFlowRecords(ActLedger acts) : DailyLog<VpcFlowRecord>("vpcflow", acts), ICloudFlowSensor
{
    private const double WindowSeconds = 600;
    private const string Header = "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status";

    /// <summary>A connection opened by the instance; long ones are cut into windows.</summary>
    public void Connection(DemoHost host, long at, int port, Peer peer, Transfer transfer)
    {
        Acts.Playing?.Sent(transfer.OutBytes);
        foreach (var window in Windows(at, transfer))
        {
            Line(host, window.Start, window.End, host.Address, peer.Address, port, peer.Port, Protocol(peer), window.OutBytes);
            Line(host, window.Start, window.End, peer.Address, host.Address, peer.Port, port, Protocol(peer), window.InBytes);
        }
    }

    /// <summary>A connection cut into windows: seconds since 1970, payload of each direction.</summary>
    internal static IEnumerable<(long Start, long End, long OutBytes, long InBytes)> Windows(long at, Transfer transfer)
    {
        var windows = Math.Max(1, (int)Math.Ceiling(transfer.Seconds / WindowSeconds));
        for (var window = 0; window < windows; window++)
        {
            var start = (at / 1_000_000) + (long)(window * WindowSeconds);
            var end = start + (long)Math.Min(WindowSeconds, Math.Max(1, transfer.Seconds - (window * WindowSeconds)));
            yield return (start, end, transfer.OutBytes / windows, transfer.InBytes / windows);
        }
    }

    /// <summary>Flow records count bytes of IP packets, headers included.</summary>
    internal static long WireBytes(long payload) => payload + (Packets(payload) * 52);

    private static long Packets(long payload) => 2 + (payload / 1400);

    private static int Protocol(Peer peer) => peer.Transport == "udp" ? 17 : 6;

    protected override string Write(VpcFlowRecord entry, LogFolder folder, DateOnly day)
    {
        var file = folder.Open(FileName(day), opened => opened.WriteLine(Header));
        file.WriteLine(entry.Columns);
        return InvariantText.Text($"file:{file.RelativePath}:{file.Lines}");
    }

    protected override void EndDay(LogFolder folder, DateOnly day) => folder.Close(FileName(day));

    private static string FileName(DateOnly day) => InvariantText.Text($"aws/AWSLogs/{Site.CloudAccount}/vpcflowlogs/{Site.CloudRegion}/{day:yyyy/MM/dd}/{Site.CloudAccount}_vpcflowlogs_{Site.CloudRegion}_fl-0a7c31b2d4e5f6071_{day:yyyyMMdd}T0000Z_{DemoRandom.HashOf(day.ToString("O", null)) & 0xFFFFFFFF:x8}.log.gz");

    private void Line(DemoHost host, long start, long end, string source, string destination, int sourcePort, int destinationPort, int protocol, long payload)
    {
        Add(new VpcFlowRecord
        {
            TimeMicros = start * 1_000_000,
            Columns = InvariantText.Text($"2 {Site.CloudAccount} {host.FullName} {source} {destination} {sourcePort} {destinationPort} {protocol} {Packets(payload)} {WireBytes(payload)} {start} {end} ACCEPT OK"),
        });
    }
}
