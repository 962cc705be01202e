using System.Text;
using Det0131.Datasets.Readers;
using Det0131.Datasets.Readers.ESXi;
using Det0131.Datasets.Simulation.Acts;
using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Population;
using Det0131.Models.Events;

namespace Det0131.Datasets.Simulation.LakeEvents;

/// <summary>ESXi's lines, of which few tell an event: read in the order of time by the product's parser, one per host. Not thread-safe.</summary>
internal sealed class LakeHypervisorLines(LakeOutlet outlet) : IHypervisorLines
{
    private readonly List<(long At, int Order, DemoHost Host, string Line, Act? Act)> _waiting = [];
    private readonly Dictionary<string, (EsxiParser Parser, long Lines)> _parsers = new(StringComparer.Ordinal);
    private readonly LakeRecordSink _sink = new(outlet);
    private byte[] _buffer = new byte[1024];

    public void Line(DemoHost host, long at, int priority, string text) =>
        _waiting.Add((at, _waiting.Count, host, HypervisorText.Line(host, at, priority, text), outlet.Acts.Playing));

    public void Flush()
    {
        _waiting.Sort(static (a, b) => a.At != b.At ? a.At.CompareTo(b.At) : a.Order.CompareTo(b.Order));
        foreach (var (_, _, host, line, act) in _waiting)
        {
            var (parser, lines) = _parsers.TryGetValue(host.Name, out var known) ? known : (new EsxiParser(host.FullName), 0);
            _parsers[host.Name] = (parser, lines + 1);
            var longest = Encoding.UTF8.GetMaxByteCount(line.Length);
            _buffer = longest > _buffer.Length ? new byte[longest] : _buffer;
            _sink.StartRecord(act, host.Name, lines + 1);
            parser.Parse(_buffer.AsSpan(0, Encoding.UTF8.GetBytes(line, _buffer)), new RecordPosition(host.FullName, lines + 1), _sink);
        }

        _waiting.Clear();
    }
}

/// <summary>Takes what a parser makes of a record of ours: enriches, names and hands out. A record that is no event is let go. Not thread-safe.</summary>
internal sealed class LakeRecordSink(LakeOutlet outlet) : IRecordSink
{
    private Act? _act;
    private string _log = "";
    private long _record;
    private int _events;

    /// <param name="act">Whose record it is.</param>
    /// <param name="log">Log and number: the identity of an event whose record has no id of its own.</param>
    /// <param name="record">Number in the log.</param>
    public void StartRecord(Act? act, string log = "", long record = 0) => (_act, _log, _record, _events) = (act, log, record, 0);

    public SecurityEvent NewEvent() => outlet.Begin();

    public void Emit(SecurityEvent filled)
    {
        // What the parser kept back carries a record's text and place; in the lake of a simulation there is neither.
        (filled.Raw, filled.File, filled.Line) = (null, null, 0);
        if (_log.Length > 0)
        {
            var identity = new IdentityBuilder(stackalloc byte[IdentityBuilder.ScratchBytes]);
            identity.Add(filled.Source);
            identity.Add(_log);
            identity.Add(filled.TimeMicros);
            identity.Add(_record);
            identity.Add(_events++);
            filled.Identity = identity.ToIdentity();
        }

        outlet.Enrich(filled);
        outlet.Emit(filled, _act);
    }

    public void Ignore(string what)
    {
    }

    public void Reject(string reason) => throw new InvalidOperationException($"The product's reader refused a simulated record: {reason}.");

    public void Hold()
    {
    }
}
