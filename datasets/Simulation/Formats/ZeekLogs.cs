using System.Globalization;
using Det0131.Datasets.Simulation.Acts;
using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Logs;
using Det0131.Datasets.Simulation.Machines;
using Det0131.Datasets.Simulation.Population;
using Det0131.Datasets.Simulation.Sensors;

namespace Det0131.Datasets.Simulation.Formats;

/// <summary>
/// The network sensor: Zeek's conn, dns, http and ssl logs in its default tab-separated form, one file each a day.
/// It sees the client, server and guest networks, not what the firewall's own resolver asks upstream.
/// </summary>
internal sealed class ZeekLogs(ActLedger acts) : INetworkSensor
{
    private const string UidAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private readonly ZeekTable _conn = new(acts, "conn",
        "ts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes\tresp_bytes\tconn_state\tlocal_orig\tlocal_resp\tmissed_bytes\thistory\torig_pkts\torig_ip_bytes\tresp_pkts\tresp_ip_bytes\ttunnel_parents",
        "time\tstring\taddr\tport\taddr\tport\tenum\tstring\tinterval\tcount\tcount\tstring\tbool\tbool\tcount\tstring\tcount\tcount\tcount\tcount\tset[string]");

    private readonly ZeekTable _dns = new(acts, "dns",
        "ts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\ttrans_id\trtt\tquery\tqclass\tqclass_name\tqtype\tqtype_name\trcode\trcode_name\tAA\tTC\tRD\tRA\tZ\tanswers\tTTLs\trejected",
        "time\tstring\taddr\tport\taddr\tport\tenum\tcount\tinterval\tstring\tcount\tstring\tcount\tstring\tcount\tstring\tbool\tbool\tbool\tbool\tcount\tvector[string]\tvector[interval]\tbool");

    private readonly ZeekTable _http = new(acts, "http",
        "ts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\ttrans_depth\tmethod\thost\turi\treferrer\tversion\tuser_agent\torigin\trequest_body_len\tresponse_body_len\tstatus_code\tstatus_msg\tinfo_code\tinfo_msg\ttags\tusername\tpassword\tproxied\torig_fuids\torig_filenames\torig_mime_types\tresp_fuids\tresp_filenames\tresp_mime_types",
        "time\tstring\taddr\tport\taddr\tport\tcount\tstring\tstring\tstring\tstring\tstring\tstring\tstring\tcount\tcount\tcount\tstring\tcount\tstring\tset[enum]\tstring\tstring\tset[string]\tvector[string]\tvector[string]\tvector[string]\tvector[string]\tvector[string]\tvector[string]");

    private readonly ZeekTable _ssl = new(acts, "ssl",
        "ts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tversion\tcipher\tcurve\tserver_name\tresumed\tlast_alert\tnext_protocol\testablished\tssl_history\tcert_chain_fps\tclient_cert_chain_fps\tsni_matches_cert\tvalidation_status",
        "time\tstring\taddr\tport\taddr\tport\tstring\tstring\tstring\tstring\tbool\tstring\tstring\tbool\tstring\tvector[string]\tvector[string]\tbool\tstring");

    public IEnumerable<ZeekTable> Tables => [_conn, _dns, _http, _ssl];

    /// <summary>A connection that completed, with the application's own row where Zeek writes one.</summary>
    public void Connection(DemoRandom random, long at, string originator, int originatorPort, Peer peer, Transfer transfer, HttpCall? http = null)
    {
        var uid = NewUid(random);
        var five = Five(originator, originatorPort, peer);
        var application = peer.Application.Length == 0 ? "-" : peer.Application;
        var datagram = peer.Transport != "tcp";
        var echo = peer.Transport == "icmp";
        var state = echo ? "OTH" : datagram && transfer.InBytes == 0 ? "S0" : "SF";
        var history = echo ? "-" : datagram ? (transfer.InBytes == 0 ? "D" : "Dd") : (transfer.InBytes == 0 ? "ShADaFf" : "ShADadFf");
        _conn.Add(at, uid, InvariantText.Text($"{uid}\t{five}\t{peer.Transport}\t{application}\t{Seconds(transfer.Seconds)}\t{transfer.OutBytes}\t{transfer.InBytes}\t{state}\t{Flag(Site.IsLocal(originator))}\t{Flag(Site.IsLocal(peer.Address))}\t0\t{history}\t{Packets(transfer.OutBytes, transfer.InBytes, datagram)}\t{Packets(transfer.InBytes, transfer.OutBytes, datagram)}\t-"));
        switch (application)
        {
            case "ssl":
                _ssl.Add(at + 21_000, uid, InvariantText.Text($"{uid}\t{five}\tTLSv13\tTLS_AES_256_GCM_SHA384\tx25519\t{(peer.Name.Length == 0 ? "-" : peer.Name)}\tF\t-\t{(peer.Port == 443 ? "h2" : "-")}\tT\tCsiI\t-\t-\t-\t-"));
                break;
            case "http" when http is not null:
                _http.Add(at + 19_000, uid, InvariantText.Text($"{uid}\t{five}\t1\t{http.Method}\t{(peer.Name.Length == 0 ? peer.Address : peer.Name)}\t{http.Uri}\t-\t1.1\t{http.UserAgent}\t-\t{http.RequestBytes}\t{http.ResponseBytes}\t{http.Status}\t{(http.Status == 200 ? "OK" : "-")}\t-\t-\t(empty)\t-\t-\t-\t-\t-\t-\t-\t-\t-"));
                break;
        }
    }

