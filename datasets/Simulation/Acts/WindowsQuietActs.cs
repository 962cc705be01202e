using Det0131.Datasets.Simulation.Machines;

namespace Det0131.Datasets.Simulation.Acts;

/// <summary>The hard acts on Windows: allowed protocol, working hours, a usual provider's network, little at a time.</summary>
internal static class WindowsQuietActs
{
    public static IEnumerable<ActScript> Scripts() =>
    [
        new(new Act("win-slow-post", "AN0367", "T1030", "PowerShell chunked HTTPS POST", "hard: slow and low over five days", "pc-eng-02", "metrics.buildinsight.test"), "pc-eng-02", [0, 1, 2, 3, 4], SlowPost),
        new(new Act("win-browser-upload", "AN0367", "T1567", "upload in the browser", "hard: usual browser, working hours, new domain", "pc-sal-01", "share.quickdrop.test"), "pc-sal-01", [2], BrowserUpload),
    ];

    private static void SlowPost(ActStage stage)
    {
        var pc = stage.Windows;
        var powershell = pc.Start(stage.At(10.1), "powershell.exe", @"-NoLogo -File C:\Users\nadia.kaya\scripts\metrics.ps1", pc.Resident("Code.exe", pc.Person));
        for (var i = 0; i < 6; i++)
        {
            var at = stage.At(10.2 + i) + (stage.Random.Between(0, 1500) * 1_000_000L);
            pc.ResolveAndConnect(powershell, at, new Peer("104.18.20.91", 443, "ssl", "metrics.buildinsight.test"), new Transfer(stage.Random.Between(640_000, 720_000), 3_100, 2));
        }
    }

    private static void BrowserUpload(ActStage stage)
    {
        var pc = stage.Windows;
        var browser = pc.Resident(stage.Host.Index % 3 == 0 ? "chrome.exe" : "msedge.exe", pc.Person);
        for (var i = 0; i < 3; i++)
        {
            pc.ResolveAndConnect(browser, stage.At(11.1 + (i * 0.05)), new Peer("104.16.100.203", 443, "ssl", "share.quickdrop.test"), Transfer.Upload(stage.Random.Between(18_000_000, 24_000_000), 3));
        }
    }
}
