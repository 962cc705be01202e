using System.Buffers;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.ESXi;

/// <summary>
/// Lines of hostd, vpxa, rhttpproxy and vmkernel that name a connection's ends give a network flow by that process. Feeds
/// hypervisor.destination: no line is written for every connection, only for those that are logged for another reason.
/// </summary>
/// <remarks>
/// <code>
/// Failed to shutdown socket; &lt;io_obj p:0x0, h:23, &lt;TCP '192.0.2.8 : 443'&gt;, &lt;TCP '192.0.2.4 : 39664'&gt;&gt;, e: 104(...)      own end, then peer
/// NFS: 157: Command: (mount) Server: (192.0.2.5) IP: (192.0.2.5) Path: (/x) Label: (ds) Options: (None)                vmkernel
/// iscsi_vmk: ... connection 4:0 (iqn... addr=192.0.2.9:3260 (TPGT:1 ISID:0x1) ...                                      vmkernel
/// </code>
/// Which end opened the connection is not said: the end with the smaller port is taken for the server.
/// </remarks>
internal sealed class ConnectionLines(EsxiEvents events)
{
    private const int NfsPort = 2049;

    private static readonly SearchValues<byte> AddressBytes = SearchValues.Create("0123456789.:"u8);

    /// <summary>The first two TCP endpoints of the message; false when there are not two.</summary>
    public bool TryParseSockets(in EsxiLine line, ReadOnlySpan<byte> message, string source, string process, IRecordSink sink)
    {
        if (!TryTakeSocket(ref message, out Endpoint own) || !TryTakeSocket(ref message, out Endpoint peer))
        {
            return false;
        }

        if (own.IsLoopback || peer.IsLoopback)
        {
            sink.Ignore("loopback connection");
            return true;
        }

        bool isServer = own.Port < peer.Port;
        (Endpoint from, Endpoint to) = isServer ? (peer, own) : (own, peer);
        SecurityEvent seen = Begin(line, source, process, to, sink);
        seen.SourceAddress = from.Address;
        seen.SourcePort = from.Port;
        seen.HostSide = isServer ? HostSide.Destination : HostSide.Source;
        sink.Emit(seen);
        return true;
    }

    /// <summary>What the kernel itself talks to; false when the message names no far end.</summary>
    public bool TryParseKernel(in EsxiLine line, ReadOnlySpan<byte> message, string source, string process, IRecordSink sink)
    {
        string? application = null;
        Endpoint peer;
        if (message.IndexOf("Command: (mount)"u8) >= 0 && Between(message, " IP: ("u8, (byte)')') is { IsEmpty: false } server
            && events.Text.Address(server) is { } nfs)
        {
            application = "nfs";
            peer = new Endpoint(nfs, NfsPort);
        }
        else
        {
            int at = message.IndexOf("addr="u8);
            ReadOnlySpan<byte> text = at < 0 ? default : message[(at + "addr="u8.Length)..];
            int end = text.IndexOfAnyExcept(AddressBytes);
            if (!Endpoint.TryRead(end < 0 ? text : text[..end], events.Text, out peer))
            {
                return false;
            }
        }

        if (peer.IsLoopback)
        {
            sink.Ignore("loopback connection");
            return true;
        }

        SecurityEvent seen = Begin(line, source, process, peer, sink);
        seen.Application = application;
        seen.HostSide = HostSide.Source;
        sink.Emit(seen);
        return true;
    }

    private SecurityEvent Begin(in EsxiLine line, string source, string process, Endpoint to, IRecordSink sink)
    {
        SecurityEvent seen = events.Begin(line, EventKind.NetworkFlow, source, process, sink);
        seen.Transport = "tcp";
        seen.DestinationAddress = to.Address;
        seen.DestinationPort = to.Port;
        return seen;
    }

    private bool TryTakeSocket(ref ReadOnlySpan<byte> text, out Endpoint endpoint)
    {
        endpoint = default;
        int at = text.IndexOf("<TCP '"u8);
        if (at < 0)
        {
            return false;
        }

        text = text[(at + "<TCP '"u8.Length)..];
        int end = text.IndexOf((byte)'\'');
        return end > 0 && Endpoint.TryRead(text[..end], events.Text, out endpoint);
    }

    private static ReadOnlySpan<byte> Between(ReadOnlySpan<byte> text, ReadOnlySpan<byte> mark, byte end)
    {
        int at = text.IndexOf(mark);
        text = at < 0 ? default : text[(at + mark.Length)..];
        int close = text.IndexOf(end);
        return close < 0 ? default : text[..close];
    }
}
