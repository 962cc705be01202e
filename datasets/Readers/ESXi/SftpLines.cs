using System.Buffers.Text;
using Det0131.Datasets.Readers.HostLogs;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.ESXi;

/// <summary>
/// sftp-server's lines: closing a file that was read gives a file access with the bytes sent, the only byte counts that a host of ESXi 7
/// and before writes. The session's first line tells who and from where. Feeds hypervisor.destination, file and volume features.
/// </summary>
/// <remarks>
/// After OpenSSH's sftp-server.c:
/// <code>
/// session opened for local user root from [192.0.2.9]
/// close "/vmfs/volumes/ds/vm/x.vmdk" bytes read 4294967296 written 0
/// session closed for local user root from [192.0.2.9]
/// </code>
/// </remarks>
internal sealed class SftpLines(EsxiEvents events)
{
    public const string Source = "esxi.sftp";

    private const int MostSessions = 1024;
    private const string Process = "sftp-server";

    private readonly Dictionary<string, Session> sessions = new(StringComparer.Ordinal);

    public void Parse(in EsxiLine line, IRecordSink sink)
    {
        ReadOnlySpan<byte> message = line.Message;
        string? pid = events.Text.ProcessId(line.Pid);
        if (message.StartsWith("session opened for local user "u8))
        {
            Open(message["session opened for local user "u8.Length..], pid);
            sink.Ignore("login");
        }
        else if (message.StartsWith("session closed"u8))
        {
            sessions.Remove(pid ?? "");
            sink.Ignore("logout");
        }
        else if (message.StartsWith("close \""u8) && message.LastIndexOf("\" bytes read "u8) is > 0 and var end)
        {
            Close(line, message["close \""u8.Length..end], message[(end + "\" bytes read "u8.Length)..], pid, sink);
        }
        else
        {
            sink.Ignore("sftp message");
        }
    }

    private void Open(ReadOnlySpan<byte> rest, string? pid)
    {
        int from = rest.LastIndexOf(" from ["u8);
        if (pid is null || from <= 0)
        {
            return;
        }

        if (sessions.Count >= MostSessions)
        {
            // Sessions that never closed; what is open now opens again or stays without its user.
            sessions.Clear();
        }

        sessions[pid] = new Session(events.Text.Lower(rest[..from]), events.Text.Address(rest[(from + " from ["u8.Length)..].TrimEnd((byte)']')));
    }

    private void Close(in EsxiLine line, ReadOnlySpan<byte> path, ReadOnlySpan<byte> counts, string? pid, IRecordSink sink)
    {
        if (!Utf8Parser.TryParse(counts, out long read, out int used) || !counts[used..].StartsWith(" written "u8)
            || HostText.Number(counts[(used + " written "u8.Length)..]) is not { } written || read < 0 || written < 0)
        {
            sink.Reject("sftp byte counts not numbers");
            return;
        }

        if (path.IsEmpty || (read == 0 && written > 0))
        {
            sink.Ignore("file upload");
            return;
        }

        SecurityEvent sent = events.Begin(line, EventKind.FileAccess, Source, Process, sink);
        Session session = sessions.GetValueOrDefault(pid ?? "");
        if (session.User is not null)
        {
            sent.User = session.User;
            sent.UserClass = session.User == "root" ? UserClass.System : UserClass.Person;
        }

        sent.FilePath = events.Text.Text(path);
        sent.FileExtension = events.Text.Extension(path, backslash: false);
        sent.ProcessKey = pid;
        sent.Application = "ssh";
        sent.Transport = "tcp";
        sent.DestinationAddress = session.Address;
        sent.HostSide = HostSide.Source;

        // Read from the file is what went to the client.
        sent.SourceBytes = read;
        sent.DestinationBytes = written;
        sink.Emit(sent);
    }

    private readonly record struct Session(string? User, string? Address);
}
