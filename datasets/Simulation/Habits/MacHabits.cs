using Det0131.Datasets.Simulation.Machines;
using Det0131.Datasets.Simulation.Population;

namespace Det0131.Datasets.Simulation.Habits;

/// <summary>Mac users: designers who move large files all day, and two developers who live in the terminal.</summary>
internal static class MacHabits
{
    private const string Safari = "/Applications/Safari.app/Contents/MacOS/Safari";
    private const string TerminalPath = "/System/Applications/Utilities/Terminal.app/Contents/MacOS/Terminal";

    /// <summary>The system's own talk, chat, browsing.</summary>
    public static void Desk(HostDay day)
    {
        var mac = day.Mac;
        foreach (var hour in day.AnyHours(8))
        {
            day.Visit(mac.Resident(day.Random.Pick(["/usr/libexec/nsurlsessiond", "/System/Library/PrivateFrameworks/ApplePushService.framework/apsd", "/System/Library/PrivateFrameworks/CloudKitDaemon.framework/Support/cloudd"])), hour, day.Random.Pick(WebService.For("mac").Take(3).ToList()));
        }

        if (day.Work is not { } work)
        {
            return;
        }

        foreach (var (path, after) in new[] { (Safari, 0.05), ("/Applications/Slack.app/Contents/MacOS/Slack", 0.07), ("/System/Applications/Mail.app/Contents/MacOS/Mail", 0.1) })
        {
            mac.Run(day.At(work.Start + after), path, mac.Launchd, path);
        }

        foreach (var hour in day.WorkingHours(9))
        {
            mac.Run(day.At(hour), "/usr/libexec/xpcproxy", mac.Launchd, "xpcproxy", day.Random.Pick(["com.apple.quicklook.satellite", "com.apple.WebKit.WebContent", "com.apple.mdworker.shared"]));
        }

        var browser = mac.Resident(Safari);
        var sites = WebService.For("web");
        foreach (var hour in day.WorkingHours(20))
        {
            var site = sites[(day.Random.Favourite(sites.Count) + (day.Host.Index * 7)) % sites.Count];
            for (var i = day.Random.Between(1, 3); i > 0; i--)
            {
                day.Visit(browser, hour, site, 0.6);
            }
        }

        foreach (var hour in day.WorkingHours(8))
        {
            day.Visit(mac.Resident("/Applications/Slack.app/Contents/MacOS/Slack"), hour, WebService.Of("slack.com"));
        }
    }

    /// <summary>Design tools and their clouds: uploads from kilobytes to gigabytes are a normal day.</summary>
    public static void Creative(HostDay day)
    {
        var mac = day.Mac;
        foreach (var hour in day.WorkingHours(12))
        {
            var service = day.Random.Pick(WebService.For("creative"));
            var program = service.Domain switch
            {
                "dropbox.com" => "/Applications/Dropbox.app/Contents/MacOS/Dropbox",
                "adobe.io" => "/Applications/Utilities/Adobe Creative Cloud/ACC/Creative Cloud.app/Contents/MacOS/Creative Cloud",
                "figma.com" => "/Applications/Figma.app/Contents/MacOS/Figma",
                _ => Safari,
            };
            mac.ResolveAndConnect(mac.Resident(program), day.At(hour), service.Peer(day.Random), Transfer.Upload(day.Bytes(service.OutBytes, 2.6), 6));
        }

        foreach (var hour in day.WorkingHours(3))
        {
            var photoshop = mac.Run(day.At(hour), "/Applications/Adobe Photoshop 2026/Adobe Photoshop 2026.app/Contents/MacOS/Adobe Photoshop 2026", mac.Launchd, "Adobe Photoshop 2026");
            mac.CreateFile(photoshop, day.At(hour + 0.3), $"/Users/{day.Host.Account}/Desktop/Entwurf_{day.Random.Between(1, 60)}.psd");
        }
    }

    /// <summary>Shells, git over SSH, curl against APIs, brew, a little Python.</summary>
    public static void Terminal(HostDay day)
    {
        var mac = day.Mac;
        if (day.Work is not { } work)
        {
            return;
        }

        var zsh = mac.Run(day.At(work.Start + 0.2), "/bin/zsh", mac.Resident(TerminalPath), "-zsh");
        foreach (var hour in day.WorkingHours(8))
        {
            var git = mac.Run(day.At(hour), "/usr/bin/git", zsh, "git", day.Random.Chance(0.5) ? "push" : "pull");
            var ssh = mac.Run(day.At(hour) + 50_000_000, "/usr/bin/ssh", git, "/usr/bin/ssh", "git@github.com", "git-receive-pack 'corpexample/mobile.git'");
            mac.ResolveAndConnect(ssh, day.At(hour) + 90_000_000, new Peer(WebService.AddressIn("140.82.121", "github.com"), 22, "ssh", "github.com"), new Transfer(day.Bytes(50_000, 2), day.Random.Bytes(90_000, 2), 3));
        }

        foreach (var hour in day.WorkingHours(4))
        {
            var curl = mac.Run(day.At(hour), "/usr/bin/curl", zsh, "curl", "-s", "https://api.github.com/repos/corpexample/mobile/actions/runs");
            mac.ResolveAndConnect(curl, day.At(hour) + 45_000_000, new Peer(WebService.AddressIn("140.82.121", "api.github.com"), 443, "ssl", "api.github.com"), new Transfer(1_300, day.Random.Bytes(70_000), 0.7));
        }

        foreach (var hour in day.WorkingHours(5))
        {
            var python = mac.Run(day.At(hour), "/opt/homebrew/bin/python3.13", zsh, "python3", "-m", "pytest", "-q");
            if (day.Random.Chance(0.4))
            {
                day.Visit(python, hour + 0.01, WebService.Of("pythonhosted.org"));
            }
        }

        var (jump, account) = (day.Site.JumpHostOf(day.Host), day.Site.JumpAccountOf(day.Host));
        foreach (var hour in day.WorkingHours(0.8))
        {
            var scp = mac.Run(day.At(hour), "/usr/bin/scp", zsh, "scp", "build.ipa", $"{account}@{jump.Name}:");
            var ssh = mac.Run(day.At(hour) + 40_000_000, "/usr/bin/ssh", scp, "/usr/bin/ssh", "-x", "-l", account, "--", jump.Name, "scp -t .");
            mac.Connect(ssh, day.At(hour) + 80_000_000, jump.Peer(22, "ssh"), Transfer.Upload(day.Bytes(40_000_000, 0.6), 20));
        }
    }
}
