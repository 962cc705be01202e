namespace Det0131.Models.Features;

/// <summary>
/// How much a stream may hold. What is not observed for a bound is counted. A history that is read in one go has no bounds: it ends. Immutable.
/// </summary>
public sealed record StreamBounds
{
    /// <summary>
    /// Windows, conversations and distinct names that one entity may hold in one feature; 1 or more, 20,000 by default. By feature, so that
    /// a flood of names cannot hide the volume that leaves beside it.
    /// </summary>
    public int PerEntity { get; init; } = 20_000;

    /// <summary>The same over all entities and features; 1 or more, 2,000,000 by default (about 400 MB).</summary>
    public int Total { get; init; } = 2_000_000;

    /// <summary>Groups that are open at once; 10 or more, 500,000 by default. Beyond it those of the oldest hours are closed early.</summary>
    public int OpenGroups { get; init; } = 500_000;

    /// <exception cref="ArgumentException">Lists every value that is out of range.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        Least(PerEntity, 1, nameof(PerEntity));
        Least(Total, 1, nameof(Total));
        Least(OpenGroups, 10, nameof(OpenGroups));
        if (faults.Count > 0)
        {
            throw new ArgumentException($"The bounds of the stream are not usable: {string.Join("; ", faults)}.");
        }

        void Least(int value, int least, string name)
        {
            if (value < least)
            {
                faults.Add($"{name} is {value}, expected {least} or more");
            }
        }
    }
}
