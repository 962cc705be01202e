using Det0131.Datasets.Simulation.Machines;

namespace Det0131.Datasets.Simulation.Procedures.Forms;

/// <summary>FTP with its data connections, TFTP, and mail.</summary>
internal static class FileTransferForms
{
    private const int MostFiles = 60;

    /// <summary>A control connection and one data connection for each file; <c>active</c>: the server opens those from port 20.</summary>
    public static void Ftp(Performance p)
    {
        if (p.InsideTls)
        {
            StreamForms.Send(p);
            return;
        }

        var files = p.Pieces(MostFiles);
        var machine = p.Stage.Machine;
        if (p.Settings.Number("ping") is > 0 and var ping)
        {
            machine.Echo(p.At - 900_000, p.Destination.Address, (long)ping + 8, 0.03);
        }

        machine.Connect(p.Program, p.At, p.Peer, new Transfer(240 + (48L * files.Count), 700 + (160L * files.Count), p.Seconds + 3));
        var at = p.At + 1_200_000;
        foreach (var bytes in files)
        {
            var seconds = p.Seconds / files.Count;
            if (p.Settings.Says("active"))
            {
                machine.Accept(p.Destination.Address, 20, at, p.Stage.Random.Between(49_152, 65_000), "ftp-data", new Transfer(0, bytes, seconds));
            }
            else
            {
                machine.Connect(p.Program, at, p.Peer with { Port = p.Stage.Random.Between(49_152, 65_000), Application = "ftp-data" }, new Transfer(bytes, 0, seconds));
            }

            at += (long)(seconds * 1e6) + 150_000;
        }
    }

    /// <summary>
    /// A write request to port 69, answered from a new port: blocks of 512 bytes, each acknowledged, in a flow that the server's first answer opens (RFC 1350).
    /// </summary>
    public static void Tftp(Performance p)
    {
        var machine = p.Stage.Machine;
        var blocks = (p.Bytes / 512) + 1;
        machine.Connect(p.Program, p.At, p.Peer with { Application = "" }, new Transfer(34, 0, 0.001));
        machine.Accept(p.Destination.Address, p.Stage.Random.Between(32_768, 60_999), p.At + 20_000, p.Stage.Random.Between(32_768, 60_999), "", new Transfer(4 * (blocks + 1), p.Bytes + (4 * blocks), p.Seconds), transport: "udp");
    }

    /// <summary>Mails of about <c>piece</c> bytes, base64 with line breaks (1.37 times), every <c>gap</c> seconds.</summary>
    public static void Mail(Performance p)
    {
        var mails = p.Pieces(MostFiles);
        var gap = p.Settings.Number("gap", 40);
        for (var i = 0; i < mails.Count; i++)
        {
            var at = p.At + (long)(i * gap * 1e6) + p.Stage.Random.Between(0, (int)(gap * 100_000));
            p.Stage.Machine.ResolveAndConnect(p.Program, at, p.Peer, new Transfer((mails[i] * 137 / 100) + 640, 1_900, Math.Max(1, p.Seconds / mails.Count)));
        }
    }
}
