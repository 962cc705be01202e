using Det0131.Datasets.Readers.HostLogs;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.ESXi;

/// <summary>
/// hostd, vpxa, vpxd, rhttpproxy and their like. Not thread-safe.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item>A file downloaded from a datastore gives a file access to the far end (hypervisor.destination, file.*): the host answers, so it is the source.</item>
/// <item>A file taken out of a guest gives a file access, joined to the line that names the file, which follows (file.*).</item>
/// <item>Exports, copies, firewall, SSH, syslog and NFS changes give a process start of that command by the program (hypervisor.command, lineage.*).</item>
/// <item>A message that names a connection's ends gives a network flow (hypervisor.destination).</item>
/// <item>Log-ins and everything else are ignored: they move no data.</item>
/// </list>
/// </remarks>
internal sealed class HostdLines(EsxiEvents events, ConnectionLines connections)
{
    public const string Source = "esxi.hostd";

    private SecurityEvent? fromGuest;
    private bool toGuest;

    public void Parse(in EsxiLine line, ReadOnlySpan<byte> record, RecordPosition position, string program, IRecordSink sink)
    {
        ReadOnlySpan<byte> message = TakeOrigin(line.Message, out ReadOnlySpan<byte> user);
        user = user.IsEmpty ? EventUser(message) : user;
        if (message.StartsWith("Guest File Path is "u8))
        {
            TakeGuestPath(message["Guest File Path is "u8.Length..], sink);
        }
        else if (message.IndexOf("Guest operation Initiate File Transfer "u8) >= 0)
        {
            ParseGuestTransfer(line, message, user, record, position, program, sink);
        }
        else if (message.IndexOf("File download from path '"u8) is >= 0 and var download)
        {
            ParseDownload(line, message[(download + "File download from path '"u8.Length)..], user, program, sink);
        }
        else if (message.IndexOf("File upload to path '"u8) >= 0)
        {
            sink.Ignore("file upload");
        }
        else if ((HostdCommands.OfMethod(Method(message)) ?? HostdCommands.OfText(message)) is { } command)
        {
            ParseCommand(line, message, user, program, command, sink);
        }
        else if (!connections.TryParseSockets(line, message, Source, program, sink))
        {
            sink.Ignore(IsLogin(message) ? "login" : "other message");
        }
    }

    /// <summary>Hands out a guest transfer whose file was never named.</summary>
    public void Release(IRecordSink sink)
    {
        if (fromGuest is { } kept)
        {
            fromGuest = null;
            HeldEvent.Release(kept, sink);
        }
    }

    // [Originator@6876 sub=Vimsvc.ha-eventmgr opID=esxui-42e-a241 sid=52f0e556 user=vpxuser:DOMAIN\name] message
    private static ReadOnlySpan<byte> TakeOrigin(ReadOnlySpan<byte> message, out ReadOnlySpan<byte> user)
    {
        user = default;
        if (!message.StartsWith("[Originator@"u8))
        {
            return message;
        }

        int close = message.IndexOf((byte)']');
        if (close < 0)
        {
            return message;
        }

        ReadOnlySpan<byte> origin = message[..close];
        int at = origin.IndexOf(" user="u8);
        user = at < 0 ? default : origin[(at + " user="u8.Length)..];
        return message[(close + 1)..].TrimStart((byte)' ');
    }

    // vpxd: the sixth bracket of "Event [1] [1-1] [time] [vim.event.X] [info] [user] ...".
    private static ReadOnlySpan<byte> EventUser(ReadOnlySpan<byte> message)
    {
        if (!message.StartsWith("Event ["u8))
        {
            return default;
        }

        for (int bracket = 0; bracket < 5; bracket++)
        {
            int close = message.IndexOf("] ["u8);
            if (close < 0)
            {
                return default;
            }

            message = message[(close + 2)..];
        }

        int end = message.IndexOf((byte)']');
        return end < 1 ? default : message[1..end];
    }

