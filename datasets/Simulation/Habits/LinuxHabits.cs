using Det0131.Datasets.Simulation.Machines;
using Det0131.Datasets.Simulation.Population;

namespace Det0131.Datasets.Simulation.Habits;

/// <summary>Linux servers: what cron, agents and the services themselves do every day.</summary>
internal static class LinuxHabits
{
    private static readonly string[] ClientNetworks =
        ["84.160.10", "91.10.20", "188.192.10", "80.130.10", "46.114.20", "89.12.30", "142.250.180", "54.239.33"];

    /// <summary>cron, package updates, the monitoring agent.</summary>
    public static void Base(HostDay day)
    {
        var linux = day.Linux;
        var cron = linux.Resident("/usr/sbin/cron");
        for (var hour = 0; hour < 24; hour += 3)
        {
            var shell = linux.Run(day.At(hour + 0.28), "/usr/bin/dash", "/bin/sh -c 'cd / && run-parts --report /etc/cron.hourly'", cron, "root");
            linux.Run(day.At(hour + 0.28) + 40_000_000, "/usr/bin/run-parts", "run-parts --report /etc/cron.hourly", shell, "root");
        }

        var apt = linux.Run(day.At(6.4), "/usr/bin/apt-get", "/usr/bin/apt-get -qq -y update", linux.Resident("/usr/lib/systemd/systemd"), "root");
        for (var i = 0; i < 3; i++)
        {
            var method = linux.Run(day.At(6.41), "/usr/lib/apt/methods/http", "/usr/lib/apt/methods/http", apt, "_apt");
            var service = day.Random.Pick(WebService.For("packages").Where(candidate => candidate.Port == 80).ToList());
            var transfer = new Transfer(day.Random.Bytes(1_800, 0.5), day.Random.Bytes(service.InBytes, 1), 4);
            linux.ResolveAndConnect(method, day.At(6.42), service.Peer(day.Random), transfer, new HttpCall("GET", "/debian/dists/trixie/InRelease", "Debian APT-HTTP/1.3 (3.0.3)", 0, transfer.InBytes));
        }

        foreach (var hour in day.AnyHours(12))
        {
            linux.Connect(linux.Resident("/usr/sbin/zabbix_agentd", "zabbix"), day.At(hour), day.Site.MonitoringOf(day.Host).Peer(10051, ""), new Transfer(day.Random.Bytes(1_600, 0.4), 380, 0.1));
        }

        foreach (var hour in day.AnyHours(4))
        {
            linux.Connect(linux.Resident("/usr/lib/systemd/systemd-timesyncd"), day.At(hour), new Peer("162.159.200.1", 123, "ntp", Transport: "udp"), new Transfer(48, 48, 0.02));
        }
    }

    /// <summary>A public web server: it answers strangers all day, so its responses leave the network; it asks the database.</summary>
    public static void Web(HostDay day)
    {
        var linux = day.Linux;
        var php = linux.Resident("/usr/sbin/php-fpm8.4", "www-data");
        foreach (var hour in day.AnyHours(day.Weekend ? 45 : 80))
        {
            var client = $"{day.Random.Pick(ClientNetworks)}.{day.Random.Between(1, 250)}";
            linux.Accept(client, day.Random.Between(20_000, 65_000), day.At(hour), 443, "ssl", new Transfer(day.Random.Bytes(2_600), day.Bytes(90_000, 1.6), day.Random.Between(0.3, 40)));
        }

        foreach (var hour in day.AnyHours(30))
        {
            linux.Connect(php, day.At(hour), day.Site.DatabaseOf(day.Host).Peer(3306, "mysql"), new Transfer(day.Bytes(9_000), day.Random.Bytes(60_000), 2));
        }

        foreach (var hour in day.AnyHours(3))
        {
            var service = WebService.Of("letsencrypt.org");
            day.Visit(linux.Resident("/usr/bin/certbot"), hour, service);
        }

        var scan = day.Random.Between(3, 9);
        for (var i = 0; i < scan; i++)
        {
            var scanner = $"{day.Random.Pick(["185.107.56", "45.9.148", "91.200.12", "177.54.150"])}.{day.Random.Between(1, 250)}";
            day.Logs.Zeek.Unanswered(day.Random, day.At(day.Random.Between(0.0, 24.0)), scanner, day.Random.Between(1_024, 65_000), new Peer(day.Host.Address, day.Random.Pick([22, 23, 3389, 8080, 5432]), ""));
        }
    }

