using Det0131.Datasets.Readers.HostLogs;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.Windows;

/// <summary>Names and classes of Windows accounts.</summary>
internal static class WindowsAccounts
{
    /// <summary>
    /// The class of an account. The security identifier counts first, because the names of the built-in accounts are translated.
    /// </summary>
    /// <param name="user">Lower-case <c>domain\name</c> or name; null gives Unknown.</param>
    /// <param name="sid">Its security identifier, or empty.</param>
    public static UserClass ClassOf(string? user, ReadOnlySpan<byte> sid)
    {
        if (sid.SequenceEqual("S-1-5-18"u8))
        {
            return UserClass.System;
        }

        // 19 local service, 20 network service, 80 NT SERVICE, 82 IIS pools, 90 window manager, 96 font driver.
        if (sid.SequenceEqual("S-1-5-19"u8) || sid.SequenceEqual("S-1-5-20"u8) || sid.StartsWith("S-1-5-80-"u8)
            || sid.StartsWith("S-1-5-82-"u8) || sid.StartsWith("S-1-5-90-"u8) || sid.StartsWith("S-1-5-96-"u8))
        {
            return UserClass.Service;
        }

        if (user is null)
        {
            return UserClass.Unknown;
        }

        var cut = user.IndexOf('\\');
        var domain = cut < 0 ? "" : user.AsSpan(0, cut);
        var name = user.AsSpan(cut + 1);
        if (name is "system" && domain is "" or "nt authority")
        {
            return UserClass.System;
        }

        return name is "local service" or "network service" || name.EndsWith("$")
            || domain is "nt service" or "iis apppool" or "window manager" or "font driver host" or "nt virtual machine" or "nt authority"
            ? UserClass.Service
            : UserClass.Person;
    }

    /// <summary>Lower-case <c>domain\name</c>, name alone without a domain, null without a name.</summary>
    public static string? NameOf(ReadOnlySpan<byte> domain, ReadOnlySpan<byte> name, HostText text) =>
        name.IsEmpty ? null : domain.IsEmpty ? text.Lower(name) : text.Joined(domain, '\\', name);

    /// <summary>
    /// <c>from>to</c> when one account starts a process as another, and the first is a person's or a service's. The system starting services
    /// and logging people on is what it is for, and tells nothing.
    /// </summary>
    public static string? Change(string? from, UserClass fromClass, string? to, HostText text) =>
        from is null || to is null || from == to || fromClass is UserClass.System or UserClass.Unknown ? null : text.Joined(from, '>', to);
}
