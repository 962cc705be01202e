namespace Det0131.Datasets.Readers.Zeek;

/// <summary>Parses the lines of one Zeek log: a table with its header, or JSON. Not thread-safe.</summary>
internal sealed class ZeekParser : IRecordParser
{
    private const string NoHeader = "no #fields header before this line";
    private const string NotRecognised = "which Zeek log this is was not recognised";
    private const string Header = "header";

    private readonly ZeekTable table = new();
    private readonly JsonFields json = new(ZeekFields.Names);
    private readonly ZeekText text = new(Utf8Interner.Shared);
    private readonly ZeekEvents events;
    private readonly ZeekFileEvents files;
    private readonly string? nameOfFile;
    private int tableVersion;
    private ZeekLog tableLog;
    private string path = "";
    private string ignored = "";

    public ZeekParser(string file)
    {
        nameOfFile = ZeekLogs.NameOfFile(file);
        (events, files) = (new ZeekEvents(text, Utf8Interner.Shared), new ZeekFileEvents(text, Utf8Interner.Shared));
    }

    public void Parse(ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
    {
        if (record.IsEmpty)
        {
            sink.Ignore(Header);
        }
        else if (nameOfFile == ZeekLogs.Summary)
        {
            sink.Ignore("zeek conn-summary");
        }
        else if (record[0] == '#')
        {
            ParseHeader(record, sink);
        }
        else if (record[0] == '{')
        {
            ParseJson(record, sink);
        }
        else
        {
            ParseLine(record, sink);
        }
    }

    /// <summary>Nothing is held.</summary>
    public void Complete(IRecordSink sink)
    {
    }

    private void ParseHeader(ReadOnlySpan<byte> record, IRecordSink sink)
    {
        if (table.ReadHeader(record))
        {
            sink.Ignore(Header);
        }
        else
        {
            sink.Reject("header not understood");
        }
    }

    private void ParseLine(ReadOnlySpan<byte> record, IRecordSink sink)
    {
        if (!table.HasFields)
        {
            sink.Reject(NoHeader);
            return;
        }

        if (tableVersion != table.Version)
        {
            tableVersion = table.Version;
            tableLog = table.Path is { } named ? Named(named)
                : nameOfFile is not null ? Named(nameOfFile) : ZeekLogs.OfFields(table.Present);
        }

        if (tableLog >= ZeekLog.Conn && table.ReadLine(record) is { } reason)
        {
            sink.Reject(reason);
            return;
        }

        Make(tableLog, new ZeekRow(table, record), sink);
    }

    private void ParseJson(ReadOnlySpan<byte> record, IRecordSink sink)
    {
        if (!json.TryRead(record, out var values))
        {
            sink.Reject(JsonFields.NotValid);
            return;
        }

        ZeekLog log;
        if (values.Has((int)ZeekField.Path))
        {
            log = Named(values.Text((int)ZeekField.Path, Utf8Interner.Shared) ?? "");
        }
        else if (nameOfFile is not null)
        {
            log = Named(nameOfFile);
        }
        else
        {
            log = OfFields(values);
        }

        Make(log, new ZeekRow(values), sink);
    }

    private static ZeekLog OfFields(JsonValues values)
    {
        var present = 0UL;
        for (var slot = 0; slot < ZeekFields.Names.Length; slot++)
        {
            present |= values.Has(slot) ? 1UL << slot : 0;
        }

        return ZeekLogs.OfFields(present);
    }

    /// <summary>The log that a path names; remembers how to call it when it is ignored.</summary>
    private ZeekLog Named(string name)
    {
        if (name != path)
        {
            path = name;
            ignored = $"zeek {(name.Length > 64 ? name[..64] : name)}";
        }

        return ZeekLogs.OfPath(name);
    }

    private void Make(ZeekLog log, in ZeekRow row, IRecordSink sink)
    {
        if (log < ZeekLog.Conn)
        {
            if (log == ZeekLog.Other)
            {
                sink.Ignore(ignored);
            }
            else
            {
                sink.Reject(NotRecognised);
            }

            return;
        }

        if (ZeekFileEvents.SaysNothing(log, row) is { } nothing)
        {
            sink.Ignore(nothing);
            return;
        }

        text.IsTable = row.IsTable;
        var filled = sink.NewEvent();
        var hasEnds = log != ZeekLog.Files || !row.Get(ZeekField.OriginatorHost).IsEmpty;
        var reason = (hasEnds ? events.Common(row, filled) : files.OldCommon(row, filled)) ?? log switch
        {
            ZeekLog.Conn => events.Conn(row, filled),
            ZeekLog.Dns => events.Dns(row, filled),
            ZeekLog.Http => events.Http(row, filled),
            ZeekLog.Ssl => events.Ssl(row, filled),
            ZeekLog.Ftp => files.Ftp(row, filled),
            ZeekLog.Smtp => files.Smtp(row, filled),
            ZeekLog.Files => files.File(row, filled),
            _ => files.Share(row, filled),
        };
        if (reason is null)
        {
            sink.Emit(filled);
        }
        else
        {
            sink.Reject(reason);
        }
    }
}
