using Det0131.Datasets.Simulation.Acts;
using Det0131.Datasets.Simulation.Formats;

namespace Det0131.Datasets.Simulation.Procedures;

/// <summary>
/// A chain on a hypervisor, which logs no program starts: commands are lines of the shell's log, the rest lines of its agents. Not thread-safe.
/// </summary>
internal sealed class HypervisorChain(ActStage stage, ActNames names)
{
    private const string RootContext = "sub=Vimsvc.ha-eventmgr";

    private readonly int _session = stage.Random.Between(1_060_000, 1_069_000);
    private readonly string _operation = stage.Random.Hex(8);

    private string Context => $"{RootContext} opID={_operation} sid={_operation} user=root";

    /// <summary>Writes the lines; gives the time after the last that comes before the transfer.</summary>
    public long Run(IReadOnlyList<ChainStep> steps, long at, long bytes, double seconds)
    {
        foreach (var step in steps)
        {
            var text = names.Fill(step.Command);
            if (step.IsResident)
            {
                stage.Logs.Esxi.Sshd(stage.Host, at, _session, names.Fill(InvariantText.Text($"Accepted keyboard-interactive/pam for root from {{ip}} port {stage.Random.Between(40_000, 60_000)} ssh2")));
            }
            else if (step.Word.Length == 0)
            {
                stage.Logs.Esxi.Shell(stage.Host, at, _session + 4, "root", text);
            }
            else
            {
                Tell(step.Word, text, at, bytes, seconds);
            }

            at += 15_000_000 + stage.Random.Between(0, 60_000_000);
        }

        return at;
    }

    private void Tell(string word, string text, long at, long bytes, double seconds)
    {
        var (host, esxi) = (stage.Host, stage.Logs.Esxi);
        var number = stage.Random.Between(10_000, 99_000);
        switch (word)
        {
            case "login":
                esxi.Hostd(host, at, Context, InvariantText.Text($"Event {number} : User root@{names.Fill("{ip}")} logged in as {text}"));
                break;
            case "download":
                var (path, client) = text.Split(" by ") is [var first, var second] ? (first, second) : (text, "");
                esxi.Hostd(host, at, Context, $"File download from path '{path}' was initiated from '{client}@{names.Fill("{ip}")}'");
                break;
            case "guestfile":
                esxi.Hostd(host, at, Context, InvariantText.Text($"Event {number} : Guest operation Initiate File Transfer From Guest performed on Virtual machine {names.Fill("{guest}")}."));
                esxi.Hostd(host, at + 30_000, Context, $"Guest File Path is {text}");
                break;
            case "sftp":
                var from = names.Fill("{ip}");
                esxi.SftpServer(host, at, _session + 2, $"session opened for local user root from [{from}]");
                esxi.SftpServer(host, at + 1_000_000, _session + 2, $"open \"{text}\" flags READ mode 0666");
                esxi.SftpServer(host, at + (long)(seconds * 1e6), _session + 2, InvariantText.Text($"close \"{text}\" bytes read {bytes} written 0"));
                break;
            case "hostd":
                esxi.Hostd(host, at, Context, text);
                break;
            case "socket":
                var far = names.Fill("{ip} : {port}");
                esxi.Hostd(host, at, "sub=IoTracker", InvariantText.Text($"Failed to shutdown socket; <io_obj p:0x0000009f, h:23, <TCP '{host.Address} : {stage.Random.Between(20_000, 60_000)}'>, <TCP '{far}'>>, e: 104(shutdown: Connection reset by peer)"));
                break;
            case "vmkernel":
                esxi.Vmkernel(host, at, text);
                break;
            case "vpxa":
                esxi.Vpxa(host, at, $"sub=vpxLro opID={_operation}", InvariantText.Text($"[VpxLRO] -- BEGIN lro-{number} -- vpxa -- vpxapi.VpxaService.getChanges"));
                break;
            case "bundle":
                esxi.Hostd(host, at, "sub=Vimsvc.TaskManager", InvariantText.Text($"Task Created : haTask--vim.DiagnosticManager.generateLogBundles-{number}"));
                break;
            default:
                throw new ArgumentException($"Found '@{word}' in a chain; expected login, download, guestfile, sftp, hostd, socket, vmkernel, vpxa or bundle.");
        }
    }
}
