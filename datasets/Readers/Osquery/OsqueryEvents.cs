using Det0131.Datasets.Readers.HostLogs;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.Osquery;

/// <summary>Turns osquery rows into events.</summary>
internal static class OsqueryEvents
{
    /// <summary>Fills what the row tells, but for time and host. Null when it did; else why the row gives no event.</summary>
    /// <param name="table">The row's table, not Other.</param>
    /// <param name="row">Its columns.</param>
    /// <param name="decoration">Platform by the decorations; Unknown where they do not tell.</param>
    /// <param name="filled">The event.</param>
    /// <param name="text">Makes the strings.</param>
    public static string? Map(OsqueryTable table, JsonValues row, Platform decoration, SecurityEvent filled, HostText text)
    {
        if (table == OsqueryTable.FileEvents)
        {
            return OsqueryFiles.MapChange(row, decoration, filled, text);
        }

        var path = row.Bytes(OsqueryColumns.Path);
        filled.Platform = PlatformOf(table, path, decoration);
        filled.ProcessPath = text.Text(path);
        filled.Process = text.BaseName(path, backslash: filled.Platform == Platform.Windows) ?? row.LowerText(OsqueryColumns.Name, Utf8Interner.Shared);
        filled.ProcessKey = text.ProcessId(row.Bytes(OsqueryColumns.Pid));
        FillUser(row, filled, text);
        if (table == OsqueryTable.EsFileEvents)
        {
            return OsqueryFiles.MapAccess(row, filled, text);
        }

        return table is OsqueryTable.SocketEvents or OsqueryTable.OpenSockets
            ? MapFlow(table, row, filled, text)
            : MapStart(table, row, filled, text);
    }

    /// <summary>
    /// es_* tables exist on macOS alone. The audit-fed tables are Linux's today (on macOS they ended with 10.15), unless the decorations or
    /// the path of an application say otherwise.
    /// </summary>
    internal static Platform PlatformOf(OsqueryTable table, ReadOnlySpan<byte> path, Platform decoration)
    {
        if (table is OsqueryTable.EsProcessEvents or OsqueryTable.EsFileEvents || path.StartsWith("/Applications/"u8) || path.StartsWith("/System/"u8) || path.IndexOf(".app/"u8) >= 0)
        {
            return Platform.MacOS;
        }

        if (decoration != Platform.Unknown)
        {
            return decoration;
        }

        return path is [_, (byte)':', (byte)'\\', ..] ? Platform.Windows
            : table is OsqueryTable.ProcessEvents or OsqueryTable.SocketEvents || path is [(byte)'/', ..] ? Platform.Linux
            : Platform.Unknown;
    }

    private static void FillUser(JsonValues row, SecurityEvent filled, HostText text)
    {
        var loginId = IdOf(row, OsqueryColumns.Auid);
        var userId = IdOf(row, OsqueryColumns.Uid);
        var effectiveId = IdOf(row, OsqueryColumns.Euid);
        var actorId = loginId ?? userId;
        var name = row.LowerText(OsqueryColumns.UserName, Utf8Interner.Shared);

        // The name that a query joins in is the one of uid.
        filled.User = actorId == userId && name is not null ? name : NameOf(actorId, text) ?? name;
        filled.UserClass = UnixAccounts.ClassOf(actorId, filled.Platform);

        // es_process_events up to osquery 5 can write a group id into euid: with uid 501 and euid 20 (staff) nobody changed. Only root counts there.
        var isChange = actorId is not null && effectiveId is not null && actorId != effectiveId && (filled.Platform != Platform.MacOS || effectiveId == 0);
        if (isChange && filled.User is not null)
        {
            filled.PrivilegeChange = text.Joined(filled.User, '>', effectiveId == userId && name is not null ? name : NameOf(effectiveId, text)!);
        }
    }

    private static long? IdOf(JsonValues row, int column) => row.Int64(column) is >= 0 and not UnixAccounts.Unset and var id ? id : null;

