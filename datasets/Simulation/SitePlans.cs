using System.Globalization;
using Det0131.Datasets.Simulation.Acts;
using Det0131.Datasets.Simulation.Population;
using Det0131.Datasets.Simulation.Procedures;

namespace Det0131.Datasets.Simulation;

/// <summary>Plans the acts that an enterprise's simulation is told to play: in its last week, each on a host of the kind and role that it is written for.</summary>
internal static class SitePlans
{
    /// <exception cref="FormatException">A line of the file of acts is not understood.</exception>
    /// <exception cref="ArgumentException">The file asks for a host that is not there, or the site has no place for an act.</exception>
    public static IActPlan Of(SimulationOptions options, EnterpriseSite site)
    {
        if (options.Acts == "none")
        {
            return ScriptPlan.None;
        }

        var scored = Math.Min(SimulationOptions.ActDays, options.Days);
        var first = options.Start.AddDays(options.Days - scored);
        var staying = site.HostsOn(options.Start.AddDays(options.Days - 1)).Select(host => host.Name).ToHashSet(StringComparer.Ordinal);
        var hosts = site.HostsOn(options.Start).Where(host => staying.Contains(host.Name)).ToList();
        if (ShamsIn(options.Acts) is { } shams)
        {
            return new ScriptPlan(ShamActs.Plan(hosts, scored, shams.Count, options.Seed, shams.AreLived), first);
        }

        var wishes = new ProcedurePlanOptions
        {
            FirstDay = first,
            Days = scored,
            HistoryDays = options.Days - scored,
            Seed = options.Seed,
            Requests = options.Acts == "all" ? ActRequest.All() : ActRequest.Read(options.Acts),
        };
        var plan = ProcedureCatalogue.Plan(hosts, wishes);

        // A small site has fewer host-days than there are acts.
        plan = plan.LeftOut.Count == 0 ? plan : ProcedureCatalogue.Plan(hosts, wishes with { MayShareHostDays = true });
        return plan.LeftOut.Count == 0
            ? new ScriptPlan(plan.Scripts, first)
            : throw new ArgumentException("Acts without a place: " + string.Join("; ", plan.LeftOut.Select(left => $"{left.Request.Procedure} ({left.Reason})")) + ".");
    }

    private static (int Count, bool AreLived)? ShamsIn(string acts)
    {
        var colon = acts.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && acts[..colon] is "sham" or "lived" && int.TryParse(acts.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? (count, acts[..colon] == "lived")
            : null;
    }
}
