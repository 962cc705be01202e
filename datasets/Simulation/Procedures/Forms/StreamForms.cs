using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Machines;

namespace Det0131.Datasets.Simulation.Procedures.Forms;

/// <summary>Data in connections that the victim opens.</summary>
internal static class StreamForms
{
    /// <summary>Most connections of one session.</summary>
    private const int MostPieces = 240;

    /// <summary>Uploads of about <c>piece</c> bytes each, <c>parallel</c> at a time, or every <c>gap</c> seconds.</summary>
    public static void Send(Performance p)
    {
        var pieces = p.Pieces(MostPieces);
        var parallel = (int)p.Settings.Number("parallel", 1);
        var gap = p.Settings.Number("gap");
        var rounds = (pieces.Count + parallel - 1) / parallel;
        var at = p.At;
        at = Before(p, at);
        for (var i = 0; i < pieces.Count; i++)
        {
            var round = i / parallel;
            var seconds = gap > 0 ? Math.Min(2, gap / 2) : p.Seconds / rounds;
            var start = at + (long)(round * (gap > 0 ? gap : seconds) * 1e6) + (i % parallel * 40_000L) + (gap > 0 ? p.Stage.Random.Between(0, (int)(gap * 150_000)) : 0);
            var program = i > 0 && p.Settings.Says("each") && p.Last?.Parent is { } parent
                ? ProgramChain.StartEach(p.Stage, p.Procedure, p.Names, LastStep(p), parent, start - 60_000)
                : p.Program;
            One(p, program, start, pieces[i], seconds, isFirst: i == 0);
        }
    }

    /// <summary>The victim asks, the data comes to it: what leaves is the request.</summary>
    public static void Pull(Performance p) => Connect(p, p.Program, p.At, p.Peer, new Transfer(4_100, p.Bytes + (p.Bytes / 32), p.Seconds));

    /// <summary>One long connection that carries both ways.</summary>
    public static void Tunnel(Performance p) => Connect(p, p.Program, p.At, p.Peer, new Transfer(p.Bytes + (p.Bytes / 40), (p.Bytes / 8) + 60_000, p.Seconds));

    /// <summary>ICMP echo requests full of data; the answers mirror them.</summary>
    public static void Echo(Performance p)
    {
        var payload = (long)p.Settings.Number("payload", 1024);
        var count = (p.Bytes + payload - 1) / payload;
        p.Stage.Machine.Echo(p.At, p.Destination.Address, count * (payload + 8), p.Seconds);
    }

    private static void One(Performance p, RunningProgram? program, long at, long bytes, double seconds, bool isFirst)
    {
        var transfer = Transferred(p, bytes, seconds);
        var http = p.Service == "http"
            ? new HttpCall(p.Settings.Text("method", "POST"), p.Names.Fill(p.Settings.Text("uri", "/")), p.Settings.Text("agent"), bytes, 36)
            : null;
        if (isFirst)
        {
            Connect(p, program, at, p.Peer, transfer, http);
        }
        else
        {
            p.Stage.Machine.Connect(program, at, p.Peer, transfer, http);
        }
    }

    /// <summary>What the protocol adds: nothing for bare data, headers for clear HTTP, a few percent and a handshake for TLS and SSH.</summary>
    private static Transfer Transferred(Performance p, long bytes, double seconds)
    {
        var back = p.Settings.Number("back", -1);
        var transfer = p.Service switch
        {
            "" or "syslog" => new Transfer(bytes, 0, seconds),
            "http" => new Transfer(bytes + 310, 420, seconds),
            _ => Transfer.Upload(bytes) with { Seconds = seconds },
        };
        return back < 0 ? transfer : transfer with { InBytes = (long)(transfer.OutBytes * back) };
    }

    /// <summary>What some tools do first: ask their service's interface, or what the far folder holds.</summary>
    private static long Before(Performance p, long at)
    {
        if (p.Settings.Text("control") is { Length: > 0 } service)
        {
            var peer = ActDestination.Service(service, p.Stage.Random).Peer(443, "ssl");
            p.Stage.Machine.ResolveAndConnect(p.Program, at, peer, new Transfer(4_800, 21_000, Math.Min(p.Seconds, 900)));
            at += 2_000_000;
        }

        if (p.Settings.Text("before") is { Length: > 0 } method && p.Service == "http")
        {
            Connect(p, p.Program, at, p.Peer, new Transfer(340, 900, 0.2), new HttpCall(method, "/d", p.Settings.Text("agent"), 0, 560, 207));
            at += 700_000;
        }

        return at;
    }

    private static string LastStep(Performance p) => ChainStep.Parse(p.Procedure.Chain)[^1].Command;

    private static void Connect(Performance p, RunningProgram? program, long at, Peer peer, Transfer transfer, HttpCall? http = null)
    {
        if (peer.Name.Length > 0)
        {
            p.Stage.Machine.ResolveAndConnect(program, at, peer, transfer, http);
        }
        else
        {
            p.Stage.Machine.Connect(program, at, peer, transfer, http);
        }
    }
}
