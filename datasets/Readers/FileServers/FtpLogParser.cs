using System.Buffers.Text;
using Det0131.Datasets.Readers.HostLogs;
using Det0131.Datasets.Readers.Network;
using Det0131.Datasets.Readers.Syslog;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.FileServers;

/// <summary>
/// Transfers of FTP servers: vsftpd's own log (also in syslog), and the xferlog that wu-ftpd defined and vsftpd, ProFTPD and Pure-FTPd write. Not thread-safe.
/// </summary>
/// <remarks>
/// <code>
/// Fri Jan  2 09:00:00 2026 [pid 3] [alice] OK UPLOAD: Client "10.0.0.5", "/home/alice/x.zip", 12345 bytes, 12.34Kbyte/sec
/// Fri Jan  2 09:00:00 2026 1 10.0.0.5 12345 /home/alice/x.zip b _ i r alice ftp 0 * c
/// </code>
/// The server logs and is the destination's end; its name stands in a syslog head, else in the file's name, else nowhere. A download leaves the server, so its
/// bytes are the destination's. Times have no zone and are taken as UTC; xferlog's is the transfer's end.
/// </remarks>
internal sealed class FtpLogParser(string file) : IRecordParser
{
    public const string VsftpdSource = "ftp.vsftpd";
    public const string XferlogSource = "ftp.xferlog";

    private const int DateLength = 24;

    private readonly string? host = FileNameHost.Of(file, "vsftpd", "xferlog", "ftp");
    private readonly SyslogReader syslog = new(file);
    private readonly NetworkText text = new();
    private readonly Utf8Interner interner = Utf8Interner.Shared;

    public static bool IsVsftpd(ReadOnlySpan<byte> line) => line.IndexOf(": Client \""u8) > 0;

    /// <summary>Whether the line begins with a date and ends as xferlog does.</summary>
    public static bool IsXferlog(ReadOnlySpan<byte> line)
    {
        if (line.Length < DateLength + 20 || !TryDate(line[..DateLength], out _))
        {
            return false;
        }

        var rest = line;
        return TakeLast(ref rest) is [(byte)'c' or (byte)'i'] && !TakeLast(ref rest).IsEmpty && TakeLast(ref rest) is [(byte)'0' or (byte)'1'];
    }

