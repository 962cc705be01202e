using System.Data.Common;
using System.Globalization;
using Det0131.Models.Alerts;

namespace Det0131.Scoring.Alerts.Storage;

/// <summary>What a person decided when closing an alert. Immutable.</summary>
/// <param name="Day">UTC day of the last event that the person could see, days since 1970.</param>
/// <param name="Who">Name of the key.</param>
/// <param name="At">UTC.</param>
/// <param name="Comment">Null: none.</param>
internal sealed record Verdict(long Day, string Who, DateTimeOffset At, string? Comment);

/// <summary>An alert as it rests in the database. Immutable.</summary>
internal sealed record AlertRow
{
    private const long MicrosPerDay = 86_400_000_000;

    /// <summary>The columns that <see cref="Read"/> takes, in its order.</summary>
    public const string Columns = "seq, cursor, revision, state, owner, suppressed_by, merged_into, opened_at, changed_at, verdict_day, verdict_who, verdict_at, verdict_comment, announced, content";

    /// <summary>Cursor of its first storing: a number that never changes, in the order of opening.</summary>
    public long Seq { get; init; }

    public long Cursor { get; init; }

    public long Revision { get; init; }

    public AlertState State { get; init; }

    public string? Owner { get; init; }

    public string? SuppressedBy { get; init; }

    public string? MergedInto { get; init; }

    public DateTimeOffset OpenedAt { get; init; }

    public DateTimeOffset ChangedAt { get; init; }

    /// <summary>Null while it was never closed by a person.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>It was told to the outside, so that its next change is an update.</summary>
    public bool IsAnnounced { get; init; }

    /// <summary>What the scorer found, with status new: the state has a column of its own.</summary>
    public required Alert Evidence { get; init; }

    /// <summary><see cref="Evidence"/> as bytes.</summary>
    public required byte[] Content { get; init; }

    public bool IsClosed => State >= AlertState.TruePositive;

    public bool IsOverBudget => Evidence.Flags.HasFlag(AlertFlags.OverBudget);

    /// <summary>Whether it is put before people and sent out.</summary>
    public bool IsVisible => SuppressedBy is null && MergedInto is null && !IsOverBudget;

    public AlertStatus Status => State switch
    {
        AlertState.New or AlertState.InProgress when MergedInto is not null => AlertStatus.Resolved,
        AlertState.New or AlertState.InProgress when SuppressedBy is not null => AlertStatus.Suppressed,
        AlertState.New => AlertStatus.New,
        AlertState.InProgress => AlertStatus.InProgress,
        _ => AlertStatus.Resolved,
    };

    /// <summary>Days before which a return period is rarer: its days, 0 where there is no rate, so that these come last.</summary>
    public double Rarity => Evidence.ReturnPeriod.Days;

    public static AlertRow Of(Alert found)
    {
        var evidence = found with { Status = AlertStatus.New };
        return new AlertRow { Evidence = evidence, Content = AlertContent.ToBytes(evidence) };
    }

    public static AlertRow Read(DbDataReader reader)
    {
        var content = reader.GetFieldValue<byte[]>(14);
        return new AlertRow
        {
            Seq = reader.GetInt64(0),
            Cursor = reader.GetInt64(1),
            Revision = reader.GetInt64(2),
            State = (AlertState)reader.GetInt64(3),
            Owner = reader.TextOrNull(4),
            SuppressedBy = reader.TextOrNull(5),
            MergedInto = reader.TextOrNull(6),
            OpenedAt = reader.Time(7),
            ChangedAt = reader.Time(8),
            Verdict = reader.NumberOrNull(9) is { } day ? new Verdict(day, reader.GetString(10), reader.Time(11), reader.TextOrNull(12)) : null,
            IsAnnounced = reader.GetInt64(13) != 0,
            Evidence = AlertContent.FromBytes(content),
            Content = content,
        };
    }

    public StoredAlert ToStored() => new()
    {
        Alert = Evidence with { Status = Status },
        State = State,
        Owner = Owner,
        SuppressedBy = SuppressedBy,
        MergedInto = MergedInto,
        Revision = Revision,
        Cursor = Cursor,
        OpenedAt = OpenedAt,
        ChangedAt = ChangedAt,
    };

    /// <summary>Stored content as it is told to the outside.</summary>
    public static Alert Announced(byte[] content, AlertStatus status) => AlertContent.FromBytes(content) with { Status = status };

    /// <summary>UTC day of a time, days since 1970.</summary>
    public static long Day(long micros) => Math.DivRem(micros, MicrosPerDay) is var (day, rest) && rest < 0 ? day - 1 : micros / MicrosPerDay;

    /// <summary>A state in words.</summary>
    public static string Name(AlertState state) => state switch
    {
        AlertState.New => "new",
        AlertState.InProgress => "in progress",
        AlertState.TruePositive => "true positive",
        AlertState.Benign => "benign",
        _ => "expected",
    };

    /// <summary>How much there is, in words: <c>12 events, 41.2 bits</c>.</summary>
    public string EvidenceInWords() => string.Create(
        CultureInfo.InvariantCulture, $"{Evidence.EventCount} {(Evidence.EventCount == 1 ? "event" : "events")}, {Evidence.ScoreBits:0.0} bits");
}
