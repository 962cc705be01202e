using System.Runtime.InteropServices;
using Det0131.Models.Events;

namespace Det0131.Datasets.Joining;

/// <summary>What names a flow within one family of logs.</summary>
internal readonly record struct FlowName(string Family, string Key);

/// <summary>A text of a flow, and which record said it.</summary>
internal struct FlowFact
{
    public string? Text;
    public long TimeMicros;
    public UInt128 Identity;

    /// <summary>True when the record is the first that says something, and its text is now here.</summary>
    public bool Take(string? text, SecurityEvent by)
    {
        var isFirst = text is not null
            && (Text is null || by.TimeMicros < TimeMicros || (by.TimeMicros == TimeMicros && by.Identity < Identity));
        if (isFirst)
        {
            (Text, TimeMicros, Identity) = (text, by.TimeMicros, by.Identity);
        }

        return isFirst;
    }
}

/// <summary>What the records of one flow say, the first of them that says it.</summary>
internal struct FlowFacts
{
    /// <summary>Time of the latest record that said any of it.</summary>
    public long LatestMicros;
    public FlowFact Domain;
    public string? RegisteredDomain;
    public FlowFact Application;
    public FlowFact Method;
    public FlowFact Agent;

    public readonly int Chars => Length(Domain.Text) + Length(RegisteredDomain) + Length(Application.Text) + Length(Method.Text) + Length(Agent.Text);

    public void Take(SecurityEvent e)
    {
        LatestMicros = Math.Max(LatestMicros, e.TimeMicros);
        if (Domain.Take(e.Domain, e))
        {
            RegisteredDomain = e.RegisteredDomain;
        }

        Application.Take(e.Application, e);
        Method.Take(e.HttpMethod, e);
        Agent.Take(e.UserAgent, e);
    }

    private static int Length(string? text) => text?.Length ?? 0;
}

/// <summary>Facts of flows of this batch and of earlier ones. During a batch nothing is forgotten; at its end the bounds are kept. Not thread-safe.</summary>
internal sealed class FlowMemory(EventJoinerOptions options)
{
    private const double KeptShare = 0.9;

    private readonly Dictionary<FlowName, FlowFacts> _flows = [];
    private readonly long _memoryMicros = options.FlowMemory.Ticks / TimeSpan.TicksPerMicrosecond;
    private readonly long _mostChars = Math.Max(options.MaxTextChars / 4, 1);
    private long _chars;
    private long _sweptAtMicros;

    public int Count => _flows.Count;

    /// <summary>Flows forgotten because of a bound on their number or size.</summary>
    public long Evicted { get; private set; }

    /// <summary>Takes what a record says of its flow.</summary>
    public void Add(string family, SecurityEvent e)
    {
        if (e is { Domain: null, Application: null, HttpMethod: null, UserAgent: null }
            || Length(e.Domain) + Length(e.RegisteredDomain) + Length(e.Application) + Length(e.HttpMethod) + Length(e.UserAgent) + Length(e.FlowKey) > JoinerReader.MostTextChars)
        {
            return;
        }

        ref var facts = ref CollectionsMarshal.GetValueRefOrAddDefault(_flows, new FlowName(family, e.FlowKey!), out var isKnown);
        _chars -= isKnown ? facts.Chars : -e.FlowKey!.Length;
        facts.Take(e);
        _chars += facts.Chars;

        static int Length(string? text) => text?.Length ?? 0;
    }

    /// <summary>What is known of a flow; false when nothing is.</summary>
    public bool TryGet(string family, string key, out FlowFacts facts) => _flows.TryGetValue(new FlowName(family, key), out facts);

    /// <summary>Forgets what is old or beyond the bounds.</summary>
    public void EndOfBatch(long clockMicros)
    {
        var isOver = IsOver;
        if (isOver || Math.Abs(clockMicros - _sweptAtMicros) >= Math.Max(_memoryMicros / 4, 1))
        {
            Sweep(clockMicros);
        }

        if (isOver && IsOver)
        {
            Evict(clockMicros);
        }
    }

    public void Save(JoinerWriter writer)
    {
        writer.Number(_sweptAtMicros);
        writer.Number(Evicted);
        writer.Number(_flows.Count);
        foreach (var (name, facts) in _flows)
        {
            writer.Flow(name, facts);
        }
    }

    public void Restore(JoinerReader reader)
    {
        _sweptAtMicros = reader.Number(0, EventJoiner.LatestMicros, "time of the last sweep");
        Evicted = reader.Number(0, long.MaxValue, "evicted flows");
        var count = reader.Number(0, JoinerReader.MostEntries, "flows");
        for (var i = 0L; i < count; i++)
        {
            var (name, facts) = reader.Flow();
            if (!_flows.TryAdd(name, facts))
            {
                throw new InvalidDataException($"Found a flow twice among the {count} of the joiner's memory, expected each once.");
            }

            _chars += name.Key.Length + facts.Chars;
        }
    }

    private bool IsOver => _flows.Count > options.MaxFlows || _chars > _mostChars;

    private void Sweep(long clockMicros)
    {
        _sweptAtMicros = clockMicros;
        foreach (var (name, facts) in _flows)
        {
            if (facts.LatestMicros < clockMicros - _memoryMicros)
            {
                Forget(name, facts);
            }
        }
    }

    private void Evict(long clockMicros)
    {
        var flows = _flows.ToList();
        flows.Sort((a, b) =>
        {
            var order = EventJoiner.Staleness(a.Value.LatestMicros, clockMicros).CompareTo(EventJoiner.Staleness(b.Value.LatestMicros, clockMicros));
            return order != 0 ? order
                : string.CompareOrdinal(a.Key.Key, b.Key.Key) is not 0 and var byKey ? byKey
                : string.CompareOrdinal(a.Key.Family, b.Key.Family);
        });
        var most = Math.Max((int)(options.MaxFlows * KeptShare), 1);
        var mostChars = (long)(_mostChars * KeptShare);
        while (flows.Count > most || (_chars > mostChars && flows.Count > 0))
        {
            Forget(flows[^1].Key, flows[^1].Value);
            flows.RemoveAt(flows.Count - 1);
            Evicted++;
        }
    }

    // Removing during an enumeration of the dictionary is allowed; it does not disturb it.
    private void Forget(FlowName name, FlowFacts facts)
    {
        _flows.Remove(name);
        _chars -= name.Key.Length + facts.Chars;
    }
}
