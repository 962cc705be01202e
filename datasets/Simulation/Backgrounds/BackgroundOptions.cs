using Det0131.Models.Context;
using Det0131.Models.Events;

namespace Det0131.Datasets.Simulation.Backgrounds;

/// <summary>Which acts to plant into whose life. Immutable.</summary>
public sealed record BackgroundOptions
{
    /// <summary>What is told of the background's site; the rest is learned from its events.</summary>
    public SiteStatement Site { get; init; } = SiteStatement.None;

    /// <summary>Platform of hosts that neither the site nor a log names.</summary>
    public Platform Fallback { get; init; } = Platform.Linux;

    /// <summary><c>all</c>, or a file of acts (CSV with the columns procedure, host, day, variation).</summary>
    public string Acts { get; init; } = "all";

    /// <summary>Decides everything that is drawn by chance. Default 131.</summary>
    public ulong Seed { get; init; } = 131;

    /// <summary>Days with events, the last ones, in which acts begin: 1 or more. Null: seven, but at most a third of them.</summary>
    public int? ActDays { get; init; }

    /// <summary>Which part of the acts is planted, from 1 to <see cref="Parts"/>. A small background cannot take them all: a host's day would hold nothing else.</summary>
    public int Part { get; init; } = 1;

    /// <summary>Into how many parts the acts are dealt: 1 or more.</summary>
    public int Parts { get; init; } = 1;

    /// <exception cref="ArgumentException">Lists every fault.</exception>
    public void Validate()
    {
        List<string> faults = [];
        if (ActDays < 1)
        {
            faults.Add($"{ActDays} days of acts; expected 1 or more");
        }

        if (Parts < 1 || Part < 1 || Part > Parts)
        {
            faults.Add($"part {Part} of {Parts}; expected 1 of 1, or any from the first to the last");
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException("Background: found " + string.Join("; ", faults) + ".");
        }
    }
}

/// <summary>What was planted. Immutable.</summary>
/// <param name="Hosts">Local hosts of the background whose days were long enough.</param>
/// <param name="FirstDay">First day on which an act may have begun.</param>
/// <param name="Events">Events added.</param>
/// <param name="Acts">Acts in <c>acts.csv</c>.</param>
/// <param name="Unseen">Acts that were played and that none of the background's sensors records.</param>
/// <param name="LeftOut">Acts that were not played, each with the reason.</param>
public sealed record BackgroundSummary(int Hosts, DateOnly FirstDay, long Events, int Acts, IReadOnlyList<string> Unseen, IReadOnlyList<(string Act, string Reason)> LeftOut);
