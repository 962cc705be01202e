using System.Net;
using System.Text;
using Det0131.Datasets.DuckDb;
using Det0131.Datasets.Lake;
using Det0131.Models.Context;
using Det0131.Models.Events;

namespace Det0131.Datasets.Coverage;

/// <summary>What is looked at. Immutable.</summary>
public sealed record CoverageOptions
{
    /// <value>First time, microseconds since 1970 UTC, inclusive; null: from the first event on.</value>
    public long? FromMicros { get; init; }

    /// <value>Last time, exclusive; null: to the last event.</value>
    public long? UntilMicros { get; init; }

    /// <value>Hosts and networks as told; without networks, private addresses and those that hosts' own logs show are local.</value>
    public SiteStatement Site { get; init; } = SiteStatement.None;

    /// <value>Hosts, users, roles and accounts kept apart; what comes beyond is counted and left out. 1 or more, default 2,000,000.</value>
    public int MostEntities { get; init; } = 2_000_000;
}

/// <summary>
/// Counts, by SQL over the lake, what its events show of each host, user, cloud role and account. Ends are placed by the rules of scoring, with two short cuts: an
/// address is a host's when only one host's log shows it as its own, at whatever time, and learned local networks are the private ones. Not thread-safe.
/// </summary>
public sealed class CoverageCounter(EventLake lake, CoverageOptions options)
{
    private static readonly AddressBlock[] Private =
        [.. ((string[])["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"]).Select(AddressBlock.Parse)];

    private readonly Dictionary<(EntityKind Kind, string Name, Platform Platform), CoverageEntity> _entities = [];
    private readonly Dictionary<string, Dictionary<Platform, long>> _platforms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _owners = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Asset> _assets = options.Site.Assets.ToDictionary(asset => asset.Name, StringComparer.Ordinal);

    /// <summary>Events of which no end is anybody's here: between addresses that are not local.</summary>
    public long OfNobody { get; private set; }

    /// <summary>Events of hosts, users, roles and accounts beyond <see cref="CoverageOptions.MostEntities"/>.</summary>
    public long LeftOut { get; private set; }

    /// <summary>Counts. Call once.</summary>
    /// <returns>By kind, then name, then platform.</returns>
    public IReadOnlyList<CoverageEntity> Run(CancellationToken cancellation = default)
    {
        using var connection = lake.Connect(options.FromMicros, options.UntilMicros, cancellation);
        LearnAddresses(connection, cancellation);
        connection.Execute(CoverageSql.Count, cancellation);
        CountHosts(connection, cancellation);
        CountOthers(connection, cancellation);
        MarkFiltered(connection, cancellation);
        foreach (var asset in options.Site.Assets.Where(asset => asset.Platform != Platform.IaaS))
        {
            _ = Entity(EntityKind.Host, asset.Name, Platform.Unknown) is { Platform: Platform.Unknown } host ? host.Platform = asset.Platform : default;
        }

        return [.. _entities.Values.OrderBy(e => e.Kind).ThenBy(e => e.Name, StringComparer.Ordinal).ThenBy(e => e.Platform)];
    }

    private void LearnAddresses(DuckDbConnection connection, CancellationToken cancellation)
    {
        var told = options.Site.Internal.Select(AddressBlock.Parse).ToArray();
        var book = new AddressBook(told.Length > 0 ? told : Private);
        foreach (var shared in options.Site.Assets.SelectMany(asset => (asset.Addresses ?? []).Select(alias => (alias.Address, asset.Name))).GroupBy(a => a.Address, StringComparer.Ordinal))
        {
            if (shared.Select(a => a.Name).Distinct(StringComparer.Ordinal).Count() == 1)
            {
                _owners[shared.Key] = shared.First().Name;
            }
        }

        connection.Execute(CoverageSql.CreateScopes);
        using (var scopes = connection.Append("scopes"))
        using (var reader = connection.Query(CoverageSql.Addresses, cancellation))
        {
            while (reader.ReadChunk())
            {
                for (var row = 0; row < reader.RowCount; row++)
                {
                    var utf8 = reader.Column(0).Utf8(row);
                    var address = Encoding.UTF8.GetString(utf8);
                    var owner = reader.Column(1).IsNull(row) ? null : Encoding.UTF8.GetString(reader.Column(1).Utf8(row));
                    if (owner is not null && reader.Column(2).Values<long>()[row] == 1)
                    {
                        _owners.TryAdd(address, NameOf(owner));
                    }

                    var scope = book.ScopeOf(address);
                    var isOwn = scope == AddressScope.Remote && told.Length == 0 && (owner is not null || _owners.ContainsKey(address));
                    if (isOwn || scope != AddressScope.Remote)
                    {
                        scopes.SetText(0, utf8);
                        scopes.SetText(1, isOwn || scope == AddressScope.Local ? "local" : scope == AddressScope.Labelled ? "labelled" : "none");
                        scopes.EndRow();
                    }
                }
            }

            scopes.Complete();
        }
    }

