using Det0131.Models.Calibration;
using Det0131.Models.Context;
using Det0131.Models.Events;

namespace Det0131.Models.Scoring;

/// <summary>Where an event of a group stands in the logs, and in the service's journal (0 in batch); the bytes that it added; and what its record does not tell of who made it.</summary>
public readonly record struct GroupEvent(
    UInt128 Identity, long TimeMicros, string Source, string? RecordId, string? File, long Line, long JournalPosition, long Bytes = 0, EventMaker? Maker = null)
{
    /// <summary>The order in which alerts list events: by time, then identity.</summary>
    public static int Compare(in GroupEvent a, in GroupEvent b) =>
        a.TimeMicros != b.TimeMicros ? a.TimeMicros.CompareTo(b.TimeMicros) : a.Identity.CompareTo(b.Identity);
}

/// <summary>The observation that gave a feature its maximum.</summary>
public readonly record struct PeakObservation(string Entity, string Scope, string Value, double Magnitude, int LocalHour, int LocalDate, long TimeMicros);

/// <summary>What a group's score rests on beside its surprisals, at one moment.</summary>
/// <param name="IsLocal">Every event's far end is local.</param>
/// <param name="Indicators">Indicators that hold, a bit each.</param>
/// <param name="Key">Its kinds of events and its size class.</param>
public readonly record struct GroupStanding(bool IsLocal, ulong Indicators, StratumKey Key);

/// <summary>What a group keeps of its events.</summary>
internal enum GroupKeep : byte
{
    /// <summary>The facts, and references in order of arrival.</summary>
    All = 0,

    /// <summary>The facts, and the references that are shown: of a stream.</summary>
    First = 1,

    /// <summary>How many there are of which kinds, indicators and bytes; whoever scores it keeps its surprisals.</summary>
    Numbers = 2,
}

/// <summary>
/// Events of one analytic, one host and user (a role for cloud calls), one destination and one clock hour: the unit that is scored.
/// Each feature is the maximum over its events, so the score only rises while it grows. Not thread-safe.
/// </summary>
public sealed partial class EventGroup
{
    /// <summary>References beyond this many are counted, not kept, but for one: of the most bytes.</summary>
    public const int MaximumReferences = 1000;

    /// <summary>What a group of a stream keeps of these: as many as an alert lists, see <see cref="ShownEvents"/>.</summary>
    public const int FirstReferences = 12;

    // Most groups observe seven or eight of thirty features.
    private const int UsualPeaks = 8;

    // What groups that keep numbers only share; nothing is ever put there.
    private static readonly List<GroupEvent> NoReferences = [];
    private static readonly GroupFacts NoFacts = new();
    private static readonly SlotMap<PeakObservation> NoPeaks = new(0);

    // Most groups have one event.
    private readonly List<GroupEvent> _references;
    private readonly GroupKeep _keep;
    private long _mostBytes;

    internal EventGroup(int analytic, int slots, Situation s, int hour, GroupKeep keep)
    {
        _keep = keep;
        Analytic = analytic;
        Hour = hour;
        Host = s.Host;
        User = s.User;
        Role = s.Event.Kind == EventKind.CloudApiCall ? s.RoleEntity?["role:".Length..] : null;
        Destination = s.Destination!;
        FirstMicros = LastMicros = s.Event.TimeMicros;
        TimeZone = s.TimeZone;
        Criticality = s.Criticality;
        OwnAmounts = new SlotMap<double>(slots);
        (_references, Facts, Surprisals, Peaks) = keep == GroupKeep.Numbers
            ? (NoReferences, NoFacts, Array.Empty<float>(), NoPeaks)
            : (new List<GroupEvent>(1), new GroupFacts(), new float[slots], new SlotMap<PeakObservation>(slots, UsualPeaks));
        Array.Fill(Surprisals, NotObserved);
    }

    /// <summary>The feature value of something that the logs do not tell.</summary>
    public const float NotObserved = -1;

    /// <summary>Position in the catalogue of analytics.</summary>
    public int Analytic { get; }

    /// <summary>Clock hour (UTC), hours since 1970-01-01.</summary>
    public int Hour { get; }

    public string? Host { get; }

    public string? User { get; }

    /// <summary>Cloud role, null elsewhere.</summary>
    public string? Role { get; }

    public string Destination { get; }

    public string TimeZone { get; }

    public int Criticality { get; }

    public long FirstMicros { get; private set; }

    public long LastMicros { get; private set; }

    public int EventCount { get; private set; }

    /// <summary>Bit n is set when an event of kind n is in the group.</summary>
    public int KindMask { get; private set; }

