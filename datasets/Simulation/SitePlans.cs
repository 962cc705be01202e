using Det0131.Datasets.Simulation.Acts;
using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Population;

namespace Det0131.Datasets.Simulation;

/// <summary>Plans the acts that an enterprise's simulation is told to play: in its last week, each on a host of the kind and role that it is written for.</summary>
internal static class SitePlans
{
    private const int ScoredDays = 7;

    /// <exception cref="ArgumentException">The file lists what is no act; all faults are named.</exception>
    public static IActPlan Of(SimulationOptions options, EnterpriseSite site)
    {
        if (options.Acts == "none")
        {
            return ScriptPlan.None;
        }

        var first = options.Start.AddDays(Math.Max(0, options.Days - ScoredDays));
        var scripts = ActScript.All();
        if (options.Acts != "all")
        {
            scripts = Listed(options.Acts, scripts);
        }

        var hosts = site.HostsOn(first).ToList();
        return new ScriptPlan([.. scripts.Select(script => Placed(script, hosts, options.Seed))], first);
    }

    /// <summary>A file of act ids, one a line; a first line <c>procedure</c>, blank lines and lines that begin with # are passed over, and so is what follows a comma.</summary>
    private static IReadOnlyList<ActScript> Listed(string path, IReadOnlyList<ActScript> scripts)
    {
        var wanted = File.ReadLines(path).Select(line => line.Split(',')[0].Trim()).Where(id => id.Length > 0 && id[0] != '#' && id != "procedure").ToHashSet(StringComparer.Ordinal);
        var unknown = wanted.Except(scripts.Select(script => script.Act.Id), StringComparer.Ordinal).ToList();
        return unknown.Count == 0
            ? [.. scripts.Where(script => wanted.Contains(script.Act.Id))]
            : throw new ArgumentException($"{Path.GetFileName(path)}: found {string.Join(", ", unknown)}; expected act ids such as {scripts[0].Act.Id}.");
    }

    private static ActScript Placed(ActScript script, List<DemoHost> hosts, ulong seed)
    {
        var written = DemoHost.Named(script.Host);
        var fitting = hosts.Where(host => host.Kind == written.Kind && host.Role == written.Role).ToList();
        fitting = fitting.Count > 0 ? fitting : [.. hosts.Where(host => host.Kind == written.Kind && (host.Account.Length > 0) == (written.Account.Length > 0))];
        var host = fitting[DemoRandom.For(seed, "place", script.Act.Id).Between(0, fitting.Count - 1)];
        var entity = script.Act.Entity == script.Host ? host.Name : script.Act.Entity;
        return script with { Act = script.Act with { Entity = entity }, Host = host.Name };
    }
}
