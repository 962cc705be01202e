using Det0131.Datasets.Readers.HostLogs;
using Det0131.Datasets.Readers.Network;
using Det0131.Datasets.Readers.Syslog;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.FileServers;

/// <summary>
/// Samba's full_audit module in syslog: <c>smbd_audit: user|address|operation|ok|file</c>. The prefix is the administrator's (full_audit:prefix, by default
/// <c>%u|%I</c>): its first part that is an address is the client, the first other one the user. After Samba's manual of vfs_full_audit. Not thread-safe.
/// </summary>
/// <remarks>
/// The file server logs and is the destination's end, so it is the host. There are no bytes. Reads and writes are logged for each block: the first of a file by a
/// user counts, further ones are ignored while they are remembered (4,096 files).
/// </remarks>
internal sealed class SambaParser(string file) : IRecordParser
{
    public const string Source = "samba.full_audit";

    private readonly SyslogReader syslog = new(file);
    private readonly NetworkText text = new();
    private readonly SeenKeys blocks = new(4096);
    private readonly Utf8Interner interner = Utf8Interner.Shared;

    public void Parse(ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
    {
        var head = syslog.Read(record);
        var message = head.Message;
        if (!head.Program.StartsWith("smbd_audit"u8) && message.IndexOf("smbd_audit: "u8) is >= 0 and var mark)
        {
            message = message[(mark + "smbd_audit: "u8.Length)..];
        }
        else if (!head.Program.StartsWith("smbd_audit"u8))
        {
            sink.Ignore("other program");
            return;
        }

        if (!TryResult(message, out var operation, out var outcome, out var rest, out var prefix))
        {
            sink.Reject("full_audit line not understood");
            return;
        }

        var isBlock = IsBlock(operation);
        if (rest.IsEmpty || (!isBlock && !MovesFile(operation)))
        {
            sink.Ignore("samba operation on no file's content");
            return;
        }

        if (head.TimeProblem is { } problem)
        {
            sink.Reject(problem);
            return;
        }

        if (isBlock && blocks.Add(KeyHash.Of(prefix, operation, rest)))
        {
            sink.Ignore("samba further block of a file");
            return;
        }

        var filled = sink.NewEvent();
        (filled.Source, filled.Kind, filled.TimeMicros, filled.Outcome) = (Source, EventKind.FileAccess, head.TimeMicros, outcome);
        (filled.Transport, filled.Application) = ("tcp", "smb");
        (filled.Host, filled.HostSide) = (text.Name(head.Host), HostSide.Destination);
        Client(prefix, filled);
        var path = TextExcerpt.Cut(rest[(rest.LastIndexOf((byte)'|') + 1)..], HttpFacts.LongestPathBytes);
        filled.FilePath = path.IsEmpty ? null : interner.Intern(path);
        filled.FileExtension = PathText.Extension(path, interner);
        sink.Emit(filled);
    }

    /// <summary>Nothing is held.</summary>
    public void Complete(IRecordSink sink)
    {
    }

    /// <summary>Finds <c>|operation|ok|</c> or <c>|operation|fail (reason)|</c>; what follows is the operation's own, the file last.</summary>
    private static bool TryResult(
        ReadOnlySpan<byte> message, out ReadOnlySpan<byte> operation, out Outcome outcome, out ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> prefix)
    {
        operation = rest = prefix = default;
        outcome = Outcome.Unknown;
        for (var at = message.IndexOf((byte)'|'); at >= 0;)
        {
            var tail = message[(at + 1)..];
            var bar = tail.IndexOf((byte)'|');
            var field = bar < 0 ? tail : tail[..bar];
            outcome = field.SequenceEqual("ok"u8) ? Outcome.Success : field.StartsWith("fail"u8) ? Outcome.Failure : Outcome.Unknown;
            if (outcome != Outcome.Unknown)
            {
                var start = message[..at].LastIndexOf((byte)'|');
                operation = message[(start + 1)..at];
                prefix = start < 0 ? default : message[..start];
                rest = bar < 0 ? default : tail[(bar + 1)..];
                return true;
            }

            at = bar < 0 ? -1 : at + 1 + bar;
        }

        return false;
    }

    private void Client(ReadOnlySpan<byte> prefix, SecurityEvent filled)
    {
        foreach (var range in prefix.Split((byte)'|'))
        {
            var part = prefix[range];
            if (filled.SourceAddress is null && text.Address(part) is { } address)
            {
                filled.SourceAddress = address;
            }
            else
            {
                filled.User ??= text.Lower(part);
            }
        }
    }

    private static bool IsBlock(ReadOnlySpan<byte> operation) =>
        operation.StartsWith("pread"u8) || operation.StartsWith("pwrite"u8) || operation.SequenceEqual("read"u8) || operation.SequenceEqual("write"u8)
        || operation.SequenceEqual("sendfile"u8) || operation.SequenceEqual("recvfile"u8);

    private static bool MovesFile(ReadOnlySpan<byte> operation) =>
        operation.SequenceEqual("open"u8) || operation.SequenceEqual("openat"u8) || operation.SequenceEqual("create_file"u8)
        || operation.StartsWith("rename"u8) || operation.StartsWith("unlink"u8);
}
