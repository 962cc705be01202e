using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Population;

namespace Det0131.Datasets.Simulation.Procedures;

/// <summary>On which hosts a procedure can be played.</summary>
internal static class HostChoice
{
    private const string GuestWithoutSite = "vm-01";

    /// <summary>The hosts of the procedure's platform and role; all of the platform where the site has nobody in that role. New starters are left out.</summary>
    /// <exception cref="ArgumentException">The host asked for is not there, or has another platform.</exception>
    public static IReadOnlyList<DemoHost> For(Procedure procedure, string? asked, IReadOnlyList<DemoHost> hosts)
    {
        // Calls of a principal come from nowhere on the site: the application's instances lend them a name.
        var kind = procedure.HostKind == "cloud" ? "instance" : procedure.HostKind;
        if (asked is not null)
        {
            var host = hosts.FirstOrDefault(host => host.Name == asked || host.FullName == asked) ?? throw new ArgumentException($"Found the host '{asked}' for {procedure.Id}; the site has none of that name.");
            return host.Kind == kind ? [host] : throw new ArgumentException($"Found {asked}, of kind {host.Kind}, for {procedure.Id}; expected kind {kind}.");
        }

        var all = hosts.Where(host => host.Kind == kind && !host.JoinsScored).ToList();
        var fitting = all.Where(host => procedure.HostRole switch
        {
            "any" => true,
            "desk" => host.Account.Length > 0,
            "server" => host.Account.Length == 0,
            var role => host.Role == role,
        }).ToList();
        return fitting.Count > 0 ? fitting : all;
    }

    /// <summary>A virtual machine for commands to name.</summary>
    public static string GuestName(IReadOnlyList<DemoHost> hosts, DemoRandom random)
    {
        var guests = hosts.Where(host => host.Kind == "guest").Select(host => host.Name).ToList();
        return guests.Count > 0 ? random.Pick(guests) : GuestWithoutSite;
    }
}
