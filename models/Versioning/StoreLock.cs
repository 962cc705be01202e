namespace Det0131.Models.Versioning;

/// <summary>
/// One writer at a time, across processes of one machine: an open file that nobody else can open. The system frees it
/// when the holder ends, however it ends. On network file systems it is only as good as their locks.
/// </summary>
internal static class StoreLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Takes the lock, waiting up to <paramref name="patience"/> for another holder.</summary>
    /// <exception cref="ModelStoreException">It is still held by then.</exception>
    public static FileStream Take(string path, TimeSpan patience)
    {
        using var neverSet = new ManualResetEventSlim();
        for (var waited = TimeSpan.Zero; ; waited += Pause)
        {
            if (TryTake(path) is { } held)
            {
                return held;
            }

            if (waited >= patience)
            {
                throw new ModelStoreException(path, [$"lock: held by another process for more than {patience.TotalSeconds:0} s"]);
            }

            neverSet.Wait(Pause);
        }
    }

    /// <summary>Takes the lock if it is free.</summary>
    public static FileStream? TryTake(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException))
        {
            return null;
        }
    }
}
