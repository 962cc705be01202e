using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.Exchange;

/// <summary>
/// Parses records of the Elastic Common Schema that no other reader knows: DNS questions, requests, process starts and connections, told by their fields and by
/// event.category and event.type; others are ignored. Not thread-safe.
/// </summary>
internal sealed class EcsParser : IRecordParser
{
    private readonly JsonFields fields = new(ExchangeSchema.Ecs.Paths);
    private readonly ExchangeEvents events = new();

    public void Parse(ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
    {
        if (!fields.TryRead(record, out var values))
        {
            sink.Reject(JsonFields.NotValid);
            return;
        }

        var row = new ExchangeRow(ExchangeSchema.Ecs, values);
        if (row.Get(ExchangeField.RecordKind) is { IsEmpty: false } recordKind && !recordKind.SequenceEqual("event"u8))
        {
            // An alert (this product's own too) repeats what a record of its own tells.
            sink.Ignore("ecs record that is no event");
            return;
        }

        var filled = sink.NewEvent();
        if (KindOf(row) is not { } kind)
        {
            sink.Ignore(row.Has(ExchangeField.Class, "process"u8) ? "ecs process event that starts none" : "ecs other event");
            return;
        }

        (filled.Kind, filled.Source) = (kind, SourceOf(kind));
        var reason = events.Common(row, filled) ?? kind switch
        {
            EventKind.DnsQuery => events.Query(row, filled),
            EventKind.HttpRequest => events.Request(row, filled),
            EventKind.ProcessStart => events.Start(row, filled),
            _ => events.Flow(row, filled),
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

    /// <summary>Nothing is held.</summary>
    public void Complete(IRecordSink sink)
    {
    }

    private static EventKind? KindOf(in ExchangeRow row)
    {
        if (!row.Get(ExchangeField.DnsName).IsEmpty)
        {
            return EventKind.DnsQuery;
        }

        if (row.Has(ExchangeField.Class, "process"u8))
        {
            return row.Has(ExchangeField.Activity, "start"u8) ? EventKind.ProcessStart : null;
        }

        if (!row.Get(ExchangeField.Method).IsEmpty)
        {
            return EventKind.HttpRequest;
        }

        return row.Get(ExchangeField.SourceAddress).IsEmpty || row.Get(ExchangeField.DestinationAddress).IsEmpty ? null : EventKind.NetworkFlow;
    }

    private static string SourceOf(EventKind kind) => kind switch
    {
        EventKind.DnsQuery => "ecs.dns",
        EventKind.HttpRequest => "ecs.http",
        EventKind.ProcessStart => "ecs.process",
        _ => "ecs.network",
    };
}
