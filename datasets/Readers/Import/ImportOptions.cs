using Det0131.Models.Events;

namespace Det0131.Datasets.Readers;

/// <summary>How to import. Immutable.</summary>
public sealed record ImportOptions
{
    /// <summary>Take every file for this format (a <see cref="SourceFormat.Name"/>); null: recognise each file's.</summary>
    public string? Source { get; init; }

    /// <summary>Platform of the events whose records do not tell one.</summary>
    public Platform? Platform { get; init; }

    /// <summary>File to write refused records to, one JSON object a line: file, line, reason, text. Made with the first of them. Null: none.</summary>
    public string? RejectsPath { get; init; }

    /// <summary>Stop at the first refused record with a <see cref="StrictReadException"/>.</summary>
    public bool Strict { get; init; }

    /// <summary>Fill <see cref="SecurityEvent.Raw"/> where the parser did not. Default true.</summary>
    public bool KeepRaw { get; init; } = true;

    /// <summary>Takes secrets out of record text before it is kept, shown or written. Null: text stays as it is.</summary>
    public Func<string, string>? Redact { get; init; }

    /// <summary>
    /// Name records without an id of their own by <see cref="EventIdentity.OfContent"/> and not by their place: for bodies that are sent, where the
    /// place in the body says nothing. Remembers a hash of each record. Default false.
    /// </summary>
    public bool IdentityByContent { get; init; }

    /// <summary>
    /// Asked for each event before it is handed over, with the fields that its parser filled: a reason (short fixed text) refuses it, and its record
    /// counts as rejected. Null: none is refused.
    /// </summary>
    public Func<SecurityEvent, string?>? Refuse { get; init; }

    /// <summary>Say of each file how it was recognised (<see cref="FileReport.Details"/>). Default false.</summary>
    public bool Explain { get; init; }

    public ReadLimits Limits { get; init; } = ReadLimits.Default;

    /// <summary>Known formats. Default: <see cref="SourceFormats.All"/>.</summary>
    public IReadOnlyList<SourceFormat> Formats { get; init; } = SourceFormats.All;
}

/// <summary>How far an import has come.</summary>
/// <param name="File">The file being read.</param>
/// <param name="FilesDone">Files behind it.</param>
/// <param name="Records">Records read of all files.</param>
/// <param name="Events">Events taken of all files.</param>
public readonly record struct ReadProgress(string File, int FilesDone, long Records, long Events);

/// <summary>A strict import met a record that it cannot use.</summary>
public sealed class StrictReadException(RejectedRecord record)
    : Exception($"{record.File}, line {record.Line}: {record.Reason}: '{record.Excerpt}'. Expected no refused record, because the import is strict.")
{
    public RejectedRecord Record { get; } = record;
}