    /// <summary>Every event's far end is local.</summary>
    public bool IsLocal { get; private set; } = true;

    /// <summary>Bytes that left, as far as told.</summary>
    public long BytesOut { get; private set; }

    /// <summary>Indicators that hold, a bit each.</summary>
    public ulong Indicators { get; private set; }

    /// <summary>What its score rests on now, beside <see cref="Surprisals"/>.</summary>
    public GroupStanding Standing => new(IsLocal, Indicators, StratumKey.Of((byte)KindMask, EventCount));

    /// <summary>Maximum surprisal per feature of the analytic, bits; <see cref="NotObserved"/> where there is none.</summary>
    public float[] Surprisals { get; }

    /// <summary>What gave the maxima.</summary>
    public SlotMap<PeakObservation> Peaks { get; }

    public GroupFacts Facts { get; }

    /// <summary>Events in order of arrival, the first <see cref="MaximumReferences"/> and the largest; of a stream <see cref="FirstReferences"/> of these, in any order.</summary>
    public IReadOnlyList<GroupEvent> References => _references;

    /// <summary>Identity of the event that began it: tells it from a later group of the same key and hour.</summary>
    public UInt128 FirstIdentity { get; private set; }

    /// <summary>First place in the journal of an event that is kept in <see cref="References"/>.</summary>
    public long FirstPosition
    {
        get
        {
            var first = long.MaxValue;
            foreach (var reference in _references)
            {
                first = Math.Min(first, reference.JournalPosition);
            }

            return first;
        }
    }

    /// <summary>The entity that the group belongs to, as printed and as in an incident's key: host and user, or role and principal.</summary>
    public string Entity => field ??= (Role ?? Host, User) switch
    {
        ({ } owner, { } user) when owner != user => user + IncidentKey.UserOn + owner,
        ({ } owner, _) => owner,
        (null, { } user) => user,
        _ => "-",
    };

    /// <summary>It takes no more events.</summary>
    public bool IsClosed { get; internal set; }

    /// <summary>It is among those that were touched since last asked.</summary>
    internal bool IsTouched { get; set; }

    /// <summary>
    /// Another number whenever something changed that its score's parts and their explanation rest on; 0: not known, as after a restart. No two states
    /// of a builder's groups have the same.
    /// </summary>
    internal long EvidenceMark { get; set; }

    /// <summary>Where those who score it elsewhere keep its surprisals; -1: nowhere.</summary>
    internal int Place { get; set; } = -1;

    /// <summary>Number of its incident key for those who keep many groups.</summary>
    internal int KeyNumber { get; set; }

    /// <summary>This group's own part of each window sum.</summary>
    internal SlotMap<double> OwnAmounts { get; }

    /// <summary>Bytes that an event adds to its group's, 0 or more: what a flow record also tells of counts there.</summary>
    public static long BytesLeaving(Situation s)
    {
        ArgumentNullException.ThrowIfNull(s);
        return s.IsToldByFlow ? 0 : Math.Max(0, s.BytesOut ?? 0);
    }

    internal void Take(Situation s, ulong indicators, string? service)
    {
        var e = s.Event;
        EventCount++;
        KindMask |= 1 << (int)e.Kind;
        IsLocal &= s.IsLocal;
        Indicators |= indicators;
        FirstMicros = Math.Min(FirstMicros, e.TimeMicros);
        LastMicros = Math.Max(LastMicros, e.TimeMicros);
        // A hostile log may claim anything; so much that it does not fit is as much as fits.
        var bytes = BytesLeaving(s);
        BytesOut += Math.Min(bytes, long.MaxValue - BytesOut);

        FirstIdentity = EventCount == 1 ? e.Identity : FirstIdentity;
        if (_keep == GroupKeep.Numbers)
        {
            return;
        }

        Facts.Take(s, service);
        if (EventCount <= MaximumReferences || bytes > _mostBytes)
        {
            // Nearly always the one before's.
            var maker = EventMaker.Of(e, _references.Count > 0 ? _references[^1].Maker : null);
            Refer(new GroupEvent(e.Identity, e.TimeMicros, e.Source, e.RecordId, e.File, e.Line, e.JournalPosition, bytes, maker));
            _mostBytes = Math.Max(_mostBytes, bytes);
        }
    }

    private void Refer(in GroupEvent reference)
    {
        if (_keep == GroupKeep.First)
        {
            ShownEvents.Add(_references, reference, FirstReferences);
        }
        else if (_references.Count <= MaximumReferences)
        {
            _references.Add(reference);
        }
        else
        {
            _references[^1] = reference;
        }
    }
}
