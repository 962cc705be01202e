using Det0131.Models.Events;

namespace Det0131.Datasets.Readers;

/// <summary>Where a record begins.</summary>
/// <param name="File">Path as given; a member of an archive as <c>archive.zip!member</c>.</param>
/// <param name="Line">1-based line number of the record's first byte; in binary logs the number of the record.</param>
public readonly record struct RecordPosition(string File, long Line);

/// <summary>
/// Turns the records of one file into events. One instance per file: it may keep state between records
/// (a header line, records joined by a serial number). Not thread-safe.
/// </summary>
/// <remarks>
/// A parser never throws for what a record holds: it calls <see cref="IRecordSink.Reject"/> with a reason from a small fixed set.
/// State that it keeps is bounded.
/// </remarks>
public interface IRecordParser
{
    /// <summary>Parses one record (a line, or one JSON object) and reports to <paramref name="sink"/> exactly one of: one or more events, ignored, rejected, or held for a join.
    /// Beside that report there may be events of an earlier join that this record brings to its end; a further Ignore or Reject is about a record held before.</summary>
    void Parse(ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink);

    /// <summary>The file has ended: emits what was held.</summary>
    void Complete(IRecordSink sink);
}

/// <summary>A parser of records that may have no time but their file's: a snapshot that somebody printed into a file.</summary>
public interface ITimedByFile
{
    /// <summary>Told before the first record, where it is known when the file was last written.</summary>
    /// <param name="micros">UTC microseconds.</param>
    void FileWrittenAt(long micros);
}

/// <summary>Receives what a parser makes of a record and keeps the counts.</summary>
public interface IRecordSink
{
    /// <summary>A cleared event for the parser to fill; the same instance each time.</summary>
    SecurityEvent NewEvent();

    /// <summary>Takes the event over. The sink fills File, Line and Raw (unless set by the parser) and, when it is 0, Identity.</summary>
    void Emit(SecurityEvent filled);

    /// <summary>The record was understood and is none of ours (a header, another event id).</summary>
    void Ignore(string what);

    /// <summary>The record could not be used. <paramref name="reason"/> is short, fixed text without record content, for example <c>time missing</c>.</summary>
    void Reject(string reason);

    /// <summary>The record is kept for a join and will be part of a later event.</summary>
    void Hold();
}

/// <summary>How a file is cut into records.</summary>
public enum Framing : byte
{
    /// <summary>One record per line.</summary>
    Lines,

    /// <summary>JSON values, one after another with or without line ends; elements of a top-level array, or of the array in a top-level "Records", "records" or "value" member, are records of their own.</summary>
    Json,

    /// <summary>A Windows event log (.evtx): binary, each of its records given as a JSON object.</summary>
    EventLog,

    /// <summary>An audit trail of macOS or FreeBSD (BSM): binary, each of its records given as a line of XML.</summary>
    AuditTrail,

    /// <summary>Rows of CSV under a header line, each as one JSON object of strings (a cell that is a JSON list or object is one): how a format of JSON (objects or lines) is read when a file holds it as CSV. No format is registered with it.</summary>
    Csv,
}

/// <summary>What a format's detector says about the beginning of a file.</summary>
/// <param name="Confidence">0 = not this format; 100 = certain (a magic header, or fields that only this format has).</param>
/// <param name="Why">What it was recognised by, in a few words.</param>
public readonly record struct Detection(int Confidence, string Why)
{
    public static Detection None => default;
}

/// <summary>One log format: its stable name, how its files are cut, how it is recognised and how its records are parsed.</summary>
/// <param name="Name">Stable name, for <c>--source</c>: <c>zeek</c>, <c>windows</c>, <c>auditd</c>, <c>eslogger</c>, <c>cloudtrail</c>, <c>vpcflow</c>, <c>azure</c>, <c>gcp</c>, <c>osquery</c>, <c>mdnsresponder</c>, <c>esxi</c>.</param>
/// <param name="Framing">How a file is cut into records.</param>
/// <param name="Detect">Looks at the first record (Json framing) or the first few kilobytes (other framings) and the file's name.</param>
/// <param name="CreateParser">Makes a parser for one file. The argument is the file's name.</param>
public sealed record SourceFormat(
    string Name,
    Framing Framing,
    Func<byte[], string, Detection> Detect,
    Func<string, IRecordParser> CreateParser);
