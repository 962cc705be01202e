namespace Det0131.Datasets.Readers.MacOS;

/// <summary>
/// Which executable a process runs, as the records of one file told so far. Bounded: what was not used for the longest goes first.
/// Not thread-safe.
/// </summary>
/// <param name="capacity">Processes remembered at least; at most twice as many. A Mac runs some hundred at a time.</param>
internal sealed class ProcessTable(int capacity)
{
    // Two generations: what is looked up or told again moves to the young one; when that is full, the old one is forgotten.
    private Dictionary<long, Known> young = [];
    private Dictionary<long, Known> old = [];

    /// <summary>The process runs this executable since the exec or fork that gave it this version.</summary>
    /// <param name="process">Its token.</param>
    /// <param name="path">Full path.</param>
    /// <param name="afterExec">False after a fork, when it still runs its parent's executable.</param>
    public void Set(AuditToken process, string path, bool afterExec) => Keep(process.Pid, new Known(process.PidVersion, path, afterExec));

    /// <summary>The process has ended.</summary>
    public void Remove(AuditToken process)
    {
        young.Remove(process.Pid);
        old.Remove(process.Pid);
    }

    /// <summary>The executable of exactly this process, or null when not known.</summary>
    public string? PathOf(AuditToken process) => Find(process.Pid) is { } known && known.Version == process.PidVersion ? known.Path : null;

    /// <summary>The last executable known under this process id, whatever its version; null when there is none.</summary>
    public string? LastPathOf(long pid) => Find(pid)?.Path;

    /// <summary>Whether exactly this process is known to have replaced the executable that it was forked with.</summary>
    public bool HasExecuted(AuditToken process) => Find(process.Pid) is { } known && known.Version == process.PidVersion && known.AfterExec;

    private Known? Find(long pid)
    {
        if (young.TryGetValue(pid, out Known known))
        {
            return known;
        }

        if (!old.Remove(pid, out known))
        {
            return null;
        }

        Keep(pid, known);
        return known;
    }

    private void Keep(long pid, Known known)
    {
        young[pid] = known;
        if (young.Count >= capacity)
        {
            (old, young) = (young, old);
            young.Clear();
        }
    }

    private readonly record struct Known(long Version, string Path, bool AfterExec);
}