    /// <summary>A connection attempt without an answer.</summary>
    public void Unanswered(DemoRandom random, long at, string originator, int originatorPort, Peer peer)
    {
        var uid = NewUid(random);
        _conn.Add(at, uid, InvariantText.Text($"{uid}\t{Five(originator, originatorPort, peer)}\t{peer.Transport}\t-\t-\t-\t-\tS0\t{Flag(Site.IsLocal(originator))}\t{Flag(Site.IsLocal(peer.Address))}\t0\tS\t1\t44\t0\t0\t-"));
    }

    /// <summary>A DNS question and its answer. Payload bytes follow the wire format: 12 of header, the name, 4 of type and class; the answer repeats the question.</summary>
    public void Query(DemoRandom random, long at, string client, int clientPort, DnsExchange dns)
    {
        var uid = NewUid(random);
        var peer = new Peer(dns.Server, 53, "dns", Transport: "udp");
        var rtt = random.Between(0.0006, 0.04);
        var asked = dns.QueryBytes;
        var answered = asked + dns.AnswerBytes;
        var five = Five(client, clientPort, peer);
        _conn.Add(at, uid, InvariantText.Text($"{uid}\t{five}\tudp\tdns\t{Seconds(rtt)}\t{asked}\t{answered}\tSF\t{Flag(Site.IsLocal(client))}\t{Flag(Site.IsLocal(dns.Server))}\t0\tDd\t{Packets(asked, answered, true)}\t{Packets(answered, asked, true)}\t-"));
        var ttl = string.IsNullOrEmpty(dns.Answer) ? "-" : "300.000000";
        _dns.Add(at, uid, InvariantText.Text($"{uid}\t{five}\tudp\t{random.Between(1, 65535)}\t{Seconds(rtt)}\t{dns.Name.ToLowerInvariant()}\t1\tC_INTERNET\t{dns.TypeNumber}\t{dns.Type}\t{(dns.Answer is null ? "3\tNXDOMAIN" : "0\tNOERROR")}\tF\tF\tT\tT\t0\t{(string.IsNullOrEmpty(dns.Answer) ? "-" : dns.Answer)}\t{ttl}\tF"));
    }

    /// <summary>A connection's uid.</summary>
    internal static string NewUid(DemoRandom random) => string.Create(18, random, static (uid, chance) =>
    {
        uid[0] = 'C';
        for (var i = 1; i < uid.Length; i++)
        {
            uid[i] = UidAlphabet[chance.Between(0, UidAlphabet.Length - 1)];
        }
    });

    private static string Five(string originator, int originatorPort, Peer peer) =>
        InvariantText.Text($"{originator}\t{originatorPort}\t{peer.Address}\t{peer.Port}");

    private static string Packets(long bytes, long answeredBytes, bool datagram)
    {
        // Full segments one way, an acknowledgement for every second segment of the other way, four packets for setup and end.
        var packets = datagram
            ? (bytes == 0 ? 0 : 1 + (bytes / 1200))
            : 4 + (bytes / 1448) + (answeredBytes / 2896);
        return InvariantText.Text($"{packets}\t{bytes + (packets * (datagram ? 28 : 52))}");
    }

    private static string Flag(bool value) => value ? "T" : "F";

    private static string Seconds(double seconds) => seconds.ToString("F6", CultureInfo.InvariantCulture);

}
