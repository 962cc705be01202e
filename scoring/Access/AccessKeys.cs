namespace Det0131.Scoring.Access;

/// <summary>What a key may do.</summary>
public enum Role : byte
{
    /// <summary>Send events, nothing else.</summary>
    Ingest = 0,

    /// <summary>Read everything, work on alerts, keep the allow-list.</summary>
    Analyst = 1,

    /// <summary>What an analyst may, and promote and roll back models.</summary>
    DataScientist = 2,

    /// <summary>Everything: keys and webhooks too.</summary>
    Admin = 3,
}

/// <summary>A key as it is stored: its secret is not. Immutable.</summary>
/// <param name="Id">Public part, 12 lower-case letters and digits; stands in the audit log.</param>
/// <param name="Name">Who or what holds it; unique among the keys in force.</param>
/// <param name="Role">What it may do.</param>
/// <param name="SecretHash">SHA-256 of the secret; the secret has 256 random bits, so it needs no salt and no slow hash.</param>
/// <param name="MadeAt">UTC.</param>
/// <param name="ExpiresAt">UTC; null: never.</param>
/// <param name="RevokedAt">UTC; null: in force.</param>
public sealed record AccessKey(string Id, string Name, Role Role, byte[] SecretHash, DateTimeOffset MadeAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt);

/// <summary>Where keys rest. Thread-safe.</summary>
public interface IKeyStore
{
    /// <exception cref="ArgumentException">A key in force has that name.</exception>
    Task AddAsync(AccessKey key, CancellationToken cancellation);

    Task<AccessKey?> FindAsync(string id, CancellationToken cancellation);

    Task<IReadOnlyList<AccessKey>> ListAsync(CancellationToken cancellation);

    /// <exception cref="KeyNotFoundException">There is no such key in force.</exception>
    Task RevokeAsync(string id, DateTimeOffset at, CancellationToken cancellation);
}

/// <summary>One line of the audit log: who changed what.</summary>
/// <param name="At">UTC.</param>
/// <param name="Who">Name of the key, or <c>console</c>.</param>
/// <param name="Action">Stable name: <c>alert.change</c>, <c>allow.add</c>, <c>model.promote</c>, <c>key.revoke</c>, <c>sign_in</c>, <c>sign_in.refused</c>.</param>
/// <param name="Target">Id of what was changed.</param>
/// <param name="Detail">What exactly, in words; no secrets.</param>
public sealed record AuditLine(DateTimeOffset At, string Who, string Action, string? Target, string? Detail);

/// <summary>Every change of state, append-only. Thread-safe.</summary>
public interface IAuditLog
{
    Task WriteAsync(AuditLine line, CancellationToken cancellation);

    /// <summary>Latest first.</summary>
    Task<IReadOnlyList<AuditLine>> ListAsync(int limit, CancellationToken cancellation);
}
