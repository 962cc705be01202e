using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Population;

namespace Det0131.Datasets.Simulation.Procedures;

/// <summary>The names of one act, which stay the same on all of its days, and the filling of command templates with them. Immutable.</summary>
internal sealed class ActNames
{
    private readonly List<(string Mark, string Text)> _texts;

    public ActNames(Procedure procedure, ActVariation variation, ActDestination destination, DemoHost host, string guest, DemoRandom random)
    {
        FileName = random.Pick(ActWords.Of("file", host.Kind));
        var folder = host.Kind switch
        {
            "windows" when host.Account.Length > 0 => $@"C:\Users\{host.Account}\AppData\Local\Temp",
            "windows" => @"C:\ProgramData\Stage",
            "macos" => "/Users/Shared/.s",
            _ => "/var/tmp/.s",
        };
        File = folder + (host.Kind == "windows" ? @"\" : "/") + FileName;
        RenamedTool = variation == ActVariation.Renamed ? random.Pick(ActWords.Of("rename", host.Kind)) : "";
        var insideTls = variation == ActVariation.AllowedProtocol;
        var port = insideTls ? 443 : procedure.Port;
        var scheme = insideTls || procedure.Service == "ssl" ? "https" : "http";
        var name = destination.Host.Length > 0 ? destination.Host : destination.Address;
        var usual = port == 0 || port == (scheme == "https" ? 443 : 80);
        _texts =
        [
            ("{account}", host.Account.Length > 0 ? host.Account : "Public"),
            ("{file}", File),
            ("{folder}", folder),
            ("{name}", FileName),
            ("{guest}", guest),
            ("{ip}", destination.Address),
            ("{host}", name),
            ("{dst}", name),
            ("{zone}", destination.Truth),
            ("{port}", InvariantText.Text($"{port}")),
            ("{resolver}", host.Site.Resolver(host).Address),
            ("{number}", InvariantText.Text($"{random.Between(1000, 9999)}")),
            ("{url}", scheme + "://" + name + (usual ? "" : InvariantText.Text($":{port}")) + "/"),
        ];
    }

    /// <summary>The staged file that is taken.</summary>
    public string File { get; }

    public string FileName { get; }

    /// <summary>What the tool is called in the variation that renames it, else empty.</summary>
    public string RenamedTool { get; }

    public string Fill(string template)
    {
        foreach (var (mark, text) in _texts)
        {
            template = template.Replace(mark, text, StringComparison.Ordinal);
        }

        return template;
    }
}
