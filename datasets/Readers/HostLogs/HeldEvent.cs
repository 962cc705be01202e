using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.HostLogs;

/// <summary>An event kept back until something is known that a later record tells.</summary>
internal static class HeldEvent
{
    /// <summary>A copy with what the sink would fill from the record at hand: position, text and identity.</summary>
    public static SecurityEvent Keep(SecurityEvent filled, ReadOnlySpan<byte> record, RecordPosition position)
    {
        var copy = new SecurityEvent();
        copy.CopyFrom(filled);
        copy.File = position.File;
        copy.Line = position.Line;
        copy.Raw ??= HostText.Cut(record);
        if (copy.Identity == UInt128.Zero)
        {
            copy.Identity = EventIdentity.OfRecord(copy.Source, position.File, position.Line, 0, record);
        }

        return copy;
    }

    /// <summary>Hands a kept event to the sink.</summary>
    public static void Release(SecurityEvent kept, IRecordSink sink)
    {
        var filled = sink.NewEvent();
        filled.CopyFrom(kept);
        sink.Emit(filled);
    }
}
