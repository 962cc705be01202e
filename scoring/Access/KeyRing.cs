using System.Collections.Concurrent;
using System.Data.Common;
using Det0131.Models.Alerts;

namespace Det0131.Scoring.Access;

/// <summary>A key that was made, with the secret that is shown once.</summary>
public sealed record NewKey(AccessKey Key, KeySecret Secret);

/// <summary>Makes, checks and revokes keys, and writes it down. Thread-safe.</summary>
public sealed class KeyRing(IKeyStore keys, IAuditLog audit, TimeProvider time)
{
    /// <summary>Who acts at a command line, in the audit log.</summary>
    public const string Console = "console";

    /// <summary>Most characters of a key's name.</summary>
    public const int MaximumNameLength = 64;

    private const int MostKnown = 10_000;

    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    // Names that the histories use for what is not a key.
    private static readonly string[] Reserved = [Console, "scorer", "system"];

    private readonly ConcurrentDictionary<string, (AccessKey Key, long At)> _known = new(StringComparer.Ordinal);

    /// <summary>Whether a key may be used at a time.</summary>
    public static bool InForce(AccessKey key, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.RevokedAt is null && !(key.ExpiresAt <= at);
    }

    /// <summary>Makes a key.</summary>
    /// <param name="name">1 to 64 characters, none of them a control character or a space at an end; unique among the keys in force.</param>
    /// <param name="role">What it may do.</param>
    /// <param name="life">How long it lives; null: for ever. More than zero, at most 100 years.</param>
    /// <param name="who">Name of the acting key.</param>
    /// <param name="cancellation">Stops the waiting for the store.</param>
    /// <exception cref="ArgumentException">Name or life is out of range, or a key in force has the name.</exception>
    public async Task<NewKey> MakeAsync(string name, Role role, TimeSpan? life, string who, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > MaximumNameLength || name.Trim().Length != name.Length || name.Any(c => char.IsControl(c) || char.IsSurrogate(c)) || TerminalText.Escape(name) != name)
        {
            throw new ArgumentException($"The name of the key is '{Shown(name)}'; expected 1 to {MaximumNameLength} printable characters without a space at either end.");
        }

        if (Reserved.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            throw new ArgumentException($"The name of the key is '{name}', which histories use for something else; expected another.");
        }

        if (!Enum.IsDefined(role))
        {
            throw new ArgumentException($"The role is {(byte)role}; expected ingest, analyst, data-scientist or admin.");
        }

        if (life is { } given && (given <= TimeSpan.Zero || given > TimeSpan.FromDays(36_525)))
        {
            throw new ArgumentException($"The key would live {given.TotalDays:0.##} days; expected more than 0, at most 36525.");
        }

        var now = time.GetUtcNow();
        var secret = KeySecret.Make();
        var key = new AccessKey(secret.Id, name, role, secret.Hash(), now, now + life, null);
        await keys.AddAsync(key, cancellation);
        var until = key.ExpiresAt is { } end ? $"until {end:yyyy-MM-dd HH:mm} UTC" : "without end";
        await audit.WriteAsync(new AuditLine(now, who, "key.create", key.Id, $"{name}, {RoleNames.Of(role)}, {until}"), CancellationToken.None);
        return new NewKey(key, secret);
    }

    /// <summary>Ends a key now; sessions that it opened end with it.</summary>
    /// <exception cref="KeyNotFoundException">There is no such key in force.</exception>
    public async Task RevokeAsync(string id, string who, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await keys.RevokeAsync(id, now, cancellation);
        await audit.WriteAsync(new AuditLine(now, who, "key.revoke", id, null), CancellationToken.None);
    }

    /// <summary>All keys, revoked and expired ones too.</summary>
    public Task<IReadOnlyList<AccessKey>> ListAsync(CancellationToken cancellation) => keys.ListAsync(cancellation);

    /// <summary>The key in force that a secret opens; null: none.</summary>
    public async Task<AccessKey?> OpenAsync(string? secret, CancellationToken cancellation) =>
        KeySecret.TryParse(secret, out var parsed) && await InForceAsync(parsed.Id, cancellation) is { } key && parsed.Opens(key) ? key : null;

    /// <summary>
    /// A key by its public id, if it is in force. While the store is away, a key that it gave within the last hour counts: events must come in
    /// although alerts cannot be stored, and nobody can revoke a key in a store that is away.
    /// </summary>
    public async Task<AccessKey?> InForceAsync(string id, CancellationToken cancellation) =>
        await FindAsync(id, cancellation) is { } key && InForce(key, time.GetUtcNow()) ? key : null;

    /// <summary>Whether any key is in force.</summary>
    public async Task<bool> AnyInForceAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        return (await keys.ListAsync(cancellation)).Any(key => InForce(key, now));
    }

    /// <summary>Makes the first admin key when there never was a key; null: there was one. Keys that all ended are not replaced: who revoked them meant it.</summary>
    public async Task<NewKey?> FirstAsync(CancellationToken cancellation) => (await keys.ListAsync(cancellation)).Count == 0
        ? await MakeAsync("first-admin", Role.Admin, null, Console, cancellation)
        : null;

    private async Task<AccessKey?> FindAsync(string id, CancellationToken cancellation)
    {
        try
        {
            var found = await keys.FindAsync(id, cancellation);
            if (found is null)
            {
                _known.TryRemove(id, out _);
            }
            else if (_known.Count < MostKnown || _known.ContainsKey(id))
            {
                _known[id] = (found, time.GetTimestamp());
            }

            return found;
        }
        catch (Exception fault) when (fault is DbException or TimeoutException && _known.TryGetValue(id, out var known) && time.GetElapsedTime(known.At) < Remembered)
        {
            return known.Key;
        }
    }

    private static string Shown(string name) => TerminalText.Escape(name.Length > MaximumNameLength ? name[..MaximumNameLength] + "..." : name);
}