    public void Parse(ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
    {
        if (record.IsEmpty)
        {
            sink.Ignore("empty line");
        }
        else if (IsVsftpd(record))
        {
            ParseVsftpd(record, sink);
        }
        else if (IsXferlog(record))
        {
            ParseXferlog(record, sink);
        }
        else
        {
            sink.Ignore("ftp line that moves no file");
        }
    }

    /// <summary>Nothing is held.</summary>
    public void Complete(IRecordSink sink)
    {
    }

    private void ParseVsftpd(ReadOnlySpan<byte> line, IRecordSink sink)
    {
        var client = line.IndexOf(": Client \""u8);
        var head = line[..client];
        var action = head[(head.LastIndexOf((byte)' ') + 1)..];
        var isUpload = action.SequenceEqual("UPLOAD"u8);
        if (!isUpload && !action.SequenceEqual("DOWNLOAD"u8))
        {
            sink.Ignore("ftp line that moves no file");
            return;
        }

        var filled = sink.NewEvent();
        if ((VsftpdHead(line, head, filled) ?? VsftpdRest(line[(client + ": Client \""u8.Length)..], isUpload, filled)) is { } reason)
        {
            sink.Reject(reason);
        }
        else
        {
            sink.Emit(filled);
        }
    }

    private string? VsftpdHead(ReadOnlySpan<byte> line, ReadOnlySpan<byte> head, SecurityEvent filled)
    {
        Begin(VsftpdSource, filled);
        if (head.Length > DateLength && TryDate(head[..DateLength], out var micros))
        {
            filled.TimeMicros = micros;
        }
        else
        {
            var cut = syslog.Read(line);
            if (cut.TimeProblem is { } problem)
            {
                return problem;
            }

            filled.TimeMicros = cut.TimeMicros;
            filled.Host = text.Name(cut.Host) ?? filled.Host;
        }

        // [pid 3] [alice] OK UPLOAD
        var close = head.LastIndexOf((byte)']');
        var open = close < 0 ? -1 : head[..close].LastIndexOf((byte)'[');
        filled.User = open < 0 || head[(open + 1)..close].StartsWith("pid "u8) ? null : text.Lower(head[(open + 1)..close]);
        filled.Outcome = close >= 0 && head[close..].IndexOf(" OK "u8) >= 0 ? Outcome.Success : Outcome.Failure;
        return null;
    }

    private string? VsftpdRest(ReadOnlySpan<byte> rest, bool isUpload, SecurityEvent filled)
    {
        var end = rest.IndexOf((byte)'"');
        if (end < 0)
        {
            return NetworkText.AddressBad;
        }

        SetClient(rest[..end], filled);
        rest = rest[(end + 1)..];
        var nameStart = rest.IndexOf((byte)'"');
        var nameEnd = rest.LastIndexOf((byte)'"');
        if (nameStart < 0 || nameEnd <= nameStart)
        {
            return "file name missing";
        }

        SetFile(rest[(nameStart + 1)..nameEnd], filled);
        rest = rest[(nameEnd + 1)..].TrimStart(", "u8);
        var bytes = rest.IndexOf(" bytes"u8);
        if (!NetworkText.TryCount(bytes < 0 ? default : rest[..bytes], out var size))
        {
            return NetworkText.CountBad;
        }

        SetBytes(size, isUpload, filled);
        return null;
    }

    private void ParseXferlog(ReadOnlySpan<byte> line, IRecordSink sink)
    {
        var rest = line;
        var status = TakeLast(ref rest);
        for (var skipped = 0; skipped < 3; skipped++)
        {
            TakeLast(ref rest);
        }

        var user = TakeLast(ref rest);
        var mode = TakeLast(ref rest);
        var direction = TakeLast(ref rest);
        TakeLast(ref rest);
        TakeLast(ref rest);
        if (rest.Length <= DateLength || direction is not [(byte)'i' or (byte)'o' or (byte)'d'])
        {
            sink.Reject("xferlog line not understood");
            return;
        }

        if (direction[0] == 'd')
        {
            sink.Ignore("ftp line that moves no file");
            return;
        }

        var filled = sink.NewEvent();
        Begin(XferlogSource, filled);
        TryDate(line[..DateLength], out var ended);
        var name = rest[DateLength..];
        var seconds = TakeFirst(ref name);
        var client = TakeFirst(ref name);
        var size = TakeFirst(ref name);
        name = name.Trim((byte)' ');
        if (HostText.Number(seconds) is not (>= 0 and <= uint.MaxValue and var taken))
        {
            sink.Reject(NetworkText.DurationBad);
            return;
        }

        if (!NetworkText.TryCount(size, out var bytes) || bytes is null)
        {
            sink.Reject(NetworkText.CountBad);
            return;
        }

        filled.DurationMicros = taken * LogTime.MicrosPerSecond;
        filled.TimeMicros = Math.Max(0, ended - filled.DurationMicros.Value);
        filled.User = mode is [(byte)'a'] ? "anonymous" : text.Lower(user);
        filled.Outcome = status is [(byte)'c'] ? Outcome.Success : Outcome.Failure;
        SetClient(client, filled);
        SetFile(name, filled);
        SetBytes(bytes, direction[0] == 'i', filled);
        sink.Emit(filled);
    }

    private void Begin(string source, SecurityEvent filled)
    {
        (filled.Source, filled.Kind, filled.Transport, filled.Application) = (source, EventKind.NetworkFlow, "tcp", "ftp");
        (filled.Host, filled.HostSide) = (host, HostSide.Destination);
    }

    /// <summary>The client's address; its name is the far end's, as seen from the server that logs.</summary>
    private void SetClient(ReadOnlySpan<byte> client, SecurityEvent filled)
    {
        filled.SourceAddress = text.Address(client);
        filled.Domain = filled.SourceAddress is null ? text.Name(client) : null;
    }

    private void SetFile(ReadOnlySpan<byte> name, SecurityEvent filled)
    {
        name = TextExcerpt.Cut(name, HttpFacts.LongestPathBytes);
        filled.FilePath = name.IsEmpty ? null : interner.Intern(name);
        filled.FileExtension = PathText.Extension(name, interner);
    }

    private static void SetBytes(long? size, bool isUpload, SecurityEvent filled)
    {
        filled.FileBytes = size;
        (filled.SourceBytes, filled.DestinationBytes) = isUpload ? (size, null) : ((long?)null, size);
    }

    /// <summary><c>Fri Jan  2 09:00:00 2026</c>.</summary>
    private static bool TryDate(ReadOnlySpan<byte> date, out long micros)
    {
        micros = 0;
        if (date[3] != ' ' || date[7] != ' ' || date[10] != ' ' || date[19] != ' ' || SyslogReader.MonthOf(date[4..7]) is not { } month
            || !Utf8Parser.TryParse(date[8..10].TrimStart((byte)' '), out int day, out _) || HostText.Number(date[20..24]) is not (>= 1970 and <= 9999 and var year)
            || day < 1 || day > DateTime.DaysInMonth((int)year, month) || !SyslogReader.TryClock(date[11..19], out var clock))
        {
            return false;
        }

        micros = ((new DateTime((int)year, month, day) - DateTime.UnixEpoch).Days * 86_400L * LogTime.MicrosPerSecond) + clock;
        return true;
    }

    private static ReadOnlySpan<byte> TakeLast(scoped ref ReadOnlySpan<byte> text)
    {
        text = text.TrimEnd(" \r"u8);
        var blank = text.LastIndexOf((byte)' ');
        var word = text[(blank + 1)..];
        text = blank < 0 ? default : text[..blank];
        return word;
    }

    private static ReadOnlySpan<byte> TakeFirst(scoped ref ReadOnlySpan<byte> text)
    {
        text = text.TrimStart((byte)' ');
        var blank = text.IndexOf((byte)' ');
        var word = blank < 0 ? text : text[..blank];
        text = blank < 0 ? default : text[blank..];
        return word;
    }
}
