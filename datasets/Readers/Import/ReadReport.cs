namespace Det0131.Datasets.Readers;

/// <summary>One refused record.</summary>
/// <param name="File">As in <see cref="RecordPosition"/>.</param>
/// <param name="Line">1-based.</param>
/// <param name="Reason">Short fixed text.</param>
/// <param name="Excerpt">The record's beginning, escaped, at most 120 characters.</param>
public sealed record RejectedRecord(string File, long Line, string Reason, string Excerpt);

/// <summary>What became of some records. Always <c>Read = Accepted + Ignored + Rejected + Held</c>. Not thread-safe.</summary>
public sealed class RecordCounts
{
    /// <summary>Distinct reasons counted by name; a parser's set is small, and a faulty one must not fill memory.</summary>
    public const int MaxReasons = 256;

    private const string OtherReasons = "other";

    private readonly Dictionary<string, long> ignoredBy = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> rejectedBy = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> eventsBy = new(StringComparer.Ordinal);

    public long Read { get; internal set; }

    /// <summary>Records that gave events themselves.</summary>
    public long Accepted { get; internal set; }

    public long Ignored { get; private set; }

    public long Rejected { get; private set; }

    /// <summary>Records kept for a join; their events are in <see cref="Events"/> too.</summary>
    public long Held { get; internal set; }

    public long Events { get; internal set; }

    /// <summary>Earliest time of an event, microseconds since 1970 UTC; null without events.</summary>
    public long? FirstMicros { get; private set; }

    /// <summary>Latest time of an event.</summary>
    public long? LastMicros { get; private set; }

    /// <summary>What was ignored.</summary>
    public IReadOnlyDictionary<string, long> IgnoredBy => ignoredBy;

    /// <summary>Reasons of refusal.</summary>
    public IReadOnlyDictionary<string, long> RejectedBy => rejectedBy;

    /// <summary>Events by <see cref="Det0131.Models.Events.SecurityEvent.Source"/>.</summary>
    public IReadOnlyDictionary<string, long> EventsBy => eventsBy;

    internal void Ignore(string what)
    {
        Ignored++;
        Count(ignoredBy, what, 1);
    }

    internal void Reject(string reason)
    {
        Rejected++;
        Count(rejectedBy, reason, 1);
    }

    internal void Emit(string source, long timeMicros)
    {
        Events++;
        FirstMicros = FirstMicros <= timeMicros ? FirstMicros : timeMicros;
        LastMicros = LastMicros >= timeMicros ? LastMicros : timeMicros;
        Count(eventsBy, source, 1);
    }

    internal void Add(RecordCounts other)
    {
        Read += other.Read;
        Accepted += other.Accepted;
        Ignored += other.Ignored;
        Rejected += other.Rejected;
        Held += other.Held;
        Events += other.Events;
        FirstMicros = FirstMicros <= other.FirstMicros ? FirstMicros : other.FirstMicros ?? FirstMicros;
        LastMicros = LastMicros >= other.LastMicros ? LastMicros : other.LastMicros ?? LastMicros;
        AddAll(ignoredBy, other.ignoredBy);
        AddAll(rejectedBy, other.rejectedBy);
        AddAll(eventsBy, other.eventsBy);
    }

    private static void AddAll(Dictionary<string, long> to, Dictionary<string, long> from)
    {
        foreach (var (key, count) in from)
        {
            Count(to, key, count);
        }
    }

    private static void Count(Dictionary<string, long> by, string key, long count)
    {
        if (by.Count >= MaxReasons && !by.ContainsKey(key))
        {
            key = OtherReasons;
        }

        by[key] = by.GetValueOrDefault(key) + count;
    }
}

/// <summary>What became of one file.</summary>
/// <param name="File">Its name.</param>
/// <param name="Format">The format it was read as, or null.</param>
/// <param name="Why">What it was recognised by.</param>
/// <param name="Problem">Why it was not read, or not to its end; null when all is well.</param>
/// <param name="Counts">Its records.</param>
public sealed record FileReport(string File, string? Format, string Why, string? Problem, RecordCounts Counts)
{
    /// <summary>How it was recognised; null unless <see cref="ImportOptions.Explain"/> is set and the file could be opened.</summary>
    public FileDetails? Details { get; init; }
}

/// <summary>What an import read. Not thread-safe while the import runs.</summary>
public sealed class ReadReport
{
    /// <summary>Refused records shown for each format and reason.</summary>
    public const int ExamplesKept = 5;

    private readonly List<FileReport> files = [];
    private readonly SortedDictionary<string, RecordCounts> byFormat = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Format, string Reason), List<RejectedRecord>> examples = [];

    public IReadOnlyList<FileReport> Files => files;

    /// <summary>Counts by <see cref="SourceFormat.Name"/>.</summary>
    public IReadOnlyDictionary<string, RecordCounts> ByFormat => byFormat;

    public RecordCounts Total { get; } = new();

    /// <summary>Files that were not read, or not to their end: not found, not recognised, damaged.</summary>
    public IEnumerable<FileReport> Problems => files.Where(file => file.Problem is not null);

    /// <summary>The first few refused records of each format and reason.</summary>
    public IEnumerable<RejectedRecord> Examples => examples.OrderBy(pair => pair.Key.Format, StringComparer.Ordinal)
        .ThenBy(pair => pair.Key.Reason, StringComparer.Ordinal).SelectMany(pair => pair.Value);

    internal void Add(FileReport file)
    {
        files.Add(file);
        Total.Add(file.Counts);
        if (file.Format is { } format)
        {
            if (!byFormat.TryGetValue(format, out var counts))
            {
                byFormat[format] = counts = new RecordCounts();
            }

            counts.Add(file.Counts);
        }
    }

    /// <summary>Whether one more example is wanted, so that its text is made only then.</summary>
    internal bool WantsExample(string format, string reason) =>
        !examples.TryGetValue((format, reason), out var kept) ? examples.Count < RecordCounts.MaxReasons : kept.Count < ExamplesKept;

    internal void AddExample(string format, RejectedRecord record)
    {
        if (!examples.TryGetValue((format, record.Reason), out var kept))
        {
            examples[(format, record.Reason)] = kept = [];
        }

        kept.Add(record);
    }
}
