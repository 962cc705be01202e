using Det0131.Models.Alerts;

namespace Det0131.Scoring.Alerts;

/// <summary>The allow-list. Thread-safe.</summary>
public interface IAllowList
{
    /// <summary>Adds an entry and suppresses the open alerts that it matches.</summary>
    /// <exception cref="ArgumentException">Lists every fault of the entry.</exception>
    Task<AllowEntry> AddAsync(AllowEntry entry, string who, CancellationToken cancellation);

    /// <summary>Ends an entry now; what it suppressed shows again.</summary>
    /// <exception cref="KeyNotFoundException">There is no such entry.</exception>
    Task EndAsync(string id, string who, CancellationToken cancellation);

    /// <summary>Entries, those in force first, then by expiry.</summary>
    Task<IReadOnlyList<AllowEntry>> ListAsync(bool withExpired, CancellationToken cancellation);

    /// <summary>Lets alerts whose entry has expired show again; call now and then.</summary>
    /// <returns>How many show again.</returns>
    Task<int> LetExpiredShowAsync(CancellationToken cancellation);
}
