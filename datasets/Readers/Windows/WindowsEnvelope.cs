namespace Det0131.Datasets.Readers.Windows;

/// <summary>
/// What surrounds the event data: id, channel, computer, record number and times, in the names that NXLog, winlogbeat 6 to 8, Log Analytics,
/// evtx_dump and EvtxECmd give them. Made once per parser. Not thread-safe.
/// </summary>
internal sealed class WindowsEnvelope
{
    /// <summary>In order of trust: the first that has a value counts.</summary>
    private static readonly string[] Id = ["EventID", "Event.System.EventID", "Event.System.EventID.#text", "winlog.event_id", "event_id", "EventId", "event.code"];
    private static readonly string[] Channel = ["Channel", "Event.System.Channel", "winlog.channel", "log_name"];
    private static readonly string[] Provider =
        ["SourceName", "Event.System.Provider.#attributes.Name", "Event.System.Provider.@Name", "winlog.provider_name", "source_name", "Provider", "event.provider"];

    /// <summary>Behind a collector <c>host.name</c> is the collector's: it counts only where nothing else names the computer.</summary>
    private static readonly string[] Computer = ["Hostname", "Computer", "Event.System.Computer", "winlog.computer_name", "computer_name", "host.name"];
    private static readonly string[] RecordNumber =
        ["RecordNumber", "Event.System.EventRecordID", "winlog.record_id", "record_number", "EventRecordID", "EventRecordId"];
    private static readonly string[] SystemTime = ["Event.System.TimeCreated.#attributes.SystemTime", "Event.System.TimeCreated.@SystemTime", "SystemTime"];
    private static readonly string[] OtherTimes = ["TimeCreated", "EventTime", "@timestamp", "EventReceivedTime", "TimeGenerated"];
    private static readonly string[] Data = ["Event.EventData", "winlog.event_data", "event_data", "EventData", "Payload"];

    private readonly JsonFields fields;
    private readonly Dictionary<string, int> slots = new(StringComparer.Ordinal);
    private readonly int[] idSlots, channelSlots, providerSlots, computerSlots, numberSlots, systemTimeSlots, dataSlots;

    public WindowsEnvelope()
    {
        string[] all = [.. Id, .. Channel, .. Provider, .. Computer, .. RecordNumber, .. SystemTime, .. OtherTimes, .. Data];
        fields = new JsonFields(all);
        for (var slot = 0; slot < all.Length; slot++)
        {
            slots.Add(all[slot], slot);
        }

        (idSlots, channelSlots, providerSlots, computerSlots) = (SlotsOf(Id), SlotsOf(Channel), SlotsOf(Provider), SlotsOf(Computer));
        (numberSlots, systemTimeSlots, dataSlots) = (SlotsOf(RecordNumber), SlotsOf(SystemTime), SlotsOf(Data));
        (TimeCreatedSlot, EventTimeSlot, TimestampSlot) = (slots["TimeCreated"], slots["EventTime"], slots["@timestamp"]);
        (ReceivedSlot, TimeGeneratedSlot) = (slots["EventReceivedTime"], slots["TimeGenerated"]);
    }

    public int TimeCreatedSlot { get; }

    public int EventTimeSlot { get; }

    public int TimestampSlot { get; }

    public int ReceivedSlot { get; }

    public int TimeGeneratedSlot { get; }

    /// <summary>False when the record is not one valid JSON object.</summary>
    public bool TryRead(ReadOnlySpan<byte> record, out EnvelopeValues values)
    {
        var valid = fields.TryRead(record, out var json);
        values = new EnvelopeValues(this, json);
        return valid;
    }

    private int[] SlotsOf(string[] paths) => [.. paths.Select(path => slots[path])];

    /// <summary>One record's envelope; good until the next one is read.</summary>
    internal readonly ref struct EnvelopeValues
    {
        private readonly WindowsEnvelope owner;
        private readonly JsonValues json;

        public EnvelopeValues(WindowsEnvelope owner, JsonValues json)
        {
            this.owner = owner;
            this.json = json;
        }

        public JsonValues Json => json;

        public int? EventId
        {
            get
            {
                // An object (Qualifiers beside the number) is not a number: the next path, into it, is.
                foreach (var slot in owner.idSlots)
                {
                    if (json.Int32(slot) is { } id)
                    {
                        return id;
                    }
                }

                return null;
            }
        }

        public ReadOnlySpan<byte> Channel => First(owner.channelSlots);

        public ReadOnlySpan<byte> Provider => First(owner.providerSlots);

        public ReadOnlySpan<byte> Computer => First(owner.computerSlots);

        public ReadOnlySpan<byte> RecordNumber => First(owner.numberSlots);

        public ReadOnlySpan<byte> SystemTime => First(owner.systemTimeSlots);

        /// <summary>Slot of the event data's object or string; -1 when it stands in the record itself.</summary>
        public int DataSlot
        {
            get
            {
                foreach (var slot in owner.dataSlots)
                {
                    if (json.Kind(slot) == JsonFieldKind.Object || (json.Kind(slot) == JsonFieldKind.String && !json.Bytes(slot).IsEmpty))
                    {
                        return slot;
                    }
                }

                return -1;
            }
        }

        private ReadOnlySpan<byte> First(int[] wanted)
        {
            foreach (var slot in wanted)
            {
                if (json.Kind(slot) is JsonFieldKind.String or JsonFieldKind.Number && json.Bytes(slot) is { IsEmpty: false } text)
                {
                    return text;
                }
            }

            return default;
        }
    }
}
