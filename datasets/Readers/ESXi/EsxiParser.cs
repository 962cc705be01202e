using Det0131.Datasets.Readers.HostLogs;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.ESXi;

/// <summary>Logs of ESXi hosts and of vCenter: cuts the header and hands the message to whoever knows the program.</summary>
internal sealed class EsxiParser : IRecordParser
{
    public const string KernelSource = "esxi.vmkernel";
    public const string VcenterSource = "esxi.vcenter";

    private readonly EsxiEvents events;
    private readonly ShellLines shell;
    private readonly SftpLines sftp;
    private readonly EnvoyLines envoy;
    private readonly ConnectionLines connections;
    private readonly HostdLines hostd;

    public EsxiParser(string file)
    {
        events = new EsxiEvents(file);
        shell = new ShellLines(events);
        sftp = new SftpLines(events);
        envoy = new EnvoyLines(events);
        connections = new ConnectionLines(events);
        hostd = new HostdLines(events, connections);
    }

    public void Parse(ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
    {
        if (record.IsEmpty || record[0] is (byte)' ' or (byte)'\t' or (byte)')' || record.StartsWith("-->"u8))
        {
            sink.Ignore("continuation line");
        }
        else if (!EsxiHeader.TryRead(record, out EsxiLine line))
        {
            sink.Reject("no time and no program");
        }
        else if (line.Message.StartsWith("-->"u8))
        {
            sink.Ignore("continuation line");
        }
        else if (!line.HasTime)
        {
            sink.Reject("time missing or without a year");
        }
        else
        {
            ParseMessage(line, record, position, sink);
        }
    }

    public void Complete(IRecordSink sink) => hostd.Release(sink);

    private void ParseMessage(in EsxiLine line, ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
    {
        string? program = events.Text.Lower(line.Program);
        switch (program)
        {
            case "shell":
                shell.Parse(line, sink);
                break;
            case "sftp-server" or "internal-sftp":
                sftp.Parse(line, sink);
                break;
            case "sshd" or "sshd-session" or "ssh" or "login":
                sink.Ignore(line.Message.StartsWith("Accepted "u8) ? "login" : "ssh message");
                break;
            case "vmkernel" or "vmkwarning":
                if (!connections.TryParseKernel(line, line.Message, KernelSource, "vmkernel", sink))
                {
                    sink.Ignore("kernel message");
                }

                break;
            case "envoy" or "envoy-access":
                ParseEnvoy(line, record, position, program, sink);
                break;
            case "sudo":
                ParseSudo(line, sink);
                break;
            case "hostd" or "vpxa" or "vpxd" or "rhttpproxy" or "vobd" or "fdm" or "healthd" or "vsanmgmtd" or "vpxd-svcs":
                hostd.Parse(line, record, position, program, sink);
                break;
            default:
                sink.Ignore("other program");
                break;
        }
    }

    private void ParseEnvoy(in EsxiLine line, ReadOnlySpan<byte> record, RecordPosition position, string program, IRecordSink sink)
    {
        ReadOnlySpan<byte> message = line.Message;
        int close = message.StartsWith("[Originator@"u8) ? message.IndexOf((byte)']') : -1;
        if (!envoy.TryParse(line, message[(close + 1)..].TrimStart((byte)' '), sink))
        {
            hostd.Parse(line, record, position, program, sink);
        }
    }

    // vCenter: "name : PWD=/ ; USER=root ; COMMAND=/usr/bin/x y". Gives a process start with its change of user.
    private void ParseSudo(in EsxiLine line, IRecordSink sink)
    {
        ReadOnlySpan<byte> message = line.Message;
        int colon = message.IndexOf(" : "u8);
        int command = message.IndexOf("; COMMAND="u8);
        int target = message.IndexOf("; USER="u8);
        if (colon <= 0 || target < 0 || command < target)
        {
            sink.Ignore("sudo message");
            return;
        }

        ReadOnlySpan<byte> commandLine = message[(command + "; COMMAND="u8.Length)..];
        ReadOnlySpan<byte> path = commandLine.IndexOf((byte)' ') is >= 0 and var blank ? commandLine[..blank] : commandLine;
        ReadOnlySpan<byte> user = message[..colon].Trim((byte)' ');
        SecurityEvent started = events.Begin(line, EventKind.ProcessStart, VcenterSource, events.Text.BaseName(path, backslash: false), sink);
        events.SetUser(started, user);
        started.PrivilegeChange = events.Text.Joined(user, '>', message[(target + "; USER="u8.Length)..command].Trim((byte)' '));
        started.ProcessPath = events.Text.Text(path);
        started.Parent = "sudo";
        started.CommandLine = HostText.Cut(commandLine);
        sink.Emit(started);
    }
}