    // [VpxLRO] -- BEGIN lro-47 -- vm-12 -- vim.VirtualMachine.exportVm -- session     or     Task Created : haTask-12-vim.VirtualMachine.exportVm-8642
    private static ReadOnlySpan<byte> Method(ReadOnlySpan<byte> message)
    {
        bool isBegin = message.StartsWith("[VpxLRO] -- BEGIN "u8) || message.StartsWith("Task Created : "u8);
        int at = isBegin ? message.IndexOf("vim."u8) : -1;
        return at < 0 ? default : message[at..];
    }

    private void ParseDownload(in EsxiLine line, ReadOnlySpan<byte> rest, ReadOnlySpan<byte> user, string program, IRecordSink sink)
    {
        int pathEnd = rest.IndexOf("' was initiated from '"u8);
        ReadOnlySpan<byte> agent = pathEnd < 0 ? default : rest[(pathEnd + "' was initiated from '"u8.Length)..];
        int agentEnd = agent.IndexOf((byte)'\'');
        agent = agentEnd < 0 ? agent : agent[..agentEnd];
        int at = agent.LastIndexOf((byte)'@');
        if (pathEnd <= 0 || at < 0)
        {
            sink.Reject("download without path or far end");
            return;
        }

        SecurityEvent sent = events.Begin(line, EventKind.FileAccess, Source, program, sink);
        events.SetUser(sent, user);
        sent.FilePath = events.Text.Text(rest[..pathEnd]);
        sent.FileExtension = events.Text.Extension(rest[..pathEnd], backslash: false);
        sent.Application = "https";
        sent.Transport = "tcp";
        sent.DestinationAddress = events.Text.Address(agent[(at + 1)..]);
        sent.UserAgent = events.Text.Text(agent[..at]);
        sent.HostSide = HostSide.Source;
        sink.Emit(sent);
    }

    // The line that names the file comes right after, from another thread and without the event's number: the next one is meant.
    private void ParseGuestTransfer(
        in EsxiLine line, ReadOnlySpan<byte> message, ReadOnlySpan<byte> user, ReadOnlySpan<byte> record, RecordPosition position, string program, IRecordSink sink)
    {
        Release(sink);
        toGuest = message.IndexOf("Initiate File Transfer From Guest"u8) < 0;
        if (toGuest)
        {
            sink.Ignore("file upload");
            return;
        }

        SecurityEvent taken = events.Begin(line, EventKind.FileAccess, Source, program, sink);
        events.SetUser(taken, user);
        taken.CommandLine = HostText.Cut(EventText(message));
        taken.Application = "https";
        taken.HostSide = HostSide.Source;
        fromGuest = HeldEvent.Keep(taken, record, position);
        sink.Hold();
    }

    private void TakeGuestPath(ReadOnlySpan<byte> path, IRecordSink sink)
    {
        bool isUpload = toGuest;
        toGuest = false;
        if (isUpload || fromGuest is not { } kept)
        {
            sink.Ignore("guest file path");
            return;
        }

        kept.FilePath = events.Text.Text(path);
        kept.FileExtension = events.Text.Extension(path, backslash: true);
        Release(sink);
    }

    private void ParseCommand(in EsxiLine line, ReadOnlySpan<byte> message, ReadOnlySpan<byte> user, string program, string command, IRecordSink sink)
    {
        SecurityEvent started = events.Begin(line, EventKind.ProcessStart, Source, command, sink);
        events.SetUser(started, user);
        started.Parent = program;
        started.CommandLine = HostText.Cut(EventText(message));
        sink.Emit(started);
    }

    // hostd: "Event 129 : text". vpxd: "Event [1] [1-1] [time] [vim.event.X] [info] [user] [dc] [1] [text]".
    private static ReadOnlySpan<byte> EventText(ReadOnlySpan<byte> message)
    {
        if (!message.StartsWith("Event "u8))
        {
            return message;
        }

        int colon = message.IndexOf(" : "u8);
        return colon is > 0 and < 32 ? message[(colon + 3)..] : message;
    }

    private static bool IsLogin(ReadOnlySpan<byte> message) =>
        message.IndexOf(" logged in as "u8) >= 0 || message.IndexOf(" logged out "u8) >= 0 || message.IndexOf("Accepted password for user "u8) >= 0
        || message.IndexOf("Cannot login "u8) >= 0 || message.IndexOf("SSH session was "u8) >= 0 || message.StartsWith("[Auth]: "u8);
}
