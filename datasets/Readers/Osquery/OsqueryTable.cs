namespace Det0131.Datasets.Readers.Osquery;

/// <summary>Which osquery table a row comes from, as far as it is read.</summary>
internal enum OsqueryTable : byte
{
    /// <summary>Another table.</summary>
    Other = 0,

    /// <summary>Linux: process_events (and bpf_process_events).</summary>
    ProcessEvents,

    /// <summary>macOS: es_process_events.</summary>
    EsProcessEvents,

    /// <summary>processes: what runs at the time of asking.</summary>
    Processes,

    /// <summary>Linux: socket_events (and bpf_socket_events).</summary>
    SocketEvents,

    /// <summary>process_open_sockets: what is connected at the time of asking.</summary>
    OpenSockets,

    /// <summary>file_events: changes of watched files, without who made them.</summary>
    FileEvents,

    /// <summary>macOS: es_process_file_events.</summary>
    EsFileEvents,
}
