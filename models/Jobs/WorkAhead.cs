namespace Det0131.Models.Jobs;

/// <summary>
/// Two batches: one is filled here while the other is worked off elsewhere, one after the other in the order in which they were filled. Not thread-safe.
/// </summary>
/// <param name="first">A batch, empty.</param>
/// <param name="second">Another.</param>
/// <param name="work">Works a batch off and leaves it empty, on no thread of the caller's.</param>
internal sealed class WorkAhead<T>(T first, T second, Func<T, Task> work) : IDisposable
{
    private T _working = second;
    private Task _work = Task.CompletedTask;

    /// <summary>The batch to fill.</summary>
    public T Filling { get; private set; } = first;

    /// <summary>Gives the filled batch away, once the one before is done. What its work threw comes from here.</summary>
    public void HandOver()
    {
        _work.GetAwaiter().GetResult();
        (Filling, _working) = (_working, Filling);
        _work = work(_working);
    }

    /// <summary>Gives the filled batch away and waits until nothing is left to do.</summary>
    public void Settle()
    {
        HandOver();
        _work.GetAwaiter().GetResult();
    }

    /// <summary>Waits for the batch at work, after an exception too: what it works on must not be taken away from under its thread.</summary>
    public void Dispose() => Task.WaitAny(_work);
}
