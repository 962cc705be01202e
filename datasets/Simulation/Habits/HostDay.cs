using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Machines;
using Det0131.Datasets.Simulation.Population;
using Det0131.Datasets.Simulation.Sensors;

namespace Det0131.Datasets.Simulation.Habits;

/// <summary>One host on one day, as a habit sees it. The random stream belongs to this host, day and habit alone.</summary>
internal sealed record HostDay(DemoHost Host, DateOnly Date, Machine Machine, DayLogs Logs, DemoRandom Random, WorkDay? Work)
{
    public WindowsMachine Windows => (WindowsMachine)Machine;

    public LinuxMachine Linux => (LinuxMachine)Machine;

    public MacMachine Mac => (MacMachine)Machine;

    public Site Site => Host.Site;

    /// <summary>True on weekends and holidays.</summary>
    public bool Weekend => Host.Site.IsDayOff(Date);

    /// <summary>Microseconds since 1970 of a local time of day, with a few seconds of jitter.</summary>
    public long At(double hours) => Host.Clock.At(Date, hours) + Random.Between(0, 40_000_000);

    /// <summary>A size about the median, scaled by how much this host moves.</summary>
    public long Bytes(double median, double octaves = 1.2) => Random.Bytes(median * Host.VolumeScale, octaves);

    /// <summary>Times through the day, as the local hour, when the person is at work: fewer over lunch, none outside. Empty when absent.</summary>
    public IEnumerable<double> WorkingHours(double meanCount)
    {
        if (Work is null)
        {
            yield break;
        }

        var count = Random.Count(meanCount * Work.Length / 8);
        for (var i = 0; i < count; i++)
        {
            var hour = Random.Between(Work.Start, Work.End);
            if (hour < Work.LunchStart || hour > Work.LunchEnd || Random.Chance(0.2))
            {
                yield return hour;
            }
        }
    }

    /// <summary>Times spread over the whole day.</summary>
    public IEnumerable<double> AnyHours(double meanCount)
    {
        var count = Random.Count(meanCount);
        for (var i = 0; i < count; i++)
        {
            yield return Random.Between(0.0, 24.0);
        }
    }

    /// <summary>A visit to a service: a look-up (often cached) and a connection of usual size.</summary>
    public void Visit(RunningProgram? program, double hour, WebService service, double lookUpShare = 0.5, HttpCall? http = null)
    {
        var peer = service.Peer(Random);
        var transfer = new Transfer(Bytes(service.OutBytes), Random.Bytes(service.InBytes), Random.Between(0.2, 70));
        var call = peer.Application == "http"
            ? http ?? new HttpCall("GET", "/" + Random.Hex(8), "Microsoft-CryptoAPI/10.0", 0, transfer.InBytes)
            : null;
        if (Random.Chance(lookUpShare))
        {
            Machine.ResolveAndConnect(program, At(hour), peer, transfer, call);
        }
        else
        {
            Machine.Connect(program, At(hour), peer, transfer, call);
        }
    }
}

/// <summary>When a person works on a day, in local hours. Immutable.</summary>
internal sealed record WorkDay(double Start, double LunchStart, double LunchEnd, double End)
{
    public double Length => End - Start;

    /// <summary>Draws the day: null when the person does not come. Weekend work is short.</summary>
    public static WorkDay? Draw(DemoHost host, DateOnly date, DemoRandom random)
    {
        if (date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday)
        {
            if (!random.Chance(host.WeekendShare))
            {
                return null;
            }

            var from = random.Between(9.5, 17.0);
            return new WorkDay(from, 24, 24, from + random.Between(0.7, 3.0));
        }

        if (random.Chance(0.05))
        {
            return null;
        }

        var start = host.ArrivesHour + (0.3 * random.Normal());
        var lunch = random.Between(11.8, 12.7);
        var late = random.Chance(0.06) ? random.Between(0.8, 2.5) : 0;
        return new WorkDay(start, lunch, lunch + random.Between(0.5, 0.9), host.LeavesHour + (0.35 * random.Normal()) + late);
    }
}
