using Det0131.Datasets.Readers.HostLogs;

namespace Det0131.Datasets.Readers.Windows;

/// <summary>
/// Which of the records of Security 4663 (an attempt was made to access an object) are about a file's content. Keys of the registry, processes and the mere look at attributes are
/// not: on a server they are nearly all.
/// </summary>
internal static class ObjectAccess
{
    public const int EventId = 4663;

    /// <summary>FILE_READ_DATA, FILE_WRITE_DATA and FILE_APPEND_DATA (MS-DTYP 2.4.3, winnt.h). On a folder the first lists it: the record does not tell the two apart.</summary>
    private const long Content = 0x7;

    /// <summary>Null when the record is read; else why it is not.</summary>
    public static string? WhyUnread(WindowsFields fields)
    {
        if (!fields[WindowsField.ObjectType].SequenceEqual("File"u8))
        {
            return "access to an object that is no file";
        }

        return IsOfContent(fields) ? null : "access to a file that does not read or write";
    }

    /// <summary>By the mask; where a shipper leaves it out by the list, whose numbers are those of the messages for the same rights.</summary>
    private static bool IsOfContent(WindowsFields fields)
    {
        if (HostText.HexOrNumber(fields[WindowsField.AccessMask]) is { } mask)
        {
            return (mask & Content) != 0;
        }

        var list = fields[WindowsField.AccessList];
        return list.IndexOf("%%4416"u8) >= 0 || list.IndexOf("%%4417"u8) >= 0 || list.IndexOf("%%4418"u8) >= 0
            || list.IndexOf("ReadData"u8) >= 0 || list.IndexOf("WriteData"u8) >= 0 || list.IndexOf("AppendData"u8) >= 0;
    }
}
