using Det0131.Datasets.Readers.HostLogs;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.Windows;

/// <summary>
/// Parses one file of Windows events in JSON: Sysmon 1, 3, 11, 22 and Security 4663, 4688, 5156. Other ids are ignored, by id.
/// </summary>
internal sealed class WindowsParser : IRecordParser
{
    private const int MostIgnoredIds = 2048;

    private readonly EventIdScan scan = new();
    private readonly WindowsEnvelope envelope = new();
    private readonly WindowsFields fields = new();
    private readonly EventDataReader dataReader;
    private readonly HostText text = new();
    private readonly HostAddresses addresses = new();
    private readonly WindowsClock clock = new();
    private readonly WindowsStamps stamps;
    private readonly UnshiftedEvents unshifted;
    private readonly Dictionary<int, string> ignored = [];

    // Made when the first record needs them: most files do not, and a parser is made for each file.
    private EcsFields? ecs;
    private EqlRecords? eql;

    public WindowsParser()
    {
        dataReader = new EventDataReader(fields);
        stamps = new WindowsStamps(clock);
        unshifted = new UnshiftedEvents(clock);
    }

    public void Parse(ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
    {
        switch (scan.Find(record, out var id))
        {
            case EventIdFinding.Unwanted:
                if (stamps.LearnFromIgnored(record, id))
                {
                    unshifted.ReleaseIfDue(sink);
                }

                sink.Ignore(IgnoredId(id));
                break;
            case EventIdFinding.Wanted:
                ParseEvent(record, position, sink);
                break;
            default:
                ParseNormalised(record, sink);
                break;
        }
    }

    public void Complete(IRecordSink sink) => unshifted.Release(sink);

    private void ParseEvent(ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
    {
        if (!envelope.TryRead(record, out var values))
        {
            sink.Reject(JsonFields.NotValid);
            return;
        }

        if (values.EventId is not { } id)
        {
            sink.Reject("event id missing");
            return;
        }

        if (!EventIdScan.IsWanted(id))
        {
            sink.Ignore(IgnoredId(id));
            return;
        }

        if (!TryReadData(record, id, values))
        {
            sink.Reject("event data not readable");
            return;
        }

        var isSysmon = id < 4000;
        if (!IsOurs(isSysmon, values))
        {
            sink.Ignore(isSysmon ? "event id 1, 3, 11 or 22 of another provider" : "event id 4663, 4688 or 5156 of another provider");
            return;
        }

        if (id == ObjectAccess.EventId && ObjectAccess.WhyUnread(fields) is { } unread)
        {
            sink.Ignore(unread);
            return;
        }

        Emit(id, isSysmon, values, record, position, sink);
    }

    private void Emit(int id, bool isSysmon, WindowsEnvelope.EnvelopeValues values, ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
    {
        var time = stamps.Of(envelope, values, fields, isSysmon ? id : 0);
        if (time.Micros is not { } micros)
        {
            sink.Reject("time missing");
            return;
        }

        // Events that waited for the difference go out before the one that told it.
        unshifted.ReleaseIfDue(sink);
        var filled = sink.NewEvent();
        var isLinux = isSysmon && values.Channel.StartsWith("Linux-"u8);
        filled.Source = isLinux ? "linux.sysmon" : isSysmon ? "windows.sysmon" : "windows.security";
        filled.Platform = isLinux ? Platform.Linux : Platform.Windows;
        filled.TimeMicros = micros;
        filled.Host = text.DomainName(values.Computer);
        var isMapped = isSysmon
            ? SysmonEvents.TryMap(id, fields, filled, text, addresses, out var reason)
            : SecurityEvents.TryMap(id, fields, filled, text, addresses, out reason);
        if (!isMapped)
        {
            sink.Reject(reason);
            return;
        }

        SetRecordId(values, filled, time.StampMicros ?? micros);
        if (time.IsDoubtful && unshifted.IsOpen)
        {
            unshifted.Add(filled, time.UtcMicros, time.StampMicros ?? micros, record, position);
            sink.Hold();
            unshifted.ReleaseIfDue(sink);
        }
        else
        {
            sink.Emit(filled);
        }
    }

    private bool TryReadData(ReadOnlySpan<byte> record, int id, WindowsEnvelope.EnvelopeValues values)
    {
        fields.Clear();
        var slot = values.DataSlot;
        var isRead = slot < 0 ? dataReader.TryReadObject(record, isRecord: true)
            : values.Json.Kind(slot) == JsonFieldKind.Object ? dataReader.TryReadObject(values.Json.Bytes(slot), isRecord: false)
            : dataReader.TryReadText(values.Json.Bytes(slot));
        var hasProcess = fields.Has(id == ObjectAccess.EventId ? WindowsField.ProcessName : WindowsField.Image);
        if (isRead && (!hasProcess || (id == 3 && !fields.Has(WindowsField.DestinationIp))))
        {
            (ecs ??= new EcsFields()).FillMissing(record, id, fields);
        }

        return isRead;
    }

    /// <summary>Small ids belong to many providers. Where neither channel nor provider is logged, Sysmon is known by its own clock.</summary>
    private bool IsOurs(bool isSysmon, WindowsEnvelope.EnvelopeValues values)
    {
        var channel = values.Channel;
        var provider = values.Provider;
        if (channel.IsEmpty && provider.IsEmpty)
        {
            return !isSysmon || fields.Has(WindowsField.UtcTime);
        }

        return isSysmon
            ? channel.IndexOf("Sysmon"u8) >= 0 || provider.IndexOf("Sysmon"u8) >= 0
            : System.Text.Ascii.EqualsIgnoreCase(channel, "security"u8) || provider.IndexOf("Security-Auditing"u8) >= 0;
    }

    /// <summary>
    /// Record numbers count per computer and channel and start again when a log is cleared, so the log's own stamp belongs to the identity.
    /// Without a number the sink makes the identity from the record's place and content.
    /// </summary>
    private void SetRecordId(WindowsEnvelope.EnvelopeValues values, SecurityEvent filled, long stampMicros)
    {
        var number = values.RecordNumber;
        if (number.IsEmpty)
        {
            return;
        }

        var channel = values.Channel.IsEmpty ? values.Provider : values.Channel;
        filled.RecordId = channel.IsEmpty
            ? System.Text.Encoding.UTF8.GetString(number)
            : $"{text.Text(channel)}/{System.Text.Encoding.UTF8.GetString(number)}";
        var identity = new IdentityBuilder(stackalloc byte[IdentityBuilder.ScratchBytes]);
        identity.Add(filled.Source);
        identity.Add(filled.Host);
        identity.Add(number);
        identity.Add(stampMicros);
        filled.Identity = identity.ToIdentity();
    }

    private void ParseNormalised(ReadOnlySpan<byte> record, IRecordSink sink)
    {
        eql ??= new EqlRecords();
        if (!eql.TryRead(record, out var values))
        {
            sink.Reject(JsonFields.NotValid);
            return;
        }

        var id = EqlRecords.SysmonIdOf(values);
        if (!EqlRecords.IsOne(values))
        {
            sink.Reject("event id missing");
        }
        else if (id == 0)
        {
            sink.Ignore("event type not read");
        }
        else if (!EqlRecords.TryTime(values, out var micros))
        {
            sink.Reject("time missing");
        }
        else
        {
            EqlRecords.Copy(values, fields);
            var filled = sink.NewEvent();
            filled.Source = "windows.eql";
            filled.Platform = Platform.Windows;
            filled.TimeMicros = micros;
            if (SysmonEvents.TryMap(id, fields, filled, text, addresses, out var reason))
            {
                sink.Emit(filled);
            }
            else
            {
                sink.Reject(reason);
            }
        }
    }

    private string IgnoredId(int id)
    {
        if (!ignored.TryGetValue(id, out var what))
        {
            if (ignored.Count == MostIgnoredIds)
            {
                return "event id of many others";
            }

            ignored.Add(id, what = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"event id {id}"));
        }

        return what;
    }
}
