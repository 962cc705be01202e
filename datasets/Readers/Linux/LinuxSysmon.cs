using Det0131.Datasets.Readers.HostLogs;
using Det0131.Datasets.Readers.Windows;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.Linux;

/// <summary>Reads the XML that Sysmon for Linux writes to syslog: the fields and ids of Sysmon on Windows, without 22. Not thread-safe.</summary>
internal sealed class LinuxSysmon(HostText text)
{
    private readonly WindowsFields fields = new();
    private readonly HostAddresses addresses = new();

    public static bool IsOne(ReadOnlySpan<byte> line) => line.IndexOf("<Event>"u8) >= 0 && line.IndexOf("Linux-Sysmon"u8) >= 0;

    public void Parse(ReadOnlySpan<byte> line, ReadOnlySpan<byte> knownHost, IRecordSink sink)
    {
        var xml = line[line.IndexOf("<Event>"u8)..];
        if (HostText.Number(EventDataXml.Element(xml, "<EventID>"u8)) is not { } id)
        {
            sink.Reject("event id missing");
            return;
        }

        if (id is not (1 or 3 or 11 or 22))
        {
            sink.Ignore("Sysmon event that is not read");
            return;
        }

        fields.Clear();
        EventDataXml.Read(xml, fields);
        var stampText = EventDataXml.Attribute(xml, " SystemTime="u8);
        if (!LogTime.TryIso8601(fields[WindowsField.UtcTime], out var micros) && !LogTime.TryIso8601(stampText, out micros))
        {
            sink.Reject("time missing");
            return;
        }

        var filled = sink.NewEvent();
        filled.Source = "linux.sysmon";
        filled.Platform = Platform.Linux;
        filled.TimeMicros = micros;
        var computer = EventDataXml.Element(xml, "<Computer>"u8);
        filled.Host = text.DomainName(computer.IsEmpty ? knownHost : computer);
        if (!SysmonEvents.TryMap((int)id, fields, filled, text, addresses, out var reason))
        {
            sink.Reject(reason);
            return;
        }

        var number = EventDataXml.Element(xml, "<EventRecordID>"u8);
        if (!number.IsEmpty)
        {
            filled.RecordId = System.Text.Encoding.UTF8.GetString(number);
            var identity = new IdentityBuilder(stackalloc byte[IdentityBuilder.ScratchBytes]);
            identity.Add(filled.Source);
            identity.Add(filled.Host);
            identity.Add(number);
            identity.Add(stampText);
            filled.Identity = identity.ToIdentity();
        }

        sink.Emit(filled);
    }
}
