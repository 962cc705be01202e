namespace Det0131.Datasets.Readers.Aws;

/// <summary>The fields that are read of a VPC flow record; the number is the slot.</summary>
internal enum VpcFlowField
{
    Version,
    AccountId,
    InterfaceId,
    SourceAddress,
    DestinationAddress,
    SourcePort,
    DestinationPort,
    Protocol,
    Bytes,
    Start,
    End,
    Action,
    LogStatus,
    InstanceId,
    FlowDirection,
}

internal static class VpcFlowFields
{
    /// <summary>By slot, as AWS's documentation of flow log records spells them.</summary>
    public static readonly string[] Names =
    [
        "version", "account-id", "interface-id", "srcaddr", "dstaddr", "srcport", "dstport", "protocol", "bytes", "start", "end", "action", "log-status",
        "instance-id", "flow-direction",
    ];

    /// <summary>The default order (version 2), and behind it the rest in the order of the documentation (versions 3 to 5).</summary>
    public static readonly string[] FullOrder =
    [
        "version", "account-id", "interface-id", "srcaddr", "dstaddr", "srcport", "dstport", "protocol", "packets", "bytes", "start", "end", "action", "log-status",
        "vpc-id", "subnet-id", "instance-id", "tcp-flags", "type", "pkt-srcaddr", "pkt-dstaddr", "region", "az-id", "sublocation-type", "sublocation-id",
        "pkt-src-aws-service", "pkt-dst-aws-service", "flow-direction", "traffic-path",
    ];

    public const int DefaultColumns = 14;

    /// <summary>Paths of the JSON form: each name with hyphens, with underscores and in camel case (srcAddr), one block after another.</summary>
    public static string[] JsonPaths { get; } = [.. Names.Concat(Names.Select(Underscored)).Concat(Names.Select(Camel)).Select((path, index) => Unique(path, index))];

    private static string Underscored(string name) => name.Replace('-', '_');

    private static string Camel(string name)
    {
        var text = name.Replace("addr", "-addr", StringComparison.Ordinal).Replace("port", "-port", StringComparison.Ordinal);
        return string.Concat(text.Split('-').Select((part, index) => index == 0 ? part : char.ToUpperInvariant(part[0]) + part[1..]));
    }

    /// <summary>A name that is spelled one way only keeps its slots, with a path that no record has.</summary>
    private static string Unique(string path, int index)
    {
        var first = Array.IndexOf([.. Names, .. Names.Select(Underscored), .. Names.Select(Camel)], path);
        return first == index ? path : $"{path} ({index})";
    }
}
