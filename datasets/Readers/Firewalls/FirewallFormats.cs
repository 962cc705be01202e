using Det0131.Datasets.Readers.Network;

namespace Det0131.Datasets.Readers.Firewalls;

/// <summary>Firewalls: Palo Alto, FortiGate, Cisco ASA and Linux' netfilter. Each also inside syslog. Thread-safe.</summary>
public static class FirewallFormats
{
    public static SourceFormat PaloAlto { get; } = new("paloalto", Framing.Lines, DetectPaloAlto, _ => new PaloAltoParser());

    public static SourceFormat FortiGate { get; } = new("fortigate", Framing.Lines, DetectFortiGate, _ => new FortiGateParser());

    public static SourceFormat Asa { get; } = new("asa", Framing.Lines, DetectAsa, file => new AsaParser(file));

    public static SourceFormat Netfilter { get; } = new("netfilter", Framing.Lines, DetectNetfilter, file => new NetfilterParser(file));

    private static Detection DetectPaloAlto(byte[] head, string file) =>
        new HeadLines(head).Any(static line => PaloAltoParser.IsTraffic(line)) ? new Detection(95, "PAN-OS columns of type TRAFFIC") : Detection.None;

    private static Detection DetectFortiGate(byte[] head, string file) =>
        new HeadLines(head).Any(static line => line.IndexOf("devid="u8) >= 0 && line.IndexOf("logid="u8) >= 0 && line.IndexOf("type="u8) >= 0 && line.IndexOf(" vd="u8) >= 0)
            ? new Detection(95, "FortiOS keys devid, logid, type and vd") : Detection.None;

    private static Detection DetectAsa(byte[] head, string file) =>
        new HeadLines(head).Any(static line => AsaParser.TryMessage(line, out _, out _)) ? new Detection(90, "messages of Cisco ASA (%ASA-)") : Detection.None;

    private static Detection DetectNetfilter(byte[] head, string file) =>
        new HeadLines(head).Any(static line => NetfilterParser.IsPacket(line)) ? new Detection(75, "netfilter packets (IN=, OUT=, SRC=, DST=)") : Detection.None;
}
