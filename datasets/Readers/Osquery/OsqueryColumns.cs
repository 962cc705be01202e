using Det0131.Datasets.Readers.HostLogs;

namespace Det0131.Datasets.Readers.Osquery;

/// <summary>
/// Columns of an osquery row. The query's name is free, so the table is known by its columns. Values are strings, or numbers with
/// <c>numerics:true</c>. Not thread-safe.
/// </summary>
internal sealed class OsqueryColumns
{
    public const int Pid = 0, Parent = 1, Path = 2, CommandLine = 3, Name = 4, Uid = 5, Euid = 6, Auid = 7, UserName = 8, Time = 9, EventType = 10,
        Version = 11, SigningId = 12, Action = 13, LocalAddress = 14, LocalPort = 15, RemoteAddress = 16, RemotePort = 17, Protocol = 18, Family = 19,
        Status = 20, Syscall = 21, PlatformColumn = 22, OriginalParent = 23, State = 24, ParentCommandLine = 25, SyscallName = 26, ExitCode = 27,
        TargetPath = 28, FileName = 29, NewFileName = 30, Size = 31;

    private readonly JsonFields json = new(
        "pid", "parent", "path", "cmdline", "name", "uid", "euid", "auid", "username", "time", "event_type",
        "version", "signing_id", "action", "local_address", "local_port", "remote_address", "remote_port", "protocol", "family",
        "status", "syscall", "platform", "original_parent", "state", "pcmdline", "syscall_name", "exit_code",
        "target_path", "filename", "dest_filename", "size");

    /// <summary>Reads a row: the object of its columns.</summary>
    public bool TryRead(ReadOnlySpan<byte> row, out JsonValues values) => json.TryRead(row, out values);

    public static OsqueryTable TableOf(JsonValues row)
    {
        var hasPid = Present(row, Pid);
        if (Present(row, RemoteAddress) && hasPid)
        {
            return Present(row, Action) || Present(row, Syscall) || Present(row, Status) ? OsqueryTable.SocketEvents : OsqueryTable.OpenSockets;
        }

        if (Present(row, TargetPath) && Present(row, Action))
        {
            return OsqueryTable.FileEvents;
        }

        if (hasPid && Present(row, FileName) && Present(row, EventType))
        {
            return OsqueryTable.EsFileEvents;
        }

        if (!hasPid || !Present(row, CommandLine) || !(Present(row, Path) || Present(row, Name)))
        {
            return OsqueryTable.Other;
        }

        if (Present(row, EventType) && (Present(row, SigningId) || Present(row, Version) || Present(row, OriginalParent)))
        {
            return OsqueryTable.EsProcessEvents;
        }

        // logged_in_users has pid, cmdline, name and time as well, but no path.
        return Present(row, Path) && (Present(row, Auid) || Present(row, Syscall) || Present(row, Time)) ? OsqueryTable.ProcessEvents
            : Present(row, Parent) ? OsqueryTable.Processes
            : OsqueryTable.Other;
    }

    /// <summary>The column is there, be it empty.</summary>
    private static bool Present(JsonValues row, int column) => row.Kind(column) != JsonFieldKind.Missing;

    /// <summary>Which protocol a number or name in the protocol column is; SOCK types never stand there.</summary>
    public static string? Transport(JsonValues row, HostText text)
    {
        var protocol = row.Int64(Protocol);
        return protocol switch
        {
            // socket_events has 0 where connect(2) does not tell.
            null or 0 => null,
            _ => IpProtocol.Name(protocol),
        };
    }
}
