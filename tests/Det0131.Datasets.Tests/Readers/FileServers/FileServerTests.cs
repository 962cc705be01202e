using System.Text;
using Det0131.Datasets.Readers;
using Det0131.Datasets.Readers.FileServers;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.FileServers;

/// <summary>Lines written by hand after vsftpd's and wu-ftpd's xferlog manuals and Samba's manual of vfs_full_audit.</summary>
public sealed class FileServerTests
{
    private const string Upload = "Fri Jan  2 09:00:00 2026 [pid 3] [Alice] OK UPLOAD: Client \"::ffff:203.0.113.7\", \"/home/alice/x y.ZIP\", 12345 bytes, 12.34Kbyte/sec";
    private const string Xferlog = "Fri Jan  2 09:00:10 2026 10 203.0.113.7 896242 /home/test/file 1.tgz b _ o r Alice ftp 0 * c";
    private const string Samba = "2026-01-02T09:00:00+00:00 nas1 smbd_audit[77]: CORP\\Alice|10.0.0.5|share|openat|ok|r|finance/Plan.XLSX";
    private const long Time = 1767344400000000;

    [Fact]
    public void Parse_VsftpdUpload_ClientSendsToTheServer()
    {
        var one = One(FileServerFormats.Ftp, "ftp1-vsftpd.log", Upload);

        Assert.Equal(("ftp.vsftpd", EventKind.NetworkFlow, "ftp1", HostSide.Destination, Time, "ftp"), (one.Source, one.Kind, one.Host, one.HostSide, one.TimeMicros, one.Application));
        Assert.Equal(("203.0.113.7", "alice", "/home/alice/x y.ZIP", ".zip", Outcome.Success), (one.SourceAddress, one.User, one.FilePath, one.FileExtension, one.Outcome));
        Assert.Equal((12345L, null, 12345L), (one.SourceBytes, one.DestinationBytes, one.FileBytes));
    }

    [Fact]
    public void Parse_VsftpdDownloadInSyslogAndFailure_ServerSends()
    {
        var one = One(FileServerFormats.Ftp, "x", "2026-01-02T09:00:00Z nas1 vsftpd[3]: [bob] FAIL DOWNLOAD: Client \"10.0.0.5\", \"/a.7z\", 99 bytes, 0.00Kbyte/sec");

        Assert.Equal(("nas1", "bob", null, 99L, Outcome.Failure), (one.Host, one.User, one.SourceBytes, one.DestinationBytes, one.Outcome));
    }

    [Theory]
    [InlineData(" o r ", "alice", null, 896242L)]
    [InlineData(" i r ", "alice", 896242L, null)]
    [InlineData(" o a ", "anonymous", null, 896242L)]
    public void Parse_Xferlog_DirectionAndUser(string marks, string user, long? sent, long? received)
    {
        var one = One(FileServerFormats.Ftp, "x", Xferlog.Replace(" o r ", marks, StringComparison.Ordinal));

        Assert.Equal(("ftp.xferlog", "203.0.113.7", "/home/test/file 1.tgz", ".tgz", Time, 10000000L), (one.Source, one.SourceAddress, one.FilePath, one.FileExtension, one.TimeMicros, one.DurationMicros));
        Assert.Equal((user, sent, received, Outcome.Success, null), (one.User, one.SourceBytes, one.DestinationBytes, one.Outcome, one.Host));
    }

