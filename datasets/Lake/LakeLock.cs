using System.Diagnostics;

namespace Det0131.Datasets.Lake;

/// <summary>
/// A lock between threads and processes, by an open file: the system frees it when its holder dies. Dispose to let go.
/// </summary>
internal static class LakeLock
{
    private const int PollMillis = 10;

    /// <summary>One holder, no sharers.</summary>
    /// <exception cref="TimeoutException">Someone else held it all the time.</exception>
    public static FileStream Exclusive(string path, TimeSpan timeout, CancellationToken cancellation = default) =>
        Wait(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, timeout, cancellation);

    /// <summary>Any number of sharers, no holder. The file must exist.</summary>
    /// <exception cref="TimeoutException">Someone held it all the time.</exception>
    public static FileStream Shared(string path, TimeSpan timeout, CancellationToken cancellation = default) =>
        Wait(path, FileMode.Open, FileAccess.Read, FileShare.Read, timeout, cancellation);

    /// <summary>Null when someone else holds it now.</summary>
    public static FileStream? TryExclusive(string path) =>
        TryOpen(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, out _);

    private static FileStream Wait(
        string path, FileMode mode, FileAccess access, FileShare share, TimeSpan timeout, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            if (TryOpen(path, mode, access, share, out var refusal) is { } held)
            {
                return held;
            }

            if (watch.Elapsed > timeout)
            {
                throw new TimeoutException($"Found {path} held by another import for {timeout}, expected it to be free by then.", refusal);
            }

            cancellation.WaitHandle.WaitOne(PollMillis);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private static FileStream? TryOpen(string path, FileMode mode, FileAccess access, FileShare share, out IOException? refusal)
    {
        try
        {
            refusal = null;
            return new FileStream(path, mode, access, share, bufferSize: 0);
        }
        catch (IOException error) when (error is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException))
        {
            refusal = error;
            return null;
        }
    }
}
