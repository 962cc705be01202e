namespace Det0131.Datasets.Simulation.Population;

/// <summary>Where the ports of a host's clients lie. Immutable.</summary>
/// <param name="Low">Lowest.</param>
/// <param name="LatestStart">A day begins no higher.</param>
/// <param name="High">Highest: then it goes on from the lowest.</param>
internal readonly record struct ClientPorts(int Low, int LatestStart, int High)
{
    /// <summary>IANA's dynamic ports.</summary>
    public static ClientPorts Usual { get; } = new(49_152, 60_000, 65_535);
}
