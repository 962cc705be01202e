using Det0131.Datasets.Simulation.Machines;
using Det0131.Datasets.Simulation.Population;

namespace Det0131.Datasets.Simulation.Habits;

/// <summary>What everybody with a Windows PC does: log on, browse, write, print, keep files on the server and in the cloud.</summary>
internal static class OfficeHabits
{
    private static readonly string[] DocumentNames = ["Angebot", "Bericht", "Budget", "Protokoll", "Planung", "Vertrag", "Rechnung", "Praesentation"];

    /// <summary>Logon, mail, browser and the system's own talk.</summary>
    public static void Office(HostDay day)
    {
        var pc = day.Windows;
        foreach (var hour in day.AnyHours(5))
        {
            day.Visit(pc.Resident(day.Random.Chance(0.3) ? "MsMpEng.exe" : "svchost.exe"), hour, day.Random.Pick(WebService.For("agent")));
        }

        if (day.Work is not { } work)
        {
            return;
        }

        var userinit = pc.Start(day.At(work.Start - 0.02), "userinit.exe", "", pc.Resident("services.exe"));
        var explorer = pc.Keep(pc.Start(day.At(work.Start), "explorer.exe", "", userinit));
        var outlook = pc.Keep(pc.Start(day.At(work.Start + 0.03), "OUTLOOK.EXE", "", explorer));
        var browserName = day.Host.Index % 3 == 0 ? "chrome.exe" : "msedge.exe";
        var browser = pc.Keep(pc.Start(day.At(work.Start + 0.06), browserName, "--no-startup-window", explorer));
        for (var i = 0; i < 3; i++)
        {
            pc.Start(day.At(work.Start + 0.1), browserName, "--type=renderer --lang=de", browser);
        }

        foreach (var hour in day.WorkingHours(4))
        {
            pc.Start(day.At(hour), "taskhostw.exe", "Install $(Arg0)", pc.Resident("svchost.exe"), WindowsMachine.SystemUser);
        }

        pc.Start(day.At(work.Start + 0.4), "gpupdate.exe", "/target:user", pc.Resident("svchost.exe"));
        pc.Start(day.At(work.Start + 1.7), "MoUsoCoreWorker.exe", "-Embedding", pc.Resident("svchost.exe"), WindowsMachine.SystemUser);
        var sites = WebService.For("web");
        foreach (var hour in day.WorkingHours(21))
        {
            // Everybody's favourites are the same list from another place on.
            var site = sites[(day.Random.Favourite(sites.Count) + (day.Host.Index * 7)) % sites.Count];
            var connections = day.Random.Between(1, 3);
            for (var i = 0; i < connections; i++)
            {
                day.Visit(browser, hour, site, i == 0 ? 0.7 : 0.2);
            }
        }

        foreach (var hour in day.WorkingHours(9))
        {
            pc.Connect(outlook, day.At(hour), day.Site.MailServerOf(day.Host).Peer(443, "ssl"), new Transfer(day.Bytes(60_000, 2), day.Random.Bytes(140_000), 35));
        }
    }

    /// <summary>Writing and printing.</summary>
    public static void Documents(HostDay day)
    {
        var pc = day.Windows;
        foreach (var hour in day.WorkingHours(5))
        {
            var program = day.Random.Pick(["WINWORD.EXE", "EXCEL.EXE", "EXCEL.EXE", "POWERPNT.EXE", "Acrobat.exe"]);
            var extension = program switch { "WINWORD.EXE" => "docx", "EXCEL.EXE" => "xlsx", "POWERPNT.EXE" => "pptx", _ => "pdf" };
            var name = $"{day.Random.Pick(DocumentNames)}_{day.Random.Between(1, 99)}.{extension}";
            var path = $@"C:\Users\{day.Host.Account}\Documents\{name}";
            var running = pc.Start(day.At(hour), program, $"/n \"{path}\"", pc.Resident("explorer.exe", pc.Person));
            if (extension != "pdf")
            {
                pc.CreateFile(running, day.At(hour + 0.2), path);
            }
        }

        foreach (var hour in day.WorkingHours(1.5))
        {
            pc.Connect(pc.Resident("spoolsv.exe"), day.At(hour), day.Site.PrinterOf(day.Host).Peer(9100, ""), new Transfer(day.Bytes(900_000, 1.5), 600, 6));
        }
    }

    /// <summary>OneDrive: small changes all day, a large folder now and then.</summary>
    public static void Sync(HostDay day)
    {
        foreach (var hour in day.WorkingHours(7))
        {
            var program = day.Windows.Resident("OneDrive.exe", day.Windows.Person);
            var peer = WebService.Of("sharepoint.com").Peer(day.Random);
            var bytes = day.Bytes(240_000, 2.4);
            day.Machine.ResolveAndConnect(program, day.At(hour), peer, Transfer.Upload(bytes));
        }
    }

    /// <summary>Files on the server. SMB connections belong to the kernel: Windows names them "System".</summary>
    public static void Shares(HostDay day)
    {
        foreach (var hour in day.WorkingHours(6))
        {
            day.Machine.Connect(
                day.Windows.Resident("System"),
                day.At(hour),
                day.Site.FileServerOf(day.Host).Peer(445, "smb"),
                new Transfer(day.Bytes(180_000, 2.2), day.Random.Bytes(700_000, 2), day.Random.Between(5.0, 900)));
        }
    }
}
