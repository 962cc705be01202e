namespace Det0131.Datasets.Readers.Exchange;

/// <summary>Exchange formats, for sources without a reader of their own: ECS and OCSF as JSON. Thread-safe.</summary>
public static class ExchangeFormats
{
    public static SourceFormat Ecs { get; } = new("ecs", Framing.Json, DetectEcs, _ => new EcsParser());

    public static SourceFormat Ocsf { get; } = new("ocsf", Framing.Json, DetectOcsf, _ => new OcsfParser());

    /// <summary>Not sure: readers of what the record came from know more of it. The names must be the record's own: test files hold whole records inside.</summary>
    private static Detection DetectEcs(byte[] record, string file) =>
        Has(record, ["@timestamp", "event.category", "event.kind"]) ? new Detection(55, "the fields @timestamp and event.category or event.kind of ECS") : Detection.None;

    private static Detection DetectOcsf(byte[] record, string file) =>
        Has(record, ["class_uid", "metadata", "category_uid", "metadata.version"]) ? new Detection(85, "the fields class_uid and metadata or category_uid of OCSF") : Detection.None;

    /// <summary>Whether the record has the first, and one of the others.</summary>
    private static bool Has(byte[] record, string[] paths)
    {
        if (!new JsonFields(paths).TryRead(record, out var values) || !values.Has(0))
        {
            return false;
        }

        var has = false;
        for (var slot = 1; slot < paths.Length; slot++)
        {
            has |= values.Has(slot);
        }

        return has;
    }
}
