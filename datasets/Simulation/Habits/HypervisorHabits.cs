using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Machines;
using Det0131.Datasets.Simulation.Population;

namespace Det0131.Datasets.Simulation.Habits;

/// <summary>An ESXi host: heartbeats and polling by vCenter, storage, and a rare visit by the administrator.</summary>
internal static class HypervisorHabits
{
    private static readonly string[] KernelLines =
    [
        "NRandomHwrng: 500: Out of entropy, refreshing.",
        "ScsiDeviceIO: 4176: Cmd(0x45b8c1a0b2c8) 0x1a, CmdSN 0x5f2 from world 0 to dev \"naa.600508b1001c3a7e\" failed H:0x0 D:0x2 P:0x0",
        "Config: 727: \"SIOControlFlag2\" = 0, Old Value: 1",
        "NetSched: 671: 0x4000002: received a force quiesce for port 0x4000010, dropped 0 pkts",
        "VSCSI: 6602: handle 8214(GID:8214)(vscsi0:0):Creating Virtual Device for world 2101842",
    ];

    private static readonly string[] AdminCommands =
    [
        "esxcli system version get",
        "vim-cmd vmsvc/getallvms",
        "esxcli storage filesystem list",
        "esxcli network ip interface ipv4 get",
        "tail -n 50 /var/log/vmkernel.log",
        "df -h",
        "esxcli vm process list",
    ];

    public static void Host(HostDay day)
    {
        var host = day.Host;
        var esxi = day.Logs.Esxi;
        for (var i = 0; i < 48; i++)
        {
            var at = day.At(i / 2.0);
            var lro = day.Random.Between(1_000, 900_000);
            var operation = $"sub=vpxLro opID=HB-host-{4010 + host.Index}@{lro % 1000}-{day.Random.Hex(8)}";
            esxi.Vpxa(host, at, operation, $"[VpxLRO] -- BEGIN lro-{lro} -- vpxa -- vpxapi.VpxaService.getChanges -- {day.Random.Identifier()}");
            esxi.Vpxa(host, at + 40_000, operation, $"[VpxLRO] -- FINISH lro-{lro}");
            esxi.Vmkernel(host, day.At((i + 0.3) / 2.0), day.Random.Pick(KernelLines));
        }

        foreach (var hour in day.AnyHours(18))
        {
            esxi.Hostd(host, day.At(hour), $"sub=Vimsvc.ha-eventmgr opID={day.Random.Hex(8)}-{day.Random.Hex(2)} sid={day.Random.Hex(8)} user=vpxuser", $"Event {day.Random.Between(1_000, 90_000)} : User vpxuser@{Site.VCenter} logged in as VMware-client/8.0");
        }

        foreach (var hour in day.AnyHours(30))
        {
            esxi.Hostd(host, day.At(hour), $"sub=Vimsvc.TaskManager opID={day.Random.Hex(8)} user=vpxuser:CORP.EXAMPLE\\vpxd-extension", $"Task Completed : haTask--vim.PerformanceManager.queryStats-{day.Random.Between(10_000, 900_000)} Status success");
        }

        foreach (var hour in day.AnyHours(24))
        {
            day.Machine.Connect(null, day.At(hour), new Peer(Site.VCenter, 902, "", "vc01.corp.example", "udp"), new Transfer(day.Random.Bytes(3_000, 0.3), 0, 600));
        }

        foreach (var hour in day.AnyHours(6))
        {
            day.Machine.Accept(Site.VCenter, day.Random.Between(30_000, 60_000), day.At(hour), 443, "ssl", new Transfer(day.Random.Bytes(60_000), day.Bytes(300_000), 900));
            day.Machine.Connect(null, day.At(hour), new Peer(Site.Storage, 2049, "nfs"), new Transfer(day.Bytes(40e6), day.Random.Bytes(90e6), 1800));
            day.Machine.Connect(null, day.At(hour), day.Site.MonitoringOf(day.Host).Peer(514, "syslog", "udp"), new Transfer(day.Bytes(200_000, 0.5), 0, 3000));
            day.Machine.Connect(null, day.At(hour), new Peer("162.159.200.1", 123, "ntp", Transport: "udp"), new Transfer(48, 48, 0.02));
        }

        Backup(day);
        if (!day.Weekend && day.Random.Chance(0.35))
        {
            Administrator(day);
        }
    }

    /// <summary>The nightly backup announces itself: snapshot, then a download by the backup server.</summary>
    private static void Backup(HostDay day)
    {
        var backup = day.Site.BackupServerOf(day.Host).Address;
        foreach (var guest in day.Site.GuestsOn(day.Host))
        {
            var at = day.At(23.02);
            var context = $"sub=Vimsvc.ha-eventmgr opID={day.Random.Hex(8)} user=vpxuser:CORP.EXAMPLE\\veeam";
            day.Logs.Esxi.Hostd(day.Host, at, context, $"Event {day.Random.Between(1_000, 90_000)} : Create virtual machine snapshot task for {guest} on {day.Host.FullName} in ha-datacenter");
            day.Logs.Esxi.Hostd(day.Host, at + 30_000_000, context, $"File download from path '[datastore1] {guest}/{guest}-flat.vmdk' was initiated from 'Veeam.Backup.Agent/12.1@{backup}'");
        }
    }

    private static void Administrator(HostDay day)
    {
        var hour = day.Random.Between(9.0, 16.0);
        var session = day.Random.Between(1_050_000, 1_059_000);
        var jump = day.Site.JumpHostOf(day.Host).Address;
        day.Logs.Esxi.Sshd(day.Host, day.At(hour), session, $"Connection from {jump} port {day.Random.Between(40_000, 60_000)}");
        day.Logs.Esxi.Sshd(day.Host, day.At(hour) + 41_000_000, session, $"Accepted keyboard-interactive/pam for root from {jump} port {day.Random.Between(40_000, 60_000)} ssh2");
        day.Machine.Accept(jump, day.Random.Between(40_000, 60_000), day.At(hour), 22, "ssh", new Transfer(9_000, 32_000, 700));
        for (var i = day.Random.Between(2, 6); i > 0; i--)
        {
            day.Logs.Esxi.Shell(day.Host, day.At(hour + 0.05 + (0.02 * i)), session + 5, "root", day.Random.Pick(AdminCommands));
        }
    }
}
