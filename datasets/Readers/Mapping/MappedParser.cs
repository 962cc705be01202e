using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.Mapping;

/// <summary>Makes events of records as a mapping file says. Not thread-safe.</summary>
internal sealed class MappedParser(MappingPlan plan) : IRecordParser
{
    private readonly JsonFields columns = new(plan.Paths);
    private readonly MappedEvents events = new();
    private readonly string source = $"mapped.{plan.Name}";
    private readonly string[] missing = [.. plan.Required.Select(slot => $"required column missing: {(plan.Paths[slot].Length <= 50 ? plan.Paths[slot] : plan.Paths[slot][..50])}")];

    public void Parse(ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
    {
        if (!columns.TryRead(record, out var values))
        {
            sink.Reject(JsonFields.NotValid);
            return;
        }

        var kind = plan.Kind.Of(values);
        if (kind.Length != 1)
        {
            sink.Ignore("kind that is not mapped");
            return;
        }

        var filled = sink.NewEvent();
        (filled.Source, filled.Kind) = (source, (EventKind)kind[0]);
        if (plan.Platform is { } platforms && platforms.Of(values) is { Length: 1 } platform)
        {
            filled.Platform = (Platform)platform[0];
        }

        if (Fill(values, filled) is { } reason)
        {
            sink.Reject(reason);
            return;
        }

        if (filled.RecordId is not null)
        {
            // An id that turns out to be one of several records must not make them one: the content belongs to it.
            var identity = new IdentityBuilder(stackalloc byte[IdentityBuilder.ScratchBytes]);
            identity.Add(filled.Source);
            identity.Add(filled.RecordId);
            identity.Add(record);
            filled.Identity = identity.ToIdentity();
        }

        sink.Emit(filled);
    }

    /// <summary>Nothing is held.</summary>
    public void Complete(IRecordSink sink)
    {
    }

    private string? Fill(JsonValues values, SecurityEvent filled)
    {
        for (var which = 0; which < missing.Length; which++)
        {
            if (Network.NetworkText.Known(values.Bytes(plan.Required[which])).IsEmpty)
            {
                return missing[which];
            }
        }

        if (!plan.Time.TryRead(values, out var time) || time is null)
        {
            return time is null && plan.Time.TryRead(values, out _) ? Network.NetworkText.TimeMissing : Network.NetworkText.TimeBad;
        }

        filled.TimeMicros = time.Value;
        if (plan.End is { } last && last.TryRead(values, out var end) && end >= time)
        {
            filled.DurationMicros = end - time;
        }

        foreach (var (field, value, micros) in plan.Fields)
        {
            if (value.Of(values) is { IsEmpty: false } text && events.Set(field, text, micros, filled) is { } reason)
            {
                return reason;
            }
        }

        if (plan.IsOneWay && filled.Kind == EventKind.NetworkFlow && filled.DestinationBytes is null)
        {
            OneWayFlow.Orient(filled);
        }

        return MappedEvents.Finish(filled);
    }
}
