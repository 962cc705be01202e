using Det0131.Datasets.Readers.HostLogs;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.MacOS;

/// <summary>The acting account of a macOS record that gives numbers only.</summary>
internal static class MacAccounts
{
    /// <summary>
    /// The login user where there is one, else the effective user; both when they differ. 0 is <c>root</c>, -2 <c>nobody</c>, every
    /// other number stands for itself (<c>501</c>): the record does not tell names.
    /// </summary>
    public static void Fill(SecurityEvent happened, long loginUser, long effectiveUser, HostText text)
    {
        bool hasLogin = loginUser is >= 0 and < UnixAccounts.Unset;
        long actor = hasLogin ? loginUser : effectiveUser;
        happened.User = Name(actor, text);
        happened.UserClass = UnixAccounts.ClassOf(actor, Platform.MacOS);
        if (hasLogin && loginUser != effectiveUser && Name(loginUser, text) is { } from && Name(effectiveUser, text) is { } to)
        {
            happened.PrivilegeChange = text.Joined(from, '>', to);
        }
    }

    private static string? Name(long number, HostText text) => number switch
    {
        0 => "root",
        -2 or UnixAccounts.Unset - 1 => "nobody",
        < 0 or >= UnixAccounts.Unset => null,
        _ => text.NumberText(number),
    };
}
