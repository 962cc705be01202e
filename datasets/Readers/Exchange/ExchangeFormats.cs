namespace Det0131.Datasets.Readers.Exchange;

/// <summary>Exchange formats, for sources without a reader of their own: ECS and OCSF as JSON. Thread-safe.</summary>
public static class ExchangeFormats
{
    public static SourceFormat Ecs { get; } = new("ecs", Framing.Json, DetectEcs, _ => new EcsParser());

    public static SourceFormat Ocsf { get; } = new("ocsf", Framing.Json, DetectOcsf, _ => new OcsfParser());

    /// <summary>Not sure: readers of what the record came from know more of it.</summary>
    private static Detection DetectEcs(byte[] record, string file)
    {
        ReadOnlySpan<byte> text = record;
        var hasEvent = text.IndexOf("\"event.category\""u8) > 0 || text.IndexOf("\"event.kind\""u8) > 0
            || (text.IndexOf("\"event\""u8) > 0 && (text.IndexOf("\"category\""u8) > 0 || text.IndexOf("\"kind\""u8) > 0));
        return text.IndexOf("\"@timestamp\""u8) > 0 && hasEvent ? new Detection(55, "the fields @timestamp and event.category or event.kind of ECS") : Detection.None;
    }

    private static Detection DetectOcsf(byte[] record, string file)
    {
        ReadOnlySpan<byte> text = record;
        return text.IndexOf("\"class_uid\""u8) > 0 && text.IndexOf("\"metadata\""u8) > 0 ? new Detection(85, "the fields class_uid and metadata of OCSF") : Detection.None;
    }
}
