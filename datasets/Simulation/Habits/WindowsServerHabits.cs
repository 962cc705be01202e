using Det0131.Datasets.Simulation.Machines;
using Det0131.Datasets.Simulation.Population;

namespace Det0131.Datasets.Simulation.Habits;

/// <summary>Windows servers: agents around the clock, mail, and the two nightly transfers that a static rule would report every day.</summary>
internal static class WindowsServerHabits
{
    private static readonly (string Domain, string Network)[] MailHosts =
    [
        ("gmail-smtp-in.l.google.com", "142.250.74"),
        ("outlook-com.olc.protection.outlook.com", "52.101.40"),
        ("mx00.ionos.de", "212.227.15"),
        ("mx1.mailbox.org", "94.130.20"),
        ("mx01.t-online.de", "84.160.10"),
    ];

    /// <summary>Defender, updates, the monitoring agent and scheduled tasks.</summary>
    public static void Server(HostDay day)
    {
        var server = day.Windows;
        foreach (var hour in day.AnyHours(9))
        {
            day.Visit(server.Resident(day.Random.Chance(0.4) ? "MsMpEng.exe" : "svchost.exe"), hour, day.Random.Pick(WebService.For("agent")));
        }

        foreach (var hour in day.AnyHours(12))
        {
            day.Machine.Connect(server.Resident("zabbix_agent2.exe"), day.At(hour), day.Site.MonitoringOf(day.Host).Peer(10051, ""), new Transfer(day.Random.Bytes(1_900, 0.5), 420, 0.2));
        }

        foreach (var hour in day.AnyHours(6))
        {
            server.Start(day.At(hour), "taskhostw.exe", "", server.Resident("svchost.exe"), WindowsMachine.SystemUser);
        }

        if (day.Host.Role is "file-server" or "mail-server")
        {
            server.Connect(server.Resident("VeeamAgent.exe"), day.At(1.1), day.Site.BackupServerOf(day.Host).Peer(2500, ""), Transfer.Upload(day.Bytes(4e9, 0.4), 60));
        }
    }

    /// <summary>Mail to the world, in working hours mostly.</summary>
    public static void Mail(HostDay day)
    {
        var transport = day.Windows.Resident("EdgeTransport.exe");
        for (var i = 0; i < (day.Weekend ? 10 : 50); i++)
        {
            var hour = day.Random.Chance(0.85) ? day.Random.Between(7.5, 18.5) : day.Random.Between(0.0, 24.0);
            var (domain, network) = MailHosts[day.Random.Favourite(MailHosts.Length)];
            var peer = new Peer(WebService.AddressIn(network, domain), 25, "smtp", domain);
            var transfer = new Transfer(day.Bytes(48_000, 2.2), 1_800, day.Random.Between(0.4, 9));
            if (day.Random.Chance(0.3))
            {
                day.Machine.ResolveAndConnect(transport, day.At(hour), peer, transfer);
            }
            else
            {
                day.Machine.Connect(transport, day.At(hour), peer, transfer);
            }
        }
    }

    /// <summary>Payroll files to the provider by FTP at 02:00, every working night, by a scheduled task.</summary>
    public static void NightFtp(HostDay day)
    {
        if (day.Weekend)
        {
            return;
        }

        var server = day.Windows;
        var shell = server.Start(day.At(2), "cmd.exe", @"/c C:\Scripts\payroll.cmd", server.Resident("svchost.exe"), WindowsMachine.SystemUser);
        var ftp = server.Start(day.At(2.01), "ftp.exe", @"-v -s:C:\Scripts\payroll.ftp ftp.lohnservice.example", shell, WindowsMachine.SystemUser);
        server.ResolveAndConnect(ftp, day.At(2.02), new Peer("212.227.15.90", 21, "ftp", "ftp.lohnservice.example"), new Transfer(1_700, 2_900, 40));
        server.Connect(ftp, day.At(2.03), new Peer("212.227.15.90", 50_000 + day.Random.Between(0, 900), "ftp-data"), new Transfer(day.Bytes(24_000_000, 0.4), 0, 30));
    }

    /// <summary>VM images pulled from both hypervisors at 23:00 over NFC: there the hypervisor answers, so the volume is the responder's.</summary>
    public static void VmBackup(HostDay day)
    {
        foreach (var hypervisor in day.Site.HypervisorsOf(day.Host))
        {
            var bytes = day.Bytes(30e9, 0.4);
            day.Machine.Connect(day.Windows.Resident("VeeamAgent.exe"), day.At(23), hypervisor.Peer(902, "ssl"), new Transfer(bytes / 200, bytes, 2400));
        }
    }
}
