using Det0131.Datasets.Readers.HostLogs;
using Det0131.Datasets.Readers.Network;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.ESXi;

/// <summary>
/// Makes events of the rows of a host's connections. A connection that stands in several snapshots of a day is one event: polling sees it again and again. Not thread-safe.
/// </summary>
/// <remarks>Which end opened the connection is not said: the end with the smaller port is taken for the server.</remarks>
internal sealed class ConnectionSnapshot(string file)
{
    private const string Source = "esxi.esxcli";

    private readonly HostText text = new();
    private readonly string? fileHost = FileNameHost.Of(file, "esxcli", "connections", "connection", "netstat", "network", "ip-connection");

    /// <summary>When the rows were printed, UTC microseconds; null while nothing tells.</summary>
    public long? TimeMicros { get; set; } = SnapshotTime.OfName(file);

    /// <summary>Hands the row to the sink.</summary>
    /// <param name="proto"><c>tcp</c> or <c>udp</c>.</param>
    /// <param name="own">The host's end.</param>
    /// <param name="far">The other end.</param>
    /// <param name="state"><c>LISTEN</c>, <c>ESTABLISHED</c>, ...; empty for UDP.</param>
    /// <param name="world">Number of the process.</param>
    /// <param name="name">Its name; threads have the process's and their own behind a hyphen.</param>
    /// <param name="host">The host's name, where the row has one.</param>
    /// <param name="sink">Takes the event.</param>
    public void Make(
        ReadOnlySpan<byte> proto, ReadOnlySpan<byte> own, ReadOnlySpan<byte> far, ReadOnlySpan<byte> state, ReadOnlySpan<byte> world, ReadOnlySpan<byte> name,
        ReadOnlySpan<byte> host, IRecordSink sink)
    {
        if (state.SequenceEqual("LISTEN"u8) || HasNoFarEnd(far))
        {
            sink.Ignore("esxcli socket without a far end");
        }
        else if (!Endpoint.TryRead(own, text, out var here) || !Endpoint.TryRead(far, text, out var there))
        {
            sink.Reject("address not understood");
        }
        else if (here.IsLoopback || there.IsLoopback)
        {
            sink.Ignore("loopback connection");
        }
        else if (TimeMicros is not { } micros)
        {
            sink.Reject("time missing: none in the file, its name or its own");
        }
        else
        {
            bool isServer = here.Port < there.Port;
            (Endpoint from, Endpoint to) = isServer ? (there, here) : (here, there);
            SecurityEvent seen = sink.NewEvent();
            (seen.Source, seen.Kind, seen.Platform, seen.TimeMicros) = (Source, EventKind.NetworkFlow, Platform.ESXi, micros);
            (seen.SourceAddress, seen.SourcePort, seen.DestinationAddress, seen.DestinationPort) = (from.Address, from.Port, to.Address, to.Port);
            (seen.Transport, seen.HostSide) = (text.Lower(proto.TrimEnd("46"u8)), isServer ? HostSide.Destination : HostSide.Source);
            seen.Host = host.IsEmpty ? fileHost ?? here.Address : text.DomainName(host);
            seen.Process = text.Lower(TextExcerpt.Cut(ProcessOf(name), Utf8Interner.LongestKept));
            seen.ProcessKey = text.ProcessId(world);
            seen.Identity = Identity(seen);
            sink.Emit(seen);
        }
    }

    /// <summary><c>hostd-worker</c> and <c>rhttpproxy-IO</c> are threads of hostd and rhttpproxy; names are cut, so may be their endings.</summary>
    private static ReadOnlySpan<byte> ProcessOf(ReadOnlySpan<byte> name)
    {
        int hyphen = name.LastIndexOf((byte)'-');
        return hyphen > 0 && (name[hyphen..].StartsWith("-IO"u8) || name[hyphen..].StartsWith("-work"u8)) ? name[..hyphen] : name;
    }

    private static bool HasNoFarEnd(ReadOnlySpan<byte> far) => NetworkText.Known(far).IsEmpty || far.EndsWith(":0"u8) || far.EndsWith(":*"u8);

    private static UInt128 Identity(SecurityEvent seen)
    {
        var builder = new IdentityBuilder(stackalloc byte[IdentityBuilder.ScratchBytes]);
        builder.Add(Source);
        builder.Add(seen.Host);
        builder.Add(seen.Transport);
        builder.Add(seen.SourceAddress);
        builder.Add((long)seen.SourcePort!.Value);
        builder.Add(seen.DestinationAddress);
        builder.Add((long)seen.DestinationPort!.Value);
        builder.Add(seen.ProcessKey);
        builder.Add(seen.TimeMicros / (86_400 * LogTime.MicrosPerSecond));
        return builder.ToIdentity();
    }
}
