using Det0131.Datasets.Readers.HostLogs;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.Linux;

/// <summary>
/// Parses one file of audit lines, bare or after a syslog prefix, and the lines of Sysmon for Linux that stand in the same syslog file.
/// Lines of other programs are ignored.
/// </summary>
internal sealed class AuditdParser : IRecordParser
{
    private const int MostTypes = 256;

    private readonly HostText text = new();
    private readonly AuditRecords records = new();
    private readonly AuditJoin join = new();
    private readonly LinuxSysmon sysmon;
    private readonly Dictionary<string, string> ignored = new(StringComparer.Ordinal);

    public AuditdParser() => sysmon = new LinuxSysmon(text);

    public void Parse(ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink) => Parse(record, default, position, sink);

    /// <summary>Parses a line that came with a host's name beside it.</summary>
    public void Parse(ReadOnlySpan<byte> record, ReadOnlySpan<byte> knownHost, RecordPosition position, IRecordSink sink)
    {
        if (!AuditHeader.IsAudit(record))
        {
            if (LinuxSysmon.IsOne(record))
            {
                sysmon.Parse(record, knownHost, sink);
            }
            else
            {
                sink.Ignore("not an audit record");
            }

            return;
        }

        if (!AuditHeader.TryParse(record, out var header))
        {
            sink.Reject("audit type, time or serial not readable");
            return;
        }

        Parse(header, knownHost, record, position, sink);
    }

    /// <summary>Parses a record whose head has been read.</summary>
    public void Parse(in AuditHeader header, ReadOnlySpan<byte> knownHost, ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
    {
        var host = text.DomainName(header.Host.IsEmpty ? knownHost : header.Host);
        while (join.Overdue(header.TimeMicros) is { } overdue)
        {
            Finish(overdue, sink);
        }

        var type = AuditRecords.TypeOf(header.Type);
        if (type == AuditType.Other)
        {
            sink.Ignore(IgnoredType(header.Type));
        }
        else if (type == AuditType.End && !join.IsOpen(header.TimeMicros, header.Serial, host))
        {
            sink.Ignore("end of an event that is not read");
        }
        else
        {
            Add(type, header, host, record, position, sink);
        }
    }

    public void Complete(IRecordSink sink)
    {
        while (join.Overdue(long.MaxValue) is { } rest)
        {
            Finish(rest, sink);
        }
    }

    private void Add(AuditType type, in AuditHeader header, string? host, ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
    {
        var group = join.Of(header.TimeMicros, header.Serial, host, position);
        if (type == AuditType.End)
        {
            Finish(group, sink);
            sink.Hold();
            return;
        }

        if (group.IsDropped)
        {
            sink.Ignore("belongs to a system call that is not read");
            return;
        }

        records.Read(type, header.Body, group.Facts);
        group.AddRaw(record);
        if (type is AuditType.Syscall or AuditType.Auoms)
        {
            group.Kind = AuditEvents.KindOf(group.Facts);
            if (!AuditEvents.IsOfInterest(group.Kind, group.Facts))
            {
                group.IsDropped = true;
                sink.Ignore(group.Kind == SyscallKind.Other ? "system call that is not read" : "system call that failed");
                return;
            }
        }

        sink.Hold();
        if (type == AuditType.Auoms)
        {
            Finish(group, sink);
        }
    }

    private void Finish(AuditGroup group, IRecordSink sink)
    {
        join.Done(group);
        if (group.IsDropped || group.Kind == SyscallKind.Other)
        {
            return;
        }

        var filled = sink.NewEvent();
        if (!AuditEvents.TryMap(group.Kind, group.Facts, filled, text))
        {
            return;
        }

        AuditStamp.Set(filled, group.TimeMicros, group.Serial, group.Host, text);
        filled.File = group.Position.File;
        filled.Line = group.Position.Line;
        filled.Raw = HostText.Cut(group.Raw);
        sink.Emit(filled);
    }

    private string IgnoredType(ReadOnlySpan<byte> type)
    {
        var name = type.Length <= 32 ? text.Text(type)! : "longer than 32 bytes";
        if (!ignored.TryGetValue(name, out var what))
        {
            if (ignored.Count == MostTypes)
            {
                return "type of many others";
            }

            ignored.Add(name, what = $"type {name}");
        }

        return what;
    }
}
