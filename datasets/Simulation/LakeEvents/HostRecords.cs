using Det0131.Datasets.Simulation.Acts;
using Det0131.Datasets.Simulation.Population;
using Det0131.Models.Events;

namespace Det0131.Datasets.Simulation.LakeEvents;

/// <summary>Gives a waiting record its number, id and identity.</summary>
internal interface IRecordNumbering
{
    void Number(DemoHost host, SecurityEvent enriched, long at, bool isSecond);
}

/// <summary>Enriched records of hosts that wait until their order in time, and so their numbers, are known. Events are used again. Not thread-safe.</summary>
internal sealed class HostRecords(LakeOutlet outlet)
{
    private readonly List<Waiting> _waiting = [];
    private readonly Stack<SecurityEvent> _spare = new();

    /// <param name="numbering">Numbers it later.</param>
    /// <param name="host">Whose log it is in.</param>
    /// <param name="at">When the log got it: decides the order, before any rounding.</param>
    /// <param name="enriched">Copied.</param>
    /// <param name="isSecond">In the second of the host's logs.</param>
    public void Add(IRecordNumbering numbering, DemoHost host, long at, SecurityEvent enriched, bool isSecond = false)
    {
        var copy = _spare.Count > 0 ? _spare.Pop() : new SecurityEvent();
        copy.CopyFrom(enriched);
        _waiting.Add(new Waiting(numbering, host, at, _waiting.Count, copy, isSecond, outlet.Acts.Playing));
    }

    public void Flush()
    {
        _waiting.Sort(static (a, b) => a.At != b.At ? a.At.CompareTo(b.At) : a.Order.CompareTo(b.Order));
        foreach (var record in _waiting)
        {
            record.Numbering.Number(record.Host, record.Event, record.At, record.IsSecond);
            outlet.Emit(record.Event, record.Act);
            _spare.Push(record.Event);
        }

        _waiting.Clear();
    }

    private readonly record struct Waiting(IRecordNumbering Numbering, DemoHost Host, long At, int Order, SecurityEvent Event, bool IsSecond, Act? Act);
}