    private void CountHosts(DuckDbConnection connection, CancellationToken cancellation)
    {
        using var row = new CountedRow(connection, cancellation);
        while (row.Next())
        {
            if (row.IsCall || HostOf(row) is not { } name)
            {
                OfNobody += !row.IsCall && row.User is null ? row.Events : 0;
                continue;
            }

            if (Entity(EntityKind.Host, name, Platform.Unknown) is not { } host)
            {
                LeftOut += row.Events;
                continue;
            }

            host.Add(row.Source, row.Events, row.Signals);
            if (row is { Host: not null, Platform: not Platform.Unknown })
            {
                if (!_platforms.TryGetValue(name, out var votes))
                {
                    _platforms[name] = votes = [];
                }

                votes[row.Platform] = votes.GetValueOrDefault(row.Platform) + row.Events;
            }
        }

        // The platform is what most of the host's own events say, so it is known only now; it is no part of a host's key.
        foreach (var (name, votes) in _platforms)
        {
            _entities[(EntityKind.Host, name, Platform.Unknown)].Platform = votes.OrderByDescending(v => v.Value).ThenBy(v => v.Key).First().Key;
        }

        foreach (var asset in _assets.Values.Where(asset => asset.Platform != Platform.Unknown))
        {
            if (_entities.TryGetValue((EntityKind.Host, asset.Name, Platform.Unknown), out var host) && (host.Platform == Platform.Unknown || asset.Platform == Platform.ESXi))
            {
                host.Platform = asset.Platform;
            }
        }
    }

    private void CountOthers(DuckDbConnection connection, CancellationToken cancellation)
    {
        using var row = new CountedRow(connection, cancellation);
        while (row.Next())
        {
            var isCloud = row.IsCall || row.Platform == Platform.IaaS;
            if (isCloud && row.Account is { } account)
            {
                Count(EntityKind.Account, account, Platform.IaaS, row);
            }

            if (row.IsCall)
            {
                var caller = row.Principal ?? row.User ?? row.Role;
                if (caller is not null && Count(EntityKind.User, caller, Platform.IaaS, row) is { } principal)
                {
                    Classify(principal, row);
                }

                if ((row.Role ?? caller) is { } role)
                {
                    Count(EntityKind.Role, role, Platform.IaaS, row);
                }
            }
            else if (row.User is { } user)
            {
                var host = HostOf(row);
                var platform = host is not null && _entities.TryGetValue((EntityKind.Host, host, Platform.Unknown), out var known) ? known.Platform : row.Platform;
                if (Count(EntityKind.User, row.IsService && host is not null ? $"{user}@{host}" : user, platform, row) is { } entity)
                {
                    Classify(entity, row);
                }
            }
        }
    }

    // One record that takes it for a person is enough: sources differ in what they tell of an account.
    private static void Classify(CoverageEntity user, CountedRow row) => user.IsService = row.IsService && (user.IsService || user.Events == row.Events);

    private CoverageEntity? Count(EntityKind kind, string name, Platform platform, CountedRow row)
    {
        var entity = Entity(kind, name, platform);
        entity?.Add(row.Source, row.Events, row.Signals);
        LeftOut += entity is null ? row.Events : 0;
        return entity;
    }

    /// <summary>A program that resolves names and is never seen connecting is left out by the configuration; a resolver's own service is one such and proves nothing.</summary>
    private void MarkFiltered(DuckDbConnection connection, CancellationToken cancellation)
    {
        var few = CoverageSignal.IndexOf(CoverageSignal.FewProgramsName);
        using var reader = connection.Query(CoverageSql.Programs, cancellation);
        while (reader.ReadChunk())
        {
            for (var row = 0; row < reader.RowCount; row++)
            {
                long asking = reader.Column(1).Values<long>()[row], both = reader.Column(2).Values<long>()[row], connecting = reader.Column(3).Values<long>()[row];
                if (connecting > 0 && asking - both >= CoverageSignal.FewPrograms && both * 2 < asking
                    && _entities.TryGetValue((EntityKind.Host, NameOf(Encoding.UTF8.GetString(reader.Column(0).Utf8(row))), Platform.Unknown), out var host))
                {
                    host.Set(few);
                }
            }
        }
    }

    private CoverageEntity? Entity(EntityKind kind, string name, Platform platform)
    {
        var key = (kind, name, platform);
        if (!_entities.TryGetValue(key, out var entity) && _entities.Count < options.MostEntities)
        {
            _entities[key] = entity = new CoverageEntity(kind, name, platform);
        }

        return entity;
    }

    private string? HostOf(CountedRow row) => row.Host is { } host ? NameOf(host) : row.Own is { } own ? _owners.GetValueOrDefault(own, own) : null;

    /// <summary>A host is listed by its whole name or by the first label of it.</summary>
    private string NameOf(string host)
    {
        var dot = host.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && !_assets.ContainsKey(host) && !IPAddress.TryParse(host, out _) && _assets.ContainsKey(host[..dot]) ? host[..dot] : host;
    }
}
