using Det0131.Datasets.Simulation.Acts;
using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Habits;
using Det0131.Datasets.Simulation.Machines;
using Det0131.Datasets.Simulation.Population;
using Det0131.Datasets.Simulation.Sensors;

namespace Det0131.Datasets.Simulation;

/// <summary>Lets a site live, day by day: what it does goes to the sensors. Chance is named by seed, host, day and habit, so days are independent of each other. Not thread-safe.</summary>
internal sealed class SiteSimulation(Site site, ulong seed, DayLogs logs, IActPlan plan)
{
    // Process ids that a day's own life may take before those of the acts begin.
    private const int ActProcesses = 5_000;

    /// <summary>One day of everything.</summary>
    /// <param name="date">The site's own day.</param>
    /// <param name="afterHost">Called when a host's day is complete, and at the end of the day.</param>
    public void Live(DateOnly date, Action? afterHost = null)
    {
        var dayName = date.DayNumber.ToString("D", null);
        logs.Gaps = site.SensorGapsOn(date);
        var planned = plan.On(date).ToList();
        var byHost = planned.ToLookup(act => act.Host, StringComparer.Ordinal);
        var rollOut = site.RollOutOn(date);
        foreach (var host in site.HostsOn(date))
        {
            LiveHost(host, date, dayName, rollOut, byHost[host.Name]);
            if (site.PlaysActsWithHosts)
            {
                foreach (var act in byHost[host.Name])
                {
                    Play(act, host, date, dayName);
                }

                afterHost?.Invoke();
            }
        }

        foreach (var unit in site.CloudUnits)
        {
            var random = unit.Suffix.Length == 0 ? DemoRandom.For(seed, "cloud-account", dayName) : DemoRandom.For(seed, "cloud-account", unit.Suffix, dayName);
            CloudAccountHabits.Live(site, unit, date, logs, random);
            if (site.UsesOtherClouds)
            {
                OtherCloudHabits.Live(site, unit, date, logs, DemoRandom.For(seed, "other-clouds", unit.Suffix, dayName));
            }
        }

        if (!site.PlaysActsWithHosts)
        {
            foreach (var act in planned)
            {
                Play(act, site.Named(act.Host, date), date, dayName);
            }
        }

        afterHost?.Invoke();
    }

    private void LiveHost(DemoHost host, DateOnly date, string dayName, RollOut? rollOut, IEnumerable<PlannedAct> acts)
    {
        var machine = MachineFor(host, date, DemoRandom.For(seed, "machine", host.Name, dayName));
        var work = host.Account.Length == 0 ? null : site.WorkDayOf(host, date, DemoRandom.For(seed, "work", host.Name, dayName));
        foreach (var habit in host.Habits)
        {
            if (acts.Any(act => act.InsteadOfHabit == habit))
            {
                continue;
            }

            using var marked = acts.FirstOrDefault(act => act.MarkedHabit == habit) is { } mark ? logs.Acts.Play(mark.Act) : null;
            HabitTable.All[habit](new HostDay(host, date, machine, logs, DemoRandom.For(seed, habit, host.Name, dayName), work));
        }

        rollOut?.Play(new HostDay(host, date, machine, logs, DemoRandom.For(seed, "roll-out", host.Name, dayName), work));
    }

    private void Play(PlannedAct planned, DemoHost host, DateOnly date, string dayName)
    {
        var path = new[] { "act", planned.Act.Id, dayName };
        using (logs.Acts.Play(planned.Act))
        {
            var machine = MachineFor(host, date, DemoRandom.For(seed, [.. path, "machine"]), ActProcesses);
            planned.Play(new ActStage(host, date, machine, logs, DemoRandom.For(seed, path)));
        }
    }

    private Machine MachineFor(DemoHost host, DateOnly date, DemoRandom random, int processes = 0) => host.Kind switch
    {
        "windows" => new WindowsMachine(host, logs, random),
        "linux" => new LinuxMachine(host, logs, random, host.Site.FirstProcessId(date) + processes),
        "macos" => new MacMachine(host, logs, random, host.Site.FirstProcessId(date) + processes),
        _ => new Machine(host, logs, random),
    };
}
