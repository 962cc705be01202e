using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace Det0131.Models.Alerts;

/// <summary>
/// Replaces user names by keyed hashes, so that exports can be shared while one user stays one user. Accounts that name nobody
/// (root, system and their like) are kept. Thread-safe.
/// </summary>
/// <remarks>The same key gives the same pseudonyms in every export; without the key they cannot be guessed from a list of names.</remarks>
public sealed class Pseudonymiser
{
    /// <summary>Least key length, bytes: half of HMAC-SHA256's output, as RFC 2104 advises no less than the strength wanted.</summary>
    public const int MinKeyBytes = 16;

    private static readonly FrozenSet<string> Nobody = new[]
    {
        "root", "system", "local service", "network service", "nobody", "daemon", "vpxuser", "dcui", "www-data",
        @"nt authority\system", @"nt authority\local service", @"nt authority\network service",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private readonly byte[] key;

    /// <param name="key">At least <see cref="MinKeyBytes"/> bytes, random and kept secret. Copied.</param>
    public Pseudonymiser(ReadOnlySpan<byte> key)
    {
        if (key.Length < MinKeyBytes)
        {
            throw new ArgumentException($"Found a key of {key.Length} bytes; expected at least {MinKeyBytes}.", nameof(key));
        }

        this.key = key.ToArray();
    }

    /// <summary><c>user-</c> and 16 hex digits of HMAC-SHA256 over the lower-case name; accounts that name nobody as they are.</summary>
    public string User(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Nobody.Contains(name) ? name : "user-" + Keyed(name.ToLowerInvariant(), 8);
    }

    /// <summary>An id that was derived from a user name, keyed, so that trying names does not tell whose it is. 32 hex digits.</summary>
    public string Id(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return Keyed("id:" + id, 16);
    }

    /// <summary>The alert without user names: in its fields and wherever they stand in its texts (paths, command lines, the headline).</summary>
    public Alert Apply(Alert alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        var names = new UserNames(this);
        names.Add(alert.Entity, alert.CampaignMembers);
        names.Add(alert.Events);
        return alert with
        {
            Id = Id(alert.Id),
            Headline = names.Replace(alert.Headline),
            Entity = Apply(alert.Entity, names),
            Destination = Apply(alert.Destination, names),
            CampaignMembers = [.. alert.CampaignMembers.Select(member => Apply(member, names))],
            Contributions = [.. alert.Contributions.Select(contribution => Apply(contribution, names))],
            Indicators = [.. alert.Indicators.Select(indicator => indicator with { Text = names.Replace(indicator.Text) })],
            Events = [.. alert.Events.Select(happened => Apply(happened, names))],
        };
    }

    /// <summary>The group without user names, as <see cref="Apply(Alert)"/>.</summary>
    public ScoredGroup Apply(ScoredGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        var names = new UserNames(this);
        names.Add(group.Entity, []);
        return group with
        {
            Entity = Apply(group.Entity, names),
            Destination = Apply(group.Destination, names),
            Contributions = [.. group.Contributions.Select(contribution => Apply(contribution, names))],
        };
    }

    private static AlertEntity Apply(AlertEntity entity, UserNames names) => entity with
    {
        Host = names.Replace(entity.Host),
        User = names.User(entity.User),
    };

    private static AlertDestination Apply(AlertDestination destination, UserNames names) => destination with
    {
        Key = names.Replace(destination.Key),
        Domain = names.Replace(destination.Domain),
        Resource = names.Replace(destination.Resource),
    };

    private static AlertContribution Apply(AlertContribution contribution, UserNames names) => contribution with
    {
        Observed = names.Replace(contribution.Observed),
        Typical = names.Replace(contribution.Typical),
        Sentence = names.Replace(contribution.Sentence),
        WouldHaveBeenNormal = names.Replace(contribution.WouldHaveBeenNormal),
        Value = contribution.Value with { Text = names.Replace(contribution.Value.Text) },
    };

    private static AlertEvent Apply(AlertEvent happened, UserNames names) => happened with
    {
        User = names.User(happened.User),
        Summary = names.Replace(happened.Summary),
        File = names.Replace(happened.File),
        ProcessPath = names.Replace(happened.ProcessPath),
        CommandLine = names.Replace(happened.CommandLine),
        FilePath = names.Replace(happened.FilePath),
        Domain = names.Replace(happened.Domain),
        DnsName = names.Replace(happened.DnsName),
        UserAgent = names.Replace(happened.UserAgent),
        CloudResource = names.Replace(happened.CloudResource),
    };

    private string Keyed(string text, int bytes) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)).AsSpan(0, bytes));
}
