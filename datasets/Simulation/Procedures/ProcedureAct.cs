using Det0131.Datasets.Simulation.Acts;
using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Data;
using Det0131.Datasets.Simulation.Population;
using Det0131.Datasets.Simulation.Procedures.Forms;

namespace Det0131.Datasets.Simulation.Procedures;

/// <summary>One procedure with its host, variation, names and amounts drawn: everything but the records. Immutable.</summary>
internal sealed class ProcedureAct
{
    /// <summary>A transfer that begins in the evening still ends on its day.</summary>
    private const double LatestEnd = 23.9;

    /// <summary>No transfer is faster: about half a gigabit.</summary>
    private const double MostBytesPerSecond = 60e6;

    private static readonly Dictionary<(string Platform, string Service), string> Substitutes =
        DataTable.Read("act-substitutes.csv").ToDictionary(row => (row["platform"], row["service"]), row => row["chain"]);

    private readonly DemoHost _host;
    private readonly ActNames _names;
    private readonly IReadOnlyList<ActSession> _sessions;

    public ProcedureAct(Procedure procedure, ActVariation variation, DemoHost host, string guest, int days, DemoRandom random)
    {
        Procedure = procedure;
        Variation = variation;
        _host = host;
        Destination = ActDestination.Draw(procedure.Target, random);
        _names = new ActNames(procedure, variation, Destination, host, guest, random);
        Bytes = procedure.High == procedure.Low
            ? procedure.Low
            : Math.Clamp(random.Bytes(Math.Sqrt((double)Math.Max(1, procedure.Low) * procedure.High), 1.0), procedure.Low, procedure.High);
        _sessions = ActSession.Divide(procedure, variation, host, Bytes, days, random);
    }

    public Procedure Procedure { get; }

    public ActVariation Variation { get; }

    public ActDestination Destination { get; }

    /// <summary>The stretches in which it plays.</summary>
    public IReadOnlyList<ActSession> Sessions => _sessions;

    /// <summary>Bytes of data that it takes, before what the protocol adds.</summary>
    public long Bytes { get; }

    /// <summary>Days that a variation of a procedure takes.</summary>
    public static int DaysOf(ActVariation variation, int historyDays) => variation switch
    {
        ActVariation.Slow => ActSession.SlowDays,
        ActVariation.Poisoning => Math.Max(1, historyDays + 1),
        _ => 1,
    };

    /// <summary>The chain of a variation: another one where the system's own programs stand in.</summary>
    public static string ChainOf(Procedure procedure, ActVariation variation) =>
        variation == ActVariation.LivingOffTheLand ? Substitutes[(procedure.HostKind, procedure.Service)] : procedure.Chain;

    /// <summary>The script that plays it.</summary>
    /// <param name="id">Id of the act in the ground truth.</param>
    /// <param name="firstDay">Date from which <paramref name="day"/> counts.</param>
    /// <param name="day">The act's first day.</param>
    public ActScript Script(string id, DateOnly firstDay, int day)
    {
        var entity = Procedure.HostKind == "cloud" ? CloudPrincipals.Entity(Procedure) : _host.Name;
        var act = new Act(id, _host.JudgedBy ?? Procedure.Analytic, Procedure.Technique, Procedure.Tool, ActVariations.NameOf(Variation), entity, Destination.Truth);
        var days = _sessions.Select(session => day + session.Day).Distinct().ToList();
        return new ActScript(act, _host.Name, days, stage => Play(stage, stage.Date.DayNumber - firstDay.DayNumber - day));
    }

    private void Play(ActStage stage, int day)
    {
        foreach (var session in _sessions)
        {
            if (session.Day == day)
            {
                Play(stage, session);
            }
        }
    }

    private void Play(ActStage stage, ActSession session)
    {
        var seconds = Seconds(stage.Random, session);
        var hour = Math.Max(0.2, Math.Min(session.Hour, LatestEnd - (seconds / 3600)));
        var chain = new ProgramChain(stage, Procedure, _names);
        var at = stage.At(hour);
        if (Procedure.Chain.Length > 0)
        {
            at = chain.Run(ChainOf(Procedure, Variation), at, session.Bytes, seconds);
        }

        FormTable.All[Procedure.Form](new Performance(stage, Procedure, Destination, Variation, _names, at + 400_000, session.Bytes, seconds, chain.Owner, chain.Last));
    }

    /// <summary>The table's range, kept to what a line carries; divided acts take their share of it.</summary>
    private double Seconds(DemoRandom random, ActSession session)
    {
        var rate = random.Between(1.5e6, 9e6);
        var share = _sessions.Count == 1 ? 1 : Math.Sqrt((double)session.Bytes / Math.Max(1, Bytes));
        var longest = Math.Max(0.5, Procedure.SecondsHigh * share);
        var shortest = Math.Min(longest, Math.Max(Procedure.SecondsLow * share, session.Bytes / MostBytesPerSecond));
        return Math.Clamp((session.Bytes / rate) + random.Between(0.2, 1.0), shortest, longest);
    }
}
