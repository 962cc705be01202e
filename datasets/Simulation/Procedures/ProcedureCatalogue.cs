using Det0131.Datasets.Simulation.Acts;
using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Population;
using Det0131.Datasets.Simulation.Procedures.Forms;

namespace Det0131.Datasets.Simulation.Procedures;

/// <summary>
/// The 153 procedures of the attack catalogue and those beyond it, and which of them is played where and when. Thread-safe.
/// </summary>
internal static class ProcedureCatalogue
{
    private const int Tries = 60;

    // Where few hosts are recorded on few days, most draws are of nobody's day.
    private const int TriesAmongRecords = 1_500;

    /// <summary>Every procedure, in the catalogue's order, those beyond it last.</summary>
    public static IReadOnlyList<Procedure> All { get; } = Procedure.ReadAll();

    private static readonly Dictionary<string, Procedure> ById = All.ToDictionary(procedure => procedure.Id, StringComparer.Ordinal);

    public static Procedure? Find(string id) => ById.GetValueOrDefault(id);

    /// <summary>
    /// Gives every wish a host that has its platform and, where the site has one, its role, a day, a variation and an amount.
    /// The same hosts and options give the same plan; amounts and names of an act depend on its id, host and variation alone, its place also on the other wishes.
    /// </summary>
    /// <exception cref="ArgumentException">There is no procedure or host of a name that was asked for, or no day.</exception>
    public static ProcedurePlan Plan(IReadOnlyList<DemoHost> hosts, ProcedurePlanOptions options)
    {
        ArgumentNullException.ThrowIfNull(hosts);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Days, 1);
        var taken = new HashSet<(string Entity, int Day)>();
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var places = new SortedDictionary<int, (ProcedureAct Act, int Day, string Id)>();
        var leftOut = new List<(ActRequest, string)>();
        var numbered = options.Requests.Select((request, index) => (request, index, random: RandomOf(options.Seed, request, ids, out var id), id)).ToList();

        // Whoever is tied to a host or a day chooses first.
        foreach (var (request, index, random, id) in numbered.OrderByDescending(entry => (entry.request.Host is null ? 0 : 2) + (entry.request.Day is null ? 0 : 1)))
        {
            var procedure = Find(request.Procedure) ?? throw new ArgumentException($"Found the procedure '{request.Procedure}'; expected an id of the catalogue.");
            if (Place(procedure, request, id, hosts, options, taken, random) is { } place)
            {
                places[index] = (place.Act, place.Day, id);
            }
            else
            {
                leftOut.Add((request, InvariantText.Text($"no free {procedure.HostKind} host in {options.Days} days")));
            }
        }

        return new ProcedurePlan(places.Values.Select(place => place.Act.Script(place.Id, options.FirstDay, place.Day)).ToList(), leftOut);
    }

    private static DemoRandom RandomOf(ulong seed, ActRequest request, Dictionary<string, int> ids, out string id)
    {
        var count = ids[request.Procedure] = ids.GetValueOrDefault(request.Procedure) + 1;
        id = count == 1 ? request.Procedure : InvariantText.Text($"{request.Procedure}-{count}");
        return DemoRandom.For(seed, "act-plan", id);
    }

    private static (ProcedureAct Act, int Day)? Place(
        Procedure procedure, ActRequest request, string id, IReadOnlyList<DemoHost> hosts, ProcedurePlanOptions options, HashSet<(string Entity, int Day)> taken, DemoRandom random)
    {
        var candidates = HostChoice.For(procedure, request.Host, hosts);
        var variation = request.Variation ?? Draw(procedure, options, random);
        var tries = options.IsSeenOn is null ? Tries : TriesAmongRecords;
        for (var attempt = 0; candidates.Count > 0 && attempt < tries; attempt++)
        {
            // Half of the way through, whatever takes days gives way to the plain case, if nobody asked for it.
            if (attempt == tries / 2 && request.Variation is null && procedure.Variations.Contains(ActVariation.Plain))
            {
                variation = ActVariation.Plain;
            }

            var days = ProcedureAct.DaysOf(variation, options.HistoryDays);
            var host = random.Pick(candidates);
            var day = FirstDay(request, options, variation, days, host, random);
            var entity = procedure.HostKind == "cloud" ? CloudPrincipals.Entity(procedure) : host.FullName;
            var span = Enumerable.Range(day, days).ToList();
            if (day < -options.HistoryDays || day + days > options.Days || (!options.MayShareHostDays && span.Exists(d => taken.Contains((entity, d))))
                || (options.IsSeenOn is { } isSeen && span.Exists(d => !isSeen(host, options.FirstDay.AddDays(d)))))
            {
                continue;
            }

            taken.UnionWith(span.Select(d => (entity, d)));

            // A stream of its own: amounts and names do not hang on how long a place was looked for.
            var own = DemoRandom.For(options.Seed, "act-names", id);
            return (new ProcedureAct(procedure, variation, host, HostChoice.GuestName(hosts, own), days, own), day);
        }

        return null;
    }

    private static ActVariation Draw(Procedure procedure, ProcedurePlanOptions options, DemoRandom random) =>
        options.DrawVariations || !procedure.Variations.Contains(ActVariation.Plain) ? random.Pick(procedure.Variations) : ActVariation.Plain;

    /// <summary>Poisoning ends on its day, everything else begins on it; office hours are those of a working day.</summary>
    private static int FirstDay(ActRequest request, ProcedurePlanOptions options, ActVariation variation, int days, DemoHost host, DemoRandom random)
    {
        if (request.Day is { } asked)
        {
            var at = asked.DayNumber - options.FirstDay.DayNumber;
            return variation == ActVariation.Poisoning ? at - days + 1 : at;
        }

        if (variation == ActVariation.Poisoning)
        {
            return random.Between(0, options.Days - 1) - days + 1;
        }

        var day = random.Between(0, Math.Max(0, options.Days - days));
        var isOfficeWork = variation == ActVariation.WorkingHours && host.Account.Length > 0;
        for (var i = 0; isOfficeWork && i < options.Days && options.FirstDay.AddDays(day).DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday; i++)
        {
            day = (day + 1) % options.Days;
        }

        return day;
    }
}
