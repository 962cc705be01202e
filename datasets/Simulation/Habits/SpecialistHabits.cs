using Det0131.Datasets.Simulation.Machines;
using Det0131.Datasets.Simulation.Population;

namespace Det0131.Datasets.Simulation.Habits;

/// <summary>Windows users whose work is made of transfer tools: what a detector must learn not to report.</summary>
internal static class SpecialistHabits
{
    private static readonly string[] Repositories = ["shop-api", "pricing", "infra", "mobile", "docs"];

    /// <summary>Editor, git over SSH, package registries and now and then curl against an API.</summary>
    public static void Engineering(HostDay day)
    {
        var pc = day.Windows;
        if (day.Work is not { } work)
        {
            return;
        }

        var code = pc.Start(day.At(work.Start + 0.2), "Code.exe", "", pc.Resident("explorer.exe", pc.Person));
        var shell = pc.Start(day.At(work.Start + 0.3), "powershell.exe", "-NoLogo", code);
        foreach (var hour in day.WorkingHours(10))
        {
            day.Visit(day.Random.Chance(0.5) ? code : pc.Resident("node.exe", pc.Person), hour, day.Random.Pick(WebService.For("dev")));
        }

        foreach (var hour in day.WorkingHours(7))
        {
            var push = day.Random.Chance(0.45);
            var git = pc.Start(day.At(hour), "git.exe", push ? "push origin HEAD" : "fetch --all", shell);
            var ssh = pc.Start(day.At(hour) + 50_000_000, "ssh.exe", $"git@github.com \"git-{(push ? "receive" : "upload")}-pack 'corpexample/{day.Random.Pick(Repositories)}.git'\"", git);
            var bytes = day.Bytes(push ? 60_000 : 6_000, 2);
            pc.ResolveAndConnect(ssh, day.At(hour) + 90_000_000, new Peer(WebService.AddressIn("140.82.121", "github.com"), 22, "ssh", "github.com"), new Transfer(bytes, push ? 5_000 : day.Random.Bytes(300_000, 2), 3));
        }

        foreach (var hour in day.WorkingHours(2))
        {
            var post = day.Random.Chance(0.4);
            var curl = pc.Start(day.At(hour), "curl.exe", post ? "-X POST -d @request.json https://api.staging.corp.example/v1/orders" : "-s https://api.github.com/repos/corpexample/shop-api/releases", shell);
            if (post)
            {
                pc.Connect(curl, day.At(hour) + 45_000_000, new Peer(day.Site.WebServersOf(day.Host).ByBuild.Address, 443, "ssl", "api.staging.corp.example"), new Transfer(day.Bytes(4_000), 2_500, 0.6));
            }
            else
            {
                pc.ResolveAndConnect(curl, day.At(hour) + 45_000_000, new Peer(WebService.AddressIn("140.82.121", "api.github.com"), 443, "ssl", "api.github.com"), new Transfer(1_400, day.Bytes(40_000), 0.8));
            }
        }
    }

    /// <summary>The administrator: SSH to the jump host, WinSCP to the web servers, diagnostics to a vendor by curl.</summary>
    public static void Administration(HostDay day)
    {
        var pc = day.Windows;
        if (day.Work is not { } work)
        {
            return;
        }

        var shell = pc.Start(day.At(work.Start + 0.2), "powershell.exe", "-NoLogo", pc.Resident("explorer.exe", pc.Person));
        var jump = day.Site.JumpHostOf(day.Host);
        foreach (var hour in day.WorkingHours(5))
        {
            var ssh = pc.Start(day.At(hour), "ssh.exe", $"{day.Site.JumpAccountOf(day.Host)}@{jump.Name}", shell);
            pc.Connect(ssh, day.At(hour) + 40_000_000, jump.Peer(22, "ssh"), new Transfer(day.Bytes(30_000), day.Random.Bytes(120_000), day.Random.Between(60.0, 2400)));
        }

        var web = day.Site.WebServersOf(day.Host).ByHand;
        foreach (var hour in day.WorkingHours(1.2))
        {
            var winscp = pc.Start(day.At(hour), "WinSCP.exe", $"sftp://deploy@{web.Name}/", pc.Resident("explorer.exe", pc.Person));
            pc.Connect(winscp, day.At(hour) + 40_000_000, web.Peer(22, "ssh"), Transfer.Upload(day.Bytes(2_500_000, 1.6)));
        }

        foreach (var hour in day.WorkingHours(0.7))
        {
            var archive = $"diag-{day.Date:yyyyMMdd}.zip";
            var curl = pc.Start(day.At(hour), "curl.exe", $"-T {archive} https://upload.support.sentra.example/case/", shell);
            pc.ResolveAndConnect(curl, day.At(hour) + 45_000_000, new Peer("34.149.66.40", 443, "ssl", "upload.support.sentra.example"), Transfer.Upload(day.Bytes(5_000_000, 1.4)));
        }

        foreach (var hour in day.WorkingHours(2))
        {
            pc.Connect(pc.Resident("msedge.exe", pc.Person), day.At(hour), new Peer(Site.VCenter, 443, "ssl", "vc01.corp.example"), new Transfer(day.Bytes(90_000), day.Random.Bytes(900_000), 300));
        }
    }
}