    [Fact]
    public void Parse_FtpOthersAndBadLines_IgnoredByNameOrRejectedByReason()
    {
        var found = CollectingSink.Read(FileServerFormats.Ftp, "x",
            "Fri Jan  2 09:00:00 2026 [pid 2] CONNECT: Client \"10.0.0.5\"", "Fri Jan  2 09:00:00 2026 [pid 1] [a] OK LOGIN: Client \"10.0.0.5\"", Xferlog.Replace(" o r ", " d r ", StringComparison.Ordinal), "hello", "",
            Upload.Replace("12345", "x", StringComparison.Ordinal), Upload[..100], Upload[25..], Xferlog.Replace("896242", "x", StringComparison.Ordinal), Xferlog.Replace(" o r ", " x r ", StringComparison.Ordinal), Xferlog.Replace("2026 10 ", "2026 x ", StringComparison.Ordinal));

        Assert.Equal(["ftp line that moves no file", "ftp line that moves no file", "ftp line that moves no file", "ftp line that moves no file", "empty line"], found.Ignored);
        Assert.Equal(["byte count not understood", "file name missing", "time missing", "byte count not understood", "xferlog line not understood", "duration not understood"], found.Rejected);
    }

    [Fact]
    public void Parse_SambaOpen_UserClientAndFile()
    {
        var one = One(FileServerFormats.Samba, "x", Samba);

        Assert.Equal(("samba.full_audit", EventKind.FileAccess, "nas1", HostSide.Destination, Time, "smb"), (one.Source, one.Kind, one.Host, one.HostSide, one.TimeMicros, one.Application));
        Assert.Equal(("10.0.0.5", @"corp\alice", "finance/Plan.XLSX", ".xlsx", Outcome.Success), (one.SourceAddress, one.User, one.FilePath, one.FileExtension, one.Outcome));
    }

    [Fact]
    public void Parse_SambaBlocks_FirstOfAFileCounts()
    {
        var block = Samba.Replace("openat|ok|r|", "pread_recv|ok|", StringComparison.Ordinal);
        var found = CollectingSink.Read(FileServerFormats.Samba, "x", block, block, block.Replace("Plan", "Other", StringComparison.Ordinal), block.Replace("Alice", "Bob", StringComparison.Ordinal));

        Assert.Equal(3, found.Events.Count);
        Assert.Equal(["samba further block of a file"], found.Ignored);
    }

    [Fact]
    public void Parse_SambaOthersAndBadLines_IgnoredByNameOrRejectedByReason()
    {
        var found = CollectingSink.Read(FileServerFormats.Samba, "samba.log",
            Samba.Replace("openat|ok|r|finance/Plan.XLSX", "connect|ok|share", StringComparison.Ordinal), "2026-01-02T09:00:00Z nas1 sshd[1]: hello", Samba.Replace("|ok|", "|maybe|", StringComparison.Ordinal),
            Samba.Replace("2026-01-02T09:00:00+00:00", "Jan  2 09:00:00", StringComparison.Ordinal), Samba.Replace("|ok|", "|fail (Permission denied)|", StringComparison.Ordinal));

        Assert.Equal(["samba operation on no file's content", "other program"], found.Ignored);
        Assert.Equal(["full_audit line not understood", "time without a year, and none in the file's name"], found.Rejected);
        Assert.Equal(Outcome.Failure, Assert.Single(found.Events).Outcome);
    }

    [Fact]
    public void Parse_DamagedLines_EachAccountedFor()
    {
        Damage.Check(FileServerFormats.Ftp, [.. new[] { Upload, Xferlog }.Select(Encoding.UTF8.GetBytes)], 3000);
        Damage.Check(FileServerFormats.Samba, [.. new[] { Samba, Samba.Replace("openat|ok|r|", "pread|ok|", StringComparison.Ordinal) }.Select(Encoding.UTF8.GetBytes)], 3000);
    }

    [Theory]
    [InlineData(Upload, "ftp")]
    [InlineData(Xferlog, "ftp")]
    [InlineData(Samba, "samba")]
    public void Choose_FirstLine_IsRecognised(string head, string expected) => Assert.Equal(expected, FormatDetection.Choose(SourceFormats.All, Encoding.UTF8.GetBytes(head), "x").Format?.Name);

    private static SecurityEvent One(SourceFormat format, string file, string line)
    {
        var found = CollectingSink.Read(format, file, line);
        Assert.Empty(found.Rejected);
        return Assert.Single(found.Events);
    }
}
