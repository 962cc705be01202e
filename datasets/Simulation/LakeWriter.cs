using Det0131.Datasets.Lake;
using Det0131.Models.Events;

namespace Det0131.Datasets.Simulation;

/// <summary>Writes events to a lake in batches of bounded size, of which one is committed while the next is filled. Not thread-safe.</summary>
internal sealed class LakeWriter(EventLake lake, CancellationToken cancellation) : IDisposable
{
    // Staged, an event takes about 0.9 KB: two batches stay near 2 GB at most.
    private const long MostEvents = 1_000_000;
    private const long LargeEvents = 400_000;

    private JoinedImport _filling = lake.BeginJoinedImport();
    private Task _committing = Task.CompletedTask;

    /// <summary>Events so far.</summary>
    public long Count { get; private set; }

    public void Append(SecurityEvent added)
    {
        _filling.Append(added);
        Count++;
    }

    /// <summary>Between any two hosts: keeps memory bounded.</summary>
    public void CommitIfFull()
    {
        cancellation.ThrowIfCancellationRequested();
        if (_filling.Count >= MostEvents)
        {
            Commit();
        }
    }

    /// <summary>At the end of a day: parts of one day each are read faster.</summary>
    public void CommitIfLarge()
    {
        if (_filling.Count >= LargeEvents)
        {
            Commit();
        }
    }

    /// <summary>Commits what is left and returns the number of events.</summary>
    public long Complete()
    {
        Commit();
        Wait();
        return Count;
    }

    public void Dispose()
    {
        try
        {
            Wait();
        }
        catch (OperationCanceledException)
        {
            // Told to whoever cancelled already.
        }
        finally
        {
            _filling.Dispose();
        }
    }

    private void Commit()
    {
        Wait();
        var filled = _filling;
        _filling = lake.BeginJoinedImport();
        _committing = Task.Run(() => filled.Commit(cancellation), CancellationToken.None);
    }

    private void Wait() => _committing.GetAwaiter().GetResult();
}
