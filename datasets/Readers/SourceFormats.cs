using Det0131.Datasets.Readers.Aws;
using Det0131.Datasets.Readers.Zeek;

namespace Det0131.Datasets.Readers;

/// <summary>Every log format that can be read: one line each.</summary>
public static class SourceFormats
{
    public static IReadOnlyList<SourceFormat> All { get; } =
    [
        ZeekFormat.Source,
        Windows.WindowsFormat.Format,
        Windows.WindowsFormat.EventLog,
        Defender.DefenderFormat.Format,
        MacOS.EsloggerFormat.Format,
        MacOS.MdnsResponderFormat.Format,
        MacOS.SantaFormat.Format,
        OpenBsm.OpenBsmFormat.Printed,
        OpenBsm.OpenBsmFormat.Trail,
        AwsFormats.CloudTrail,
        AwsFormats.VpcFlowText,
        AwsFormats.VpcFlowJson,
        Azure.AzureFormat.Format,
        GoogleCloud.GoogleCloudFormat.Format,
        Linux.AuditdFormat.Lines,
        Linux.AuditdFormat.Json,
        Osquery.OsqueryFormat.Format,
        ESXi.EsxiFormat.Format,
        ESXi.EsxcliFormat.Table,
        ESXi.EsxcliFormat.Json,
        Suricata.SuricataFormat.Source,
        NetFlow.NetFlowFormat.Csv,
        NetFlow.NetFlowFormat.Json,
        Firewalls.FirewallFormats.PaloAlto,
        Firewalls.FirewallFormats.FortiGate,
        Firewalls.FirewallFormats.Asa,
        Firewalls.FirewallFormats.Netfilter,
        Proxies.ProxyFormats.Squid,
        Proxies.ProxyFormats.W3c,
        Mail.PostfixFormat.Source,
        FileServers.FileServerFormats.Ftp,
        FileServers.FileServerFormats.Samba,
        DnsServers.DnsServerFormats.Bind,
        DnsServers.DnsServerFormats.Dnstap,
        Exchange.ExchangeFormats.Ecs,
        Exchange.ExchangeFormats.Ocsf,
    ];
}
