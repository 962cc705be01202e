namespace Det0131.Datasets.Readers.MacOS;

/// <summary>
/// The unified log as JSON (<c>log show</c> or <c>log stream --style ndjson</c>, and the array of <c>--style json</c>), of which mDNSResponder's messages are read.
/// </summary>
public static class MdnsResponderFormat
{
    public static SourceFormat Format { get; } = new("mdnsresponder", Framing.Json, Detect, file => new MdnsResponderParser(file));

    private static Detection Detect(byte[] record, string file)
    {
        var fields = new JsonFields("machTimestamp", "eventMessage", "senderImagePath", "processImagePath", "subsystem");
        if (!fields.TryRead(record, out JsonValues values) || values.Kind(1) != JsonFieldKind.String)
        {
            return Detection.None;
        }

        return values.Bytes(4).SequenceEqual("com.apple.mDNSResponder"u8) || values.Bytes(3).EndsWith("/mDNSResponder"u8)
            ? new Detection(100, "eventMessage of com.apple.mDNSResponder")
            : values.Has(0) && values.Has(2)
                ? new Detection(80, "eventMessage, machTimestamp and senderImagePath")
                : Detection.None;
    }
}
