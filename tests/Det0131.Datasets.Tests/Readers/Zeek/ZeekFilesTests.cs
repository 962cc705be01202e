using Det0131.Datasets.Readers;
using Det0131.Datasets.Readers.Zeek;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.Zeek;

/// <summary>ftp, smtp, files and smb_files, written after Zeek's documentation of its logs; the JSON form is the table's twin.</summary>
public sealed class ZeekFilesTests
{
    private const string Ends = "uid id.orig_h id.orig_p id.resp_h id.resp_p";
    private const string JsonEnds = "\"uid\":\"C1\",\"id.orig_h\":\"10.0.0.5\",\"id.orig_p\":50123,\"id.resp_h\":\"203.0.113.9\",\"id.resp_p\":";

    [Theory]
    [InlineData("STOR", "226", 20971520L, 0L, Outcome.Success, ".7z")]
    [InlineData("RETR", "226", 0L, 20971520L, Outcome.Success, ".7z")]
    [InlineData("APPE", "550", 20971520L, 0L, Outcome.Failure, null)]
    public void Parse_FtpTransfer_TellsFileDirectionAndAnswer(string command, string reply, long sent, long received, Outcome outcome, string? extension)
    {
        var table = Assert.Single(Read("ftp", $"ts {Ends} user command arg file_size reply_code", $"1.5|C1|10.0.0.5|50123|203.0.113.9|21|backup|{command}|ftp://203.0.113.9/in/week\\x20\\\\1.7z|20971520|{reply}").Events);
        var json = Assert.Single(CollectingSink.Read(ZeekFormat.Source, "x", $"{{\"_path\":\"ftp\",\"ts\":1.5,{JsonEnds}21,\"user\":\"backup\",\"command\":\"{command}\",\"arg\":\"ftp://203.0.113.9/in/week \\\\1.7z\",\"file_size\":20971520,\"reply_code\":{reply}}}").Events);

        Assert.Equal(("zeek.ftp", EventKind.FileAccess, "ftp", "tcp", "C1", null), (table.Source, table.Kind, table.Application, table.Transport, table.FlowKey, table.User));
        Assert.Equal(("/in/week \\1.7z", extension, 20971520L, sent, received, outcome), (table.FilePath, table.FileExtension, table.FileBytes, table.SourceBytes, table.DestinationBytes, table.Outcome));
        ZeekConnTests.AssertEqual(table, json);
        Assert.Equal(table.Identity, json.Identity);
    }

    [Fact]
    public void Parse_FtpOtherCommands_AreIgnored() =>
        Assert.Equal("zeek ftp command that moves no file", Read("ftp", $"ts {Ends} command arg reply_code", "1.5|C1|10.0.0.5|50123|203.0.113.9|21|PASV|-|227").Ignored[^1]);

    [Fact]
    public void Parse_Mail_TellsSenderAndTheFirstRecipientsDomain()
    {
        var table = Read("smtp", $"ts {Ends} trans_depth mailfrom rcptto path", "1.5|C1|10.0.0.5|50123|203.0.113.9|25|1|<Alice@corp.example>|Bob@Example.net,carol@example.org|203.0.113.9", "1.5|C1|10.0.0.5|50123|203.0.113.9|25|2|-|-|-");
        var json = Assert.Single(CollectingSink.Read(ZeekFormat.Source, "x", $"{{\"_path\":\"smtp\",\"ts\":1.5,{JsonEnds}25,\"trans_depth\":1,\"mailfrom\":\"<Alice@corp.example>\",\"rcptto\":[\"Bob@Example.net\",\"carol@example.org\"],\"path\":[\"203.0.113.9\"]}}").Events);

        var one = Assert.Single(table.Events);
        Assert.Equal(("zeek.smtp", EventKind.NetworkFlow, "smtp", "alice@corp.example", "example.net", null), (one.Source, one.Kind, one.Application, one.User, one.Domain, one.SourceBytes));
        ZeekConnTests.AssertEqual(one, json);
        Assert.Equal("zeek smtp without sender and recipient", table.Ignored[^1]);
    }

    [Theory]
    [InlineData("T", 39L, 0L)]
    [InlineData("F", 0L, 39L)]
    [InlineData("-", null, null)]
    public void Parse_File_MovesOneWay(string isOriginator, long? sent, long? received)
    {
        var found = Read("files", $"ts fuid {Ends} source mime_type filename is_orig seen_bytes total_bytes", $"1.5|F1|C1|10.0.0.5|50123|203.0.113.9|20|FTP_DATA|text/plain|a.CSV|{isOriginator}|39|40");

        var one = Assert.Single(found.Events);
        Assert.Equal(("zeek.files", EventKind.FileAccess, "ftp-data", "a.CSV", ".csv", 40L, sent, received), (one.Source, one.Kind, one.Application, one.FilePath, one.FileExtension, one.FileBytes, one.SourceBytes, one.DestinationBytes));
    }

