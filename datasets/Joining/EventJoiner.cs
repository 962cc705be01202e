using Det0131.Datasets.Lake;
using Det0131.Models.Events;

namespace Det0131.Datasets.Joining;

/// <summary>
/// Joins events as an import into a lake does (network events to the start of their process, starts to their parents, flows to the other records of the
/// flow), in memory and across micro-batches. What it does depends on the batches and their order alone. Not thread-safe.
/// </summary>
/// <remarks>
/// What a lake's import would join within one batch is joined when it lies in one batch, or when the record that gives came in an earlier one; a
/// record that gives and comes later changes nothing that was handed on already. The rules are those of the lake's SQL, condition by condition.
/// </remarks>
public sealed class EventJoiner
{
    /// <summary>Events before it are neither joined nor remembered, as the lake refuses them.</summary>
    public const long EarliestMicros = ImportBatch.EarliestMicros;

    /// <inheritdoc cref="EarliestMicros"/>
    public const long LatestMicros = ImportBatch.LatestMicros;

    private const int Magic = 0x014A_4544; // "DEJ" and the version of what is saved

    private const long ClockLeadMicros = 3_600_000_000;

    private readonly EventJoinerOptions _options;
    private readonly SourceFamilies _families = new();
    private readonly BatchClock _clock = new();
    private StartMemory _starts;
    private FlowMemory _flows;

    /// <param name="options">Bounds; null: the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range; all faults are named.</exception>
    public EventJoiner(EventJoinerOptions? options = null)
    {
        _options = options ?? new EventJoinerOptions();
        _options.Validate();
        _starts = new StartMemory(_options);
        _flows = new FlowMemory(_options);
    }

    /// <summary>Process starts remembered.</summary>
    public int Starts => _starts.Count;

    /// <summary>Flows whose facts are remembered.</summary>
    public int Flows => _flows.Count;

    /// <summary>Starts forgotten because of a bound on number or size, since the beginning.</summary>
    public long EvictedStarts => _starts.Evicted;

    /// <summary>Flows forgotten because of a bound on number or size, since the beginning.</summary>
    public long EvictedFlows => _flows.Evicted;

    /// <summary>Network events that took something from their process's start, since the beginning or the last <see cref="Restore"/>.</summary>
    public long JoinedToProcess { get; private set; }

    /// <summary>Events that were found a parent by its key.</summary>
    public long JoinedToParent { get; private set; }

    /// <summary>Flows that took something from their other records.</summary>
    public long JoinedToFlow { get; private set; }

    /// <summary>
    /// Learns the batch's starts and flow facts, then fills what is absent in its events. Events that join nothing cost no allocation.
    /// </summary>
    /// <param name="batch">In any order; of records of one identity the first counts.</param>
    public void Join(List<SecurityEvent> batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Count == 0)
        {
            return;
        }

        foreach (var e in batch)
        {
            if (IsInTime(e))
            {
                Learn(e);
            }
        }

        _starts.EndOfStarts();
        foreach (var e in batch)
        {
            if (IsInTime(e))
            {
                Fill(e);
            }
        }