    /// <summary>A dump at 01:30, copied to the backup gateway inside the network.</summary>
    public static void Database(HostDay day)
    {
        var linux = day.Linux;
        var shell = linux.Run(day.At(1.5), "/usr/bin/dash", "/bin/sh -c '/usr/local/sbin/dump-shop.sh'", linux.Resident("/usr/sbin/cron"), "root");
        var dump = linux.Run(day.At(1.501), "/usr/bin/mysqldump", "mysqldump --single-transaction shop", shell, "root");
        linux.Open(dump, day.At(1.502), "/srv/backup/shop.sql.gz");
        linux.Run(day.At(1.502), "/usr/bin/gzip", "gzip -c", shell, "root");
        var gateway = day.Site.BackupGatewayOf(day.Host);
        var scp = linux.Run(day.At(1.7), "/usr/bin/scp", $"scp -q /srv/backup/shop.sql.gz backup@{gateway.ShortName}:/srv/in/", shell, "root");
        var ssh = linux.Run(day.At(1.701), "/usr/bin/ssh", $"/usr/bin/ssh -x -oPermitLocalCommand=no -l backup {gateway.ShortName} scp -q -t /srv/in/", scp, "root");
        linux.Connect(ssh, day.At(1.703), gateway.Peer(22, "ssh"), Transfer.Upload(day.Bytes(1.9e9, 0.25), 80));
    }

    /// <summary>Polls every server and posts to the team's chat when something is down.</summary>
    public static void Monitoring(HostDay day)
    {
        var linux = day.Linux;
        var server = linux.Resident("/usr/sbin/zabbix_server", "zabbix");
        var targets = day.Site.WatchedBy(day.Host);
        foreach (var hour in day.AnyHours(40))
        {
            var (target, isHypervisor) = day.Random.Pick(targets);
            linux.Connect(server, day.At(hour), isHypervisor ? target.Peer(443, "ssl") : new Peer(target.Address, 10050, ""), new Transfer(620, day.Random.Bytes(2_400, 0.6), 0.1));
        }

        foreach (var hour in day.AnyHours(5))
        {
            var shell = linux.Run(day.At(hour), "/usr/bin/dash", "sh -c '/usr/lib/zabbix/alertscripts/chat.sh'", server, "zabbix");
            var curl = linux.Run(day.At(hour) + 60_000_000, "/usr/bin/curl", "curl -s -X POST -H 'Content-type: application/json' --data @/tmp/alert.json https://hooks.slack.com/services/T0/B0/x", shell, "zabbix");
            linux.ResolveAndConnect(curl, day.At(hour) + 110_000_000, new Peer(WebService.AddressIn("3.68.170", "hooks.slack.com"), 443, "ssl", "hooks.slack.com"), new Transfer(day.Random.Bytes(2_300, 0.3), 4_900, 0.5));
        }
    }

    /// <summary>The off-site copy at 02:00 every night: gigabytes by SFTP to one rented storage box, on an unusual port.</summary>
    public static void NightSftp(HostDay day)
    {
        var linux = day.Linux;
        var shell = linux.Run(day.At(2), "/usr/bin/dash", "/bin/sh -c '/usr/local/sbin/offsite.sh'", linux.Resident("/usr/sbin/cron"), "backup");
        var sftp = linux.Run(day.At(2.002), "/usr/bin/sftp", "sftp -b /etc/offsite.batch -P 23 u301245@u301245.your-storagebox.de", shell, "backup");
        var ssh = linux.Run(day.At(2.003), "/usr/bin/ssh", "/usr/bin/ssh -oForwardX11 no -p 23 -l u301245 u301245.your-storagebox.de -s sftp", sftp, "backup");
        linux.Open(sftp, day.At(2.004), "/srv/in/shop.sql.gz");
        linux.ResolveAndConnect(ssh, day.At(2.01), new Peer("94.130.20.77", 23, "ssh", "u301245.your-storagebox.de"), Transfer.Upload(day.Bytes(9e9, 0.3), 25));
    }
}
