namespace Det0131.Datasets.Readers;

/// <summary>Every log format that can be read: one line each.</summary>
public static class SourceFormats
{
    public static IReadOnlyList<SourceFormat> All { get; } =
    [
        Windows.WindowsFormat.Format,
        MacOS.EsloggerFormat.Format,
        MacOS.MdnsResponderFormat.Format,
        MacOS.SantaFormat.Format,
        ESXi.EsxiFormat.Format,
    ];
}