        if (_clock.Follow(batch) is { } clock)
        {
            _starts.EndOfBatch(clock);
            _flows.EndOfBatch(clock);
        }
    }

    /// <summary>Writes the memory.</summary>
    public void Save(BinaryWriter to)
    {
        ArgumentNullException.ThrowIfNull(to);
        to.Write(Magic);
        to.Write(_clock.Micros ?? -1);
        var writer = new JoinerWriter(to);
        _starts.Save(writer);
        _flows.Save(writer);
    }

    /// <summary>Takes back what <see cref="Save"/> wrote; the joiner goes on as the saved one would have.</summary>
    /// <exception cref="InvalidDataException">It is of another version, cut or damaged; the joiner is as before.</exception>
    public void Restore(BinaryReader from)
    {
        ArgumentNullException.ThrowIfNull(from);
        var (starts, flows) = (new StartMemory(_options), new FlowMemory(_options));
        long clock;
        try
        {
            if (from.ReadInt32() is not Magic and var magic)
            {
                throw new InvalidDataException($"Found 0x{magic:x8} at the beginning of a joiner's memory, expected 0x{Magic:x8}.");
            }

            var reader = new JoinerReader(from);
            clock = reader.Number(-1, LatestMicros, "clock");
            starts.Restore(reader);
            flows.Restore(reader);
        }
        catch (EndOfStreamException error)
        {
            throw new InvalidDataException("Found the end of a joiner's memory amid an entry, expected the rest of it.", error);
        }

        (_starts, _flows, _clock.Micros) = (starts, flows, clock < 0 ? null : clock);
        (JoinedToProcess, JoinedToParent, JoinedToFlow) = (0, 0, 0);
    }

    /// <summary>
    /// What is forgotten first has the greatest: the oldest, and before it what is more than an hour ahead of the clock and so cannot be believed.
    /// </summary>
    internal static long Staleness(long timeMicros, long clockMicros)
    {
        var age = clockMicros + ClockLeadMicros - timeMicros;
        return age >= 0 ? age : LatestMicros - age;
    }

    internal static bool IsInTime(SecurityEvent e) => e.TimeMicros is >= EarliestMicros and < LatestMicros;

    private static bool IsNetwork(EventKind kind) => kind is EventKind.NetworkFlow or EventKind.DnsQuery or EventKind.HttpRequest;

    private void Learn(SecurityEvent e)
    {
        if (e.Kind == EventKind.ProcessStart)
        {
            _starts.Add(_families.Of(e.Source), e);
        }

        if (e.FlowKey is not null)
        {
            _flows.Add(_families.Of(e.Source), e);
        }
    }

    private void Fill(SecurityEvent e)
    {
        // All is found before anything is filled in: the rules look at what the record itself says.
        var start = FindStart(e);
        var parent = e is { Parent: null, ParentKey: { } key } ? _starts.ParentOf(_families.Of(e.Source), e.Host, key, e.TimeMicros, e.Identity) : null;
        if (start is not null)
        {
            JoinedToProcess++;
            TakeParent(e, start.Parent is not null ? (start.Parent, start.ParentPath) : (start.FoundParent, start.FoundParentPath));
            TakeFromStart(e, start);
        }

        if (parent is not null)
        {
            JoinedToParent++;
            TakeParent(e, (parent.Process, parent.ProcessPath));
        }

        if (e is { Kind: EventKind.NetworkFlow, FlowKey: not null })
        {
            TakeFromFlow(e);
        }
    }

    private RememberedStart? FindStart(SecurityEvent e)
    {
        if (!IsNetwork(e.Kind) || e.ProcessKey is null
            || e is { Process: not null, ProcessPath: not null, OriginalName: not null, Parent: not null, User: not null, CommandLine: not null })
        {
            return null;
        }

        var start = _starts.Latest(_families.Of(e.Source), e.Host, e.ProcessKey, e.TimeMicros);
        if (start is null || e.TimeMicros - start.TimeMicros > StartMemory.WindowMicros)
        {
            return null;
        }

        // Another name: the process id was used again by a start that the log does not show.
        if (e.Process is not null && start.Process is not null && e.Process != start.Process)
        {
            return null;
        }

        _starts.FindParent(start);
        var gives = (e.Process is null && start.Process is not null)
            || (e.ProcessPath is null && start.ProcessPath is not null)
            || (e.OriginalName is null && start.OriginalName is not null)
            || (e.Parent is null && (start.Parent is not null || start.FoundParent is not null))
            || (e.User is null && start.User is not null)
            || (e.CommandLine is null && start.CommandLine is not null);
        return gives ? start : null;
    }

    private static void TakeFromStart(SecurityEvent e, RememberedStart start)
    {
        if (e.User is null || e.User == start.User)
        {
            e.UserClass = e.UserClass == UserClass.Unknown ? start.UserClass : e.UserClass;
            e.PrivilegeChange ??= start.PrivilegeChange;
        }

        if (e.CommandLine is null || e.CommandLine == start.CommandLine)
        {
            e.Tool ??= start.Tool;
            e.Verb ??= start.Verb;
        }

        e.Process ??= start.Process;
        e.ProcessPath ??= start.ProcessPath;
        e.OriginalName ??= start.OriginalName;
        e.User ??= start.User;
        e.CommandLine ??= start.CommandLine;
    }

    // A path belongs to its name: never the path of another parent than the one named.
    private static void TakeParent(SecurityEvent e, (string? Name, string? Path) parent)
    {
        if (e.Parent is null && parent.Name is not null)
        {
            e.Parent = parent.Name;
            e.ParentPath ??= parent.Path;
        }
    }

    private void TakeFromFlow(SecurityEvent e)
    {
        if (e is { Domain: not null, Application: not null, HttpMethod: not null, UserAgent: not null }
            || !_flows.TryGet(_families.Of(e.Source), e.FlowKey!, out var facts))
        {
            return;
        }

        var takes = (e.Domain is null && facts.Domain.Text is not null)
            || (e.Application is null && facts.Application.Text is not null)
            || (e.HttpMethod is null && facts.Method.Text is not null)
            || (e.UserAgent is null && facts.Agent.Text is not null);
        if (takes)
        {
            JoinedToFlow++;
            e.RegisteredDomain ??= e.Domain is null ? facts.RegisteredDomain : null;
            e.Domain ??= facts.Domain.Text;
            e.Application ??= facts.Application.Text;
            e.HttpMethod ??= facts.Method.Text;
            e.UserAgent ??= facts.Agent.Text;
        }
    }
}
