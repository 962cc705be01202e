using Det0131.Datasets.DuckDb;

namespace Det0131.Datasets.Lake;

/// <summary>
/// Merges a lake's small parts and removes old ones. Parts never change, so merging needs no lock: only the exchange does, and is given up when another compaction was
/// faster. Not thread-safe; several may run at once, also in several processes.
/// </summary>
internal sealed class LakeCompaction(LakeDirectory lake, LakeOptions options)
{
    public const long DefaultPartBytes = 128L << 20;

    /// <summary>Told of every step, for tests that stop there.</summary>
    internal Action<string>? AfterStep { get; set; }

    /// <summary>Set by tests: what the death of the process would do, lets go of everything and removes nothing.</summary>
    internal bool IsAbandoned { get; set; }

    /// <summary>Whether a part is to be merged with others.</summary>
    public static bool IsSmall(LakePart part, long partBytes) => part.Bytes < partBytes / 2;

    /// <inheritdoc cref="EventLake.Compact"/>
    public CompactionResult Run(Func<DateOnly, bool> days, long partBytes, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partBytes, 1);
        var result = new CompactionResult(0, 0, 0);
        foreach (var parts in lake.List(cancellation).Where(part => days(part.Day) && IsSmall(part, partBytes)).GroupBy(part => (part.Day, part.Platform)))
        {
            foreach (var group in Groups(parts, partBytes))
            {
                cancellation.ThrowIfCancellationRequested();
                if (Merge(group, cancellation) is { } events)
                {
                    result = new CompactionResult(result.Merged + group.Count, result.Written + 1, result.Events + events);
                }
            }
        }

        lake.Purge(AfterStep);
        return result;
    }

    /// <inheritdoc cref="EventLake.RemoveBefore"/>
    public int RemoveBefore(DateOnly day, CancellationToken cancellation)
    {
        var removed = lake.List(cancellation).Where(part => part.Day < day).ToList();
        if (removed.Count > 0)
        {
            using var commits = lake.LockCommits(cancellation);
            removed = [.. lake.List(cancellation).Where(part => part.Day < day)];
            lake.Commit(lake.Import, added: [], [.. removed.Select(lake.PathOf)], AfterStep);
        }

        lake.Purge(AfterStep);
        return removed.Count;
    }

    private static IEnumerable<List<LakePart>> Groups(IEnumerable<LakePart> parts, long partBytes)
    {
        var group = new List<LakePart>();
        var bytes = 0L;
        foreach (var part in parts)
        {
            group.Add(part);
            bytes += part.Bytes;
            if (bytes >= partBytes)
            {
                yield return group;
                (group, bytes) = ([], 0);
            }
        }

        if (group.Count > 1)
        {
            yield return group;
        }
    }

    /// <returns>Events of the new part; null when another compaction took one of its parts meanwhile.</returns>
    private long? Merge(List<LakePart> group, CancellationToken cancellation)
    {
        var (directory, claim) = lake.Claim();
        try
        {
            // Held from the listing to the exchange: another compaction may remove the same parts meanwhile.
            using var view = lake.View(cancellation);
            if (!AreListed(group, view.Parts))
            {
                return null;
            }

            var (path, events) = Write(group, directory, cancellation);
            AfterStep?.Invoke("merged");
            using var commits = lake.LockCommits(cancellation);
            if (!AreListed(group, lake.List(cancellation)))
            {
                return null;
            }

            lake.Commit(Path.Combine(directory, "parts"), [path], [.. group.Select(lake.PathOf)], AfterStep);
            return events;
        }
        finally
        {
            if (IsAbandoned)
            {
                claim.Dispose();
            }
            else
            {
                lake.Release(directory, claim);
            }
        }
    }

    private static bool AreListed(List<LakePart> group, IEnumerable<LakePart> listed)
    {
        var paths = listed.Select(part => part.Path).ToHashSet(StringComparer.Ordinal);
        return group.TrueForAll(part => paths.Contains(part.Path));
    }

    private (string RelativePath, long Events) Write(List<LakePart> group, string directory, CancellationToken cancellation)
    {
        using var database = DuckDbDatabase.OpenInMemory(options.ForDatabase(Path.Combine(directory, "spill"), lake.Events, directory));
        using var connection = database.Connect();
        var columns = string.Join(", ", EventSchema.Columns.Select(column => column.Quoted));
        var from = ImportSql.ReadParquet(group.Select(part => part.Path));
        var before = Content(connection, from, cancellation);
        var path = LakePart.RelativePath(group[0].Day, group[0].Platform, before.Least, group.Max(part => part.Generation) + 1);
        var full = Path.Combine(directory, "parts", path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        connection.Execute(
            $"COPY (SELECT {columns} FROM {from} ORDER BY {EventSchema.Time.Quoted}, {EventSchema.Identity.Quoted}) TO {SqlText.Literal(full)} (FORMAT parquet, COMPRESSION zstd)",
            cancellation);
        var after = Content(connection, ImportSql.ReadParquet([full]), cancellation);
        if (after != before)
        {
            throw new InvalidDataException($"Found {after.Events} events in what {group.Count} parts of {group[0].Day:yyyy-MM-dd} were merged into, expected their {before.Events}, the same ones; the parts stay.");
        }

        return (path, after.Events);
    }

    // Cheap, since two columns are read; a merged part that lacks an event or has another one differs.
    private static (long Events, UInt128 Least, ulong Hash) Content(DuckDbConnection connection, string from, CancellationToken cancellation)
    {
        using var reader = connection.Query(
            $"SELECT count(*), min({EventSchema.Identity.Quoted}), bit_xor(hash({EventSchema.Identity.Quoted}, {EventSchema.Time.Quoted})) FROM {from}", cancellation);
        if (!reader.ReadChunk() || reader.Column(1).IsNull(0))
        {
            throw new InvalidDataException($"Found no event in {from}, expected some in every part of a lake.");
        }

        return (reader.Column(0).Values<long>()[0], DuckDbUuid.ToBits(reader.Column(1).Values<Int128>()[0]), reader.Column(2).Values<ulong>()[0]);
    }
}
