using Det0131.Datasets.Readers.Aws;
using Det0131.Datasets.Readers.Zeek;

namespace Det0131.Datasets.Readers;

/// <summary>Every log format that can be read: one line each.</summary>
public static class SourceFormats
{
    public static IReadOnlyList<SourceFormat> All { get; } =
    [
        Windows.WindowsFormat.Format,
        Linux.AuditdFormat.Lines,
        Linux.AuditdFormat.Json,
        Osquery.OsqueryFormat.Format,
        ZeekFormat.Source,
        AwsFormats.CloudTrail,
        AwsFormats.VpcFlowText,
        AwsFormats.VpcFlowJson,
    ];
}