    private static string? NameOf(long? id, HostText text) => id switch { null => null, 0 => "root", _ => text.NumberText(id.Value) };

    private static string? MapStart(OsqueryTable table, JsonValues row, SecurityEvent filled, HostText text)
    {
        filled.Kind = EventKind.ProcessStart;
        filled.Source = table switch
        {
            OsqueryTable.EsProcessEvents => "osquery.es_process_events",
            OsqueryTable.Processes => "osquery.processes",
            _ => "osquery.process_events",
        };
        if (table == OsqueryTable.EsProcessEvents && !row.Bytes(OsqueryColumns.EventType).SequenceEqual("exec"u8))
        {
            return "process event that is no exec";
        }

        var call = row.Bytes(OsqueryColumns.Syscall);
        if (call.SequenceEqual("fork"u8) || call.SequenceEqual("vfork"u8) || call.SequenceEqual("clone"u8) || call.SequenceEqual("exit"u8))
        {
            return "process event that is no exec";
        }

        filled.CommandLine = HostText.Cut(row.Bytes(OsqueryColumns.CommandLine).TrimEnd((byte)' '));
        filled.ParentKey = text.ProcessId(row.Bytes(OsqueryColumns.Parent));

        // Queries that join processes with itself name the parent's command line; its first word is the program.
        var parent = row.Bytes(OsqueryColumns.ParentCommandLine);
        var end = parent.IndexOf((byte)' ');
        filled.Parent = text.BaseName(end < 0 ? parent : parent[..end], backslash: filled.Platform == Platform.Windows);
        filled.Outcome = Outcome.Success;
        return filled.CommandLine is null && filled.ProcessPath is null ? "process without path and command line" : null;
    }

    private static string? MapFlow(OsqueryTable table, JsonValues row, SecurityEvent filled, HostText text)
    {
        filled.Kind = EventKind.NetworkFlow;
        filled.Source = table == OsqueryTable.SocketEvents ? "osquery.socket_events" : "osquery.process_open_sockets";
        var action = row.Bytes(OsqueryColumns.Action);
        action = action.IsEmpty ? row.Bytes(OsqueryColumns.Syscall) : action;
        if (action.SequenceEqual("bind"u8) || action.SequenceEqual("listen"u8))
        {
            return "socket event that is no connection";
        }

        var remote = text.Address(row.Bytes(OsqueryColumns.RemoteAddress));
        var remotePort = HostText.Port(row.Bytes(OsqueryColumns.RemotePort));
        if (remote is null || remotePort is 0 or null)
        {
            return "socket without a far end";
        }

        var local = text.Address(row.Bytes(OsqueryColumns.LocalAddress));
        int? localPort = HostText.Port(row.Bytes(OsqueryColumns.LocalPort)) is > 0 and var known ? known : null;
        local = local is "0.0.0.0" or "::" ? null : local;
        var isIn = action.StartsWith("accept"u8);

        // A socket found open does not tell who opened it: the host's own end is given as source.
        (filled.SourceAddress, filled.DestinationAddress) = isIn ? (remote, local) : (local, remote);
        (filled.SourcePort, filled.DestinationPort) = isIn ? (remotePort, localPort) : (localPort, remotePort);
        filled.HostSide = isIn ? HostSide.Destination : HostSide.Source;
        filled.Transport = OsqueryColumns.Transport(row, text);
        filled.Outcome = OutcomeOf(row);
        return null;
    }

    /// <summary>status is succeeded, failed, in_progress or no_client; older versions have success as 1 or 0.</summary>
    private static Outcome OutcomeOf(JsonValues row)
    {
        var status = row.Bytes(OsqueryColumns.Status);
        return status.SequenceEqual("succeeded"u8) ? Outcome.Success : status.SequenceEqual("failed"u8) ? Outcome.Failure : Outcome.Unknown;
    }
}