    [Theory]
    [InlineData("T", "10.0.0.5", "203.0.113.9")]
    [InlineData("F", "203.0.113.9", "10.0.0.5")]
    public void Parse_FileOfOlderVersions_NamesTheConnectionsEnds(string isOriginator, string source, string destination)
    {
        var table = Assert.Single(Read("files", "ts fuid tx_hosts rx_hosts conn_uids source is_orig seen_bytes total_bytes", $"1.5|F1|10.0.0.5|203.0.113.9|C1,C2|SMB|{isOriginator}|39|-").Events);
        var json = Assert.Single(CollectingSink.Read(ZeekFormat.Source, "files.log", $"{{\"ts\":1.5,\"fuid\":\"F1\",\"tx_hosts\":[\"10.0.0.5\"],\"rx_hosts\":[\"203.0.113.9\"],\"conn_uids\":[\"C1\",\"C2\"],\"source\":\"SMB\",\"is_orig\":{(isOriginator == "T" ? "true" : "false")},\"seen_bytes\":39}}").Events);

        Assert.Equal((source, destination, "C1", "smb"), (table.SourceAddress, table.DestinationAddress, table.FlowKey, table.Application));
        Assert.Equal(39L, isOriginator == "T" ? table.SourceBytes : table.DestinationBytes);
        ZeekConnTests.AssertEqual(table, json);
    }

    [Theory]
    [InlineData("SSL", "application/x-x509-user-cert", "-", "F", "zeek file that is a certificate")]
    [InlineData("HTTP", "text/html", "-", "F", "zeek file of an http answer, which http tells of")]
    [InlineData("SMTP", "text/plain", "-", "T", "zeek part of a mail without a name")]
    public void Parse_FilesThatSayNothingMore_AreIgnored(string source, string mime, string name, string isOriginator, string what) =>
        Assert.Equal(what, Read("files", $"ts fuid {Ends} source mime_type filename is_orig seen_bytes", $"1.5|F1|C1|10.0.0.5|50123|203.0.113.9|443|{source}|{mime}|{name}|{isOriginator}|39").Ignored[^1]);

    [Theory]
    [InlineData("files", "ts fuid tx_hosts rx_hosts conn_uids source is_orig seen_bytes", "1.5|F1|(empty)|203.0.113.9|C1|SMB|T|39", "address missing")]
    [InlineData("files", "ts fuid tx_hosts rx_hosts conn_uids source is_orig seen_bytes", "1.5|F1|here|203.0.113.9|C1|SMB|T|39", "address not understood")]
    [InlineData("files", "ts fuid tx_hosts rx_hosts conn_uids source is_orig seen_bytes", "1.5|F1|10.0.0.1|203.0.113.9|C1|SMB|T|x", "byte count not understood")]
    [InlineData("ftp", "ts uid id.orig_h id.orig_p id.resp_h id.resp_p command arg file_size", "x|C1|10.0.0.5|50123|203.0.113.9|21|STOR|a|1", "time not understood")]
    public void Parse_WrongValues_AreRejected(string path, string columns, string row, string reason) => Assert.Equal(reason, Assert.Single(Read(path, columns, row).Rejected));

    [Fact]
    public void Parse_Share_NamesTheFileAndLeavesOutPipes()
    {
        var found = Read("smb_files", $"ts {Ends} action path name size",
            "1.5|C1|10.0.0.5|50123|10.0.0.9|445|SMB::FILE_OPEN|\\\\\\\\10.0.0.9\\\\Finance|2026\\\\Budget.xlsx|120000",
            "1.5|C1|10.0.0.5|50123|10.0.0.9|445|SMB::FILE_OPEN|-|\\\\svcctl|0",
            "1.5|C1|10.0.0.5|50123|10.0.0.9|445|SMB::FILE_OPEN|\\\\\\\\10.0.0.9\\\\IPC$|x|0");
        var json = Assert.Single(CollectingSink.Read(ZeekFormat.Source, "x", "{\"_path\":\"smb_files\",\"ts\":1.5," + JsonEnds.Replace("203.0.113.9", "10.0.0.9", StringComparison.Ordinal) + """445,"action":"SMB::FILE_OPEN","path":"\\\\10.0.0.9\\Finance","name":"2026\\Budget.xlsx","size":120000}""").Events);

        var one = Assert.Single(found.Events);
        Assert.Equal(("zeek.smb_files", @"\\10.0.0.9\Finance\2026\Budget.xlsx", ".xlsx", 120000L, null), (one.Source, one.FilePath, one.FileExtension, one.FileBytes, one.SourceBytes));
        Assert.Equal(["zeek smb pipe", "zeek smb pipe"], found.Ignored.TakeLast(2));
        ZeekConnTests.AssertEqual(one, json);
    }

    [Fact]
    public void Parse_SummaryOfConnections_IsIgnored()
    {
        const string File = "/x/conn-summary.12:00:00-13:00:00.log.gz";
        const string Text = ">== Total === 2024-04-19-12-00-00 - 2024-04-19-12-57-50";

        Assert.Equal("zeek", FormatDetection.Choose(SourceFormats.All, System.Text.Encoding.UTF8.GetBytes("\n" + Text + "\n"), File).Format?.Name);
        Assert.Equal(["zeek conn-summary", "zeek conn-summary"], CollectingSink.Read(ZeekFormat.Source, File, Text, "   - Connections 1.4k").Ignored);
    }

    private static CollectingSink Read(string path, string columns, params string[] rows) =>
        CollectingSink.Read(ZeekFormat.Source, "x", ["#separator \\x09", $"#path\t{path}", "#fields\t" + columns.Replace(' ', '\t'), .. rows.Select(row => row.Replace('|', '\t'))]);
}
