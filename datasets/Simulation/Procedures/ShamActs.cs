using Det0131.Datasets.Simulation.Acts;
using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Habits;
using Det0131.Datasets.Simulation.Population;

namespace Det0131.Datasets.Simulation.Procedures;

/// <summary>
/// Acts in which nothing is stolen: one ordinary habit of a host, on one of its days, goes through the machinery that plants acts, instead of
/// being lived. Whoever tells them from the rest finds the machinery and not a theft. Thread-safe.
/// </summary>
internal static class ShamActs
{
    private const string NoTechnique = "sham";

    /// <summary>As many shams as asked for, on different host-days, as far as the site has them.</summary>
    /// <param name="hosts">The site's.</param>
    /// <param name="days">Days from the first on.</param>
    /// <param name="count">How many.</param>
    /// <param name="seed">Draws hosts, days and habits.</param>
    /// <param name="areLived">
    /// True: the very same habits on the same days are lived as ever and only marked. They are what shams are compared with: any other choice of groups
    /// would differ from shams by which habits it has.
    /// </param>
    public static IReadOnlyList<ActScript> Plan(IReadOnlyList<DemoHost> hosts, int days, int count, ulong seed, bool areLived = false)
    {
        ArgumentNullException.ThrowIfNull(hosts);
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var random = DemoRandom.For(seed, "sham-acts");
        var places = hosts.Where(host => !host.JoinsScored).SelectMany(host => Enumerable.Range(0, days).Select(day => (Host: host, Day: day))).ToList();
        var scripts = new List<ActScript>();
        while (scripts.Count < count && places.Count > 0)
        {
            var pick = random.Between(0, places.Count - 1);
            var (host, day) = places[pick];
            places.RemoveAt(pick);
            var habit = random.Pick(host.Habits);
            var act = new Act(InvariantText.Text($"sham-{scripts.Count + 1:D3}"), Analytic(host.Platform), NoTechnique, habit, areLived ? "lived" : "sham", host.Name, "");
            scripts.Add(areLived
                ? new ActScript(act, host.Name, [day], static _ => { }) { MarkedHabit = habit }
                : new ActScript(act, host.Name, [day], stage => Live(stage, habit, seed)) { InsteadOfHabit = habit });
        }

        return scripts;
    }

    /// <summary>The site's own working day, from the stream that the host's is drawn from: nobody is at work and on holiday at once.</summary>
    private static void Live(ActStage stage, string habit, ulong seed)
    {
        var host = stage.Host;
        var work = host.Account.Length == 0 ? null : host.Site.WorkDayOf(host, stage.Date, DemoRandom.For(seed, "work", host.Name, stage.Date.DayNumber.ToString("D", null)));
        HabitTable.All[habit](new HostDay(host, stage.Date, stage.Machine, stage.Logs, stage.Random, work));
    }

    private static string Analytic(string platform) => platform switch
    {
        "windows" => "AN0367",
        "linux" => "AN0368",
        "macos" => "AN0369",
        "iaas" => "AN0370",
        _ => "AN0371",
    };
}
