using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.HostLogs;

/// <summary>Classes of Unix accounts by their number.</summary>
internal static class UnixAccounts
{
    /// <summary>The audit system's "no login user": -1 as 32 bits without sign.</summary>
    public const long Unset = 4294967295;

    /// <summary>
    /// 0 is root. Below 1000 on Linux (login.defs SYS_UID_MAX) and below 500 on macOS are services; 65534, and -2 as macOS writes it, is nobody, a service.
    /// 61184 to 65519 are systemd's dynamic service users (systemd, "Users, Groups, UIDs and GIDs"). Null, negative and unset give Unknown.
    /// </summary>
    public static UserClass ClassOf(long? number, Platform platform)
    {
        if (number is null or < -2 or -1 or >= Unset)
        {
            return UserClass.Unknown;
        }

        var isService = number is 65534 or -2 or 4294967294
            || number < (platform == Platform.MacOS ? 500 : 1000)
            || (number is >= 61184 and <= 65519 && platform != Platform.MacOS);
        return number == 0 ? UserClass.System : isService ? UserClass.Service : UserClass.Person;
    }
}
