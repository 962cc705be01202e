using System.Globalization;
using Det0131.Datasets.Readers;
using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Machines;
using Det0131.Datasets.Simulation.Sensors;
using Det0131.Models.Events;

namespace Det0131.Datasets.Simulation.LakeEvents;

/// <summary>
/// What becomes of Zeek's conn, dns, http and ssl rows: the same draws of chance as <see cref="ZeekLogs"/>, and conn completed by the rows of its connection.
/// </summary>
internal sealed class LakeNetworkSensor(LakeOutlet outlet) : INetworkSensor
{
    public void Connection(DemoRandom random, long at, string originator, int originatorPort, Peer peer, Transfer transfer, HttpCall? http = null)
    {
        at += outlet.Sight.Late(random);
        var uid = ZeekLogs.NewUid(random);
        var named = peer.Name.Length == 0 || peer.Name == peer.Address ? null : peer.Name;
        var isWeb = peer.Application == "http" && http is not null;
        var flow = Begin("zeek.conn", EventKind.NetworkFlow, at, uid, originator, originatorPort, peer);
        flow.Application = peer.Application.Length == 0 ? null : peer.Application;
        (flow.SourceBytes, flow.DestinationBytes) = (transfer.OutBytes, transfer.InBytes);
        flow.DurationMicros = Micros(transfer.Seconds);
        flow.Domain = isWeb || peer.Application == "ssl" ? named : null;
        if (isWeb)
        {
            (flow.HttpMethod, flow.UserAgent) = (http!.Method, http.UserAgent);
        }

        Finish(flow, default, null);
        if (isWeb)
        {
            Http(at + outlet.Sight.HttpAfter(random), uid, originator, originatorPort, peer, named, http!);
        }
        else if (peer.Application == "ssl" && named is not null)
        {
            // A session without a name tells nothing that conn does not: the reader passes over it.
            var session = Begin("zeek.ssl", EventKind.NetworkFlow, at + outlet.Sight.SslAfter(random), uid, originator, originatorPort, peer);
            (session.Application, session.Domain) = ("ssl", named);
            outlet.Enrich(session);
            Identify(session, default, session.Domain);
            outlet.Emit(session);
        }
    }

    public void Unanswered(DemoRandom random, long at, string originator, int originatorPort, Peer peer)
    {
        var flow = Begin("zeek.conn", EventKind.NetworkFlow, at, ZeekLogs.NewUid(random), originator, originatorPort, peer);

        // One packet of 44 bytes without its 40 of headers, as the reader takes it: no payload but an option of TCP.
        (flow.SourceBytes, flow.DestinationBytes) = (4, 0);
        Finish(flow, default, null);
    }

    public void Query(DemoRandom random, long at, string client, int clientPort, DnsExchange dns)
    {
        at += outlet.Sight.Late(random);
        var uid = ZeekLogs.NewUid(random);
        var seconds = random.Between(0.0006, 0.04);
        var server = new Peer(dns.Server, 53, "dns", Transport: "udp");
        var flow = Begin("zeek.conn", EventKind.NetworkFlow, at, uid, client, clientPort, server);
        flow.Application = "dns";
        (flow.SourceBytes, flow.DestinationBytes) = (dns.QueryBytes, dns.QueryBytes + dns.AnswerBytes);
        flow.DurationMicros = Micros(seconds);
        Finish(flow, default, null);

        var question = Begin("zeek.dns", EventKind.DnsQuery, at, uid, client, clientPort, server);
        (question.Application, question.DnsName, question.DnsType) = ("dns", dns.Name, dns.Type);
        question.DnsResponse = dns.Answer is null ? "NXDOMAIN" : "NOERROR";
        Span<byte> number = stackalloc byte[8];
        System.Buffers.Text.Utf8Formatter.TryFormat(random.Between(1, 65535), number, out var length);
        outlet.Enrich(question);
        Identify(question, number[..length], question.DnsName);
        outlet.Emit(question);
    }

    private void Http(long at, string uid, string originator, int originatorPort, Peer peer, string? named, HttpCall http)
    {
        var request = Begin("zeek.http", EventKind.HttpRequest, at, uid, originator, originatorPort, peer);
        (request.Application, request.Domain, request.HttpMethod, request.UserAgent) = ("http", named, http.Method, http.UserAgent);
        (request.SourceBytes, request.DestinationBytes) = (http.RequestBytes, http.ResponseBytes);
        var end = http.Uri.AsSpan().IndexOfAny('?', '#', ';');
        request.FilePath = end < 0 ? http.Uri : http.Uri[..end];
        request.FileExtension = PathText.Extension(request.FilePath, Utf8Interner.Shared);
        request.Outcome = http.Status < 400 ? Outcome.Success : Outcome.Failure;
        if (request is { Outcome: Outcome.Failure, HttpMethod: not ("PUT" or "POST" or "PATCH") })
        {
            request.FileExtension = null;
        }

        // The identity is of the path as logged; the enrichment may redact it.
        Identify(request, "1"u8, request.FilePath);
        outlet.Enrich(request);
        outlet.Emit(request);
    }

    /// <summary>A duration as its six printed digits give it back. Where the product lies near a half, only the digits tell which way they went.</summary>
    private static long Micros(double seconds)
    {
        var micros = seconds * LogTime.MicrosPerSecond;
        return Math.Abs(micros - Math.Floor(micros) - 0.5) > 1e-3
            ? (long)Math.Round(micros)
            : (long)Math.Round(double.Parse(seconds.ToString("F6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) * LogTime.MicrosPerSecond);
    }

    private SecurityEvent Begin(string source, EventKind kind, long at, string uid, string originator, int originatorPort, Peer peer)
    {
        var begun = outlet.Begin();
        (begun.Source, begun.Kind, begun.TimeMicros) = (source, kind, at);
        begun.RecordId = begun.FlowKey = uid;
        (begun.SourceAddress, begun.DestinationAddress, begun.Transport) = (originator, peer.Address, peer.Transport);
        if (peer.Transport is not ("icmp" or "icmp6"))
        {
            (begun.SourcePort, begun.DestinationPort) = (originatorPort, peer.Port);
        }

        return begun;
    }

    private void Finish(SecurityEvent filled, ReadOnlySpan<byte> number, string? name)
    {
        outlet.Enrich(filled);
        Identify(filled, number, name);
        outlet.Emit(filled);
    }

    private static void Identify(SecurityEvent filled, ReadOnlySpan<byte> number, string? name)
    {
        var builder = new IdentityBuilder(stackalloc byte[IdentityBuilder.ScratchBytes]);
        builder.Add(filled.Source);
        builder.Add(filled.RecordId);
        builder.Add(filled.TimeMicros);
        builder.Add(number);
        builder.Add(name);
        filled.Identity = builder.ToIdentity();
    }
}
