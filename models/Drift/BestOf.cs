namespace Det0131.Models.Drift;

/// <summary>Keeps the first few of a stream by an order, and counts all. Not thread-safe.</summary>
internal sealed class BestOf<T>(int most, IComparer<T> order)
{
    // The worst of the kept on top, so that it is the one to go.
    private readonly PriorityQueue<T, T> _kept = new(Comparer<T>.Create((a, b) => order.Compare(b, a)));

    public long Seen { get; private set; }

    public void Add(T item)
    {
        Seen++;
        if (_kept.Count < most)
        {
            _kept.Enqueue(item, item);
        }
        else if (most > 0)
        {
            _kept.EnqueueDequeue(item, item);
        }
    }

    /// <summary>The kept ones in order.</summary>
    public IReadOnlyList<T> ToList() => [.. _kept.UnorderedItems.Select(i => i.Element).Order(order)];
}
