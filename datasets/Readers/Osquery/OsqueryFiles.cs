using Det0131.Datasets.Readers.HostLogs;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.Osquery;

/// <summary>Turns rows about files into events.</summary>
internal static class OsqueryFiles
{
    /// <summary>
    /// A row of file_events. It has neither process nor actor: uid and gid are the file's. The size is of the time at which osquery looked.
    /// </summary>
    public static string? MapChange(JsonValues row, Platform decoration, SecurityEvent filled, HostText text)
    {
        var path = row.Bytes(OsqueryColumns.TargetPath);
        var action = row.Bytes(OsqueryColumns.Action);
        filled.Source = "osquery.file_events";
        filled.Platform = OsqueryEvents.PlatformOf(OsqueryTable.FileEvents, path, decoration);
        var isRead = action.SequenceEqual("CREATED"u8) || action.SequenceEqual("UPDATED"u8) || action.SequenceEqual("MOVED_TO"u8)
            || action.SequenceEqual("OPENED"u8) || action.SequenceEqual("ACCESSED"u8);
        if (!isRead)
        {
            return "file change that is not read";
        }

        filled.FileBytes = row.Int64(OsqueryColumns.Size) is >= 0 and var size ? size : null;
        return Fill(path, filled, text) ? null : "file without a path";
    }

    /// <summary>A row of es_process_file_events: a process opened, wrote, created, cut or renamed a file.</summary>
    public static string? MapAccess(JsonValues row, SecurityEvent filled, HostText text)
    {
        filled.Source = "osquery.es_process_file_events";
        var type = row.Bytes(OsqueryColumns.EventType);
        var isRename = type.SequenceEqual("rename"u8);
        if (!isRename && !type.SequenceEqual("open"u8) && !type.SequenceEqual("write"u8) && !type.SequenceEqual("create"u8) && !type.SequenceEqual("truncate"u8))
        {
            return "file change that is not read";
        }

        filled.ParentKey = text.ProcessId(row.Bytes(OsqueryColumns.Parent));
        var renamed = row.Bytes(OsqueryColumns.NewFileName);
        return Fill(isRename && !renamed.IsEmpty ? renamed : row.Bytes(OsqueryColumns.FileName), filled, text) ? null : "file without a path";
    }

    private static bool Fill(ReadOnlySpan<byte> path, SecurityEvent filled, HostText text)
    {
        filled.Kind = EventKind.FileAccess;
        filled.FilePath = text.Text(path);
        filled.FileExtension = text.Extension(path, backslash: filled.Platform == Platform.Windows);
        filled.Outcome = Outcome.Success;
        return filled.FilePath is not null;
    }
}
