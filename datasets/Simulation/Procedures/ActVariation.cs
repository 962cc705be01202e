namespace Det0131.Datasets.Simulation.Procedures;

/// <summary>How an act differs from the textbook case of its procedure.</summary>
internal enum ActVariation
{
    /// <summary>As the procedure is described, mostly outside of working hours, all at once.</summary>
    Plain,

    /// <summary>The tool under another name and path.</summary>
    Renamed,

    /// <summary>Little at a time, several times a day, over five days.</summary>
    Slow,

    /// <summary>In six to twelve parts over one day.</summary>
    Split,

    /// <summary>On a working day between nine and five.</summary>
    WorkingHours,

    /// <summary>With a program that the system brings, in place of the attacker's own.</summary>
    LivingOffTheLand,

    /// <summary>Inside TLS on port 443.</summary>
    AllowedProtocol,

    /// <summary>A little more every day for weeks, so that the theft at the end looks learned.</summary>
    Poisoning,
}

/// <summary>The variations by the names that tables and files use.</summary>
internal static class ActVariations
{
    private static readonly (ActVariation Variation, string Name)[] Names =
    [
        (ActVariation.Plain, "plain"),
        (ActVariation.Renamed, "renamed"),
        (ActVariation.Slow, "slow"),
        (ActVariation.Split, "split"),
        (ActVariation.WorkingHours, "working-hours"),
        (ActVariation.LivingOffTheLand, "living-off-the-land"),
        (ActVariation.AllowedProtocol, "allowed-protocol"),
        (ActVariation.Poisoning, "poisoning"),
    ];

    public static string NameOf(ActVariation variation) => Names.Single(entry => entry.Variation == variation).Name;

    /// <exception cref="FormatException">There is no variation of this name; the message lists all.</exception>
    public static ActVariation Parse(string name)
    {
        foreach (var entry in Names)
        {
            if (entry.Name == name)
            {
                return entry.Variation;
            }
        }

        throw new FormatException($"Found the variation '{name}'; expected one of {string.Join(", ", Names.Select(entry => entry.Name))}.");
    }
}
