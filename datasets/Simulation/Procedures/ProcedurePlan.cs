using Det0131.Datasets.Simulation.Acts;
using Det0131.Datasets.Simulation.Population;

namespace Det0131.Datasets.Simulation.Procedures;

/// <summary>What a plan is made for. Immutable.</summary>
internal sealed record ProcedurePlanOptions
{
    /// <summary>First day on which an act may begin.</summary>
    public required DateOnly FirstDay { get; init; }

    /// <summary>Days from there on which acts may be played: 1 or more.</summary>
    public required int Days { get; init; }

    /// <summary>Days of life before <see cref="FirstDay"/>, in which poisoning may begin. Default 0.</summary>
    public int HistoryDays { get; init; }

    public ulong Seed { get; init; } = 131;

    public IReadOnlyList<ActRequest> Requests { get; init; } = [];

    /// <summary>Whether two acts may come upon one host (or cloud principal) on one day. Default false.</summary>
    public bool MayShareHostDays { get; init; }

    /// <summary>Whether a host's logs show it on a day; null: always.</summary>
    public Func<DemoHost, DateOnly, bool>? IsSeenOn { get; init; }

    /// <summary>Whether a wish without a variation draws one of its procedure's; false: plain wherever it can be. Default true.</summary>
    public bool DrawVariations { get; init; } = true;
}

/// <summary>Which acts are played where and when. Immutable.</summary>
/// <param name="Scripts">The acts; their days count from <see cref="ProcedurePlanOptions.FirstDay"/>.</param>
/// <param name="LeftOut">Wishes that found no place, each with the reason.</param>
internal sealed record ProcedurePlan(IReadOnlyList<ActScript> Scripts, IReadOnlyList<(ActRequest Request, string Reason)> LeftOut);
