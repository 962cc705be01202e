namespace Det0131.Datasets.Readers.MacOS;

/// <summary>eslogger: Apple's printer of Endpoint Security events (eslogger(1)), records of version 1 to 10, also wrapped in a <c>body</c> string.</summary>
public static class EsloggerFormat
{
    public static SourceFormat Format { get; } = new("eslogger", Framing.Json, Detect, file => new EsloggerParser(file));

    private static Detection Detect(byte[] record, string file)
    {
        var wrapper = new JsonFields("body");
        ReadOnlySpan<byte> inner = record;
        string why = "mach_time, event_type and process.audit_token";
        if (wrapper.TryRead(record, out JsonValues wrapped) && wrapped.Kind(0) == JsonFieldKind.String)
        {
            inner = wrapped.Bytes(0);
            why += " inside body";
        }

        var fields = new JsonFields("mach_time", "event_type", "process.audit_token", "event");
        return fields.TryRead(inner, out JsonValues values) && values.Has(0) && values.Has(1) && values.Has(2) && values.Has(3)
            ? new Detection(100, why)
            : Detection.None;
    }
}
