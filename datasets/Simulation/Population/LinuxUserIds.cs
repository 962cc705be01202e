namespace Det0131.Datasets.Simulation.Population;

/// <summary>Numbers of the accounts on Linux hosts.</summary>
internal static class LinuxUserIds
{
    private const int FirstOfDirectory = 20_000;
    private const int DirectoryAccounts = 40_000;

    /// <summary>The site's own where it is listed; a person of the directory (<c>first.last</c>) by the name.</summary>
    /// <exception cref="ArgumentException">Neither listed nor a person's.</exception>
    public static int Of(string user) =>
        Site.LinuxUsers.TryGetValue(user, out var id) ? id
        : user.Contains('.', StringComparison.Ordinal) ? FirstOfDirectory + (int)(Chance.DemoRandom.HashOf(user) % DirectoryAccounts)
        : throw new ArgumentException($"Found account '{user}'; expected one of the site's Linux users, or first.last.", nameof(user));
}
