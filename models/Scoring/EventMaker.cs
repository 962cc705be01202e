using Det0131.Models.Events;

namespace Det0131.Models.Scoring;

/// <summary>Who made an event by the host's own record of it, where the event itself, a network sensor's, tells neither (<see cref="SecurityEvent.IsJoined"/>). Immutable.</summary>
/// <param name="User">See <see cref="SecurityEvent.User"/>, and so on.</param>
/// <param name="Process"></param>
/// <param name="ProcessPath"></param>
/// <param name="Parent"></param>
public sealed record EventMaker(string? User, string? Process, string? ProcessPath, string? Parent)
{
    /// <summary>Of an event that sensors met in; null of others.</summary>
    /// <param name="e">The event.</param>
    /// <param name="last">One that may be the same: then it is used again.</param>
    public static EventMaker? Of(SecurityEvent e, EventMaker? last)
    {
        ArgumentNullException.ThrowIfNull(e);
        return !e.IsJoined ? null
            : last is not null && last.User == e.User && last.Process == e.Process && last.ProcessPath == e.ProcessPath && last.Parent == e.Parent ? last
            : new EventMaker(e.User, e.Process, e.ProcessPath, e.Parent);
    }

    /// <summary>Tells a record that was read again what it was told when sensors met.</summary>
    public void GiveTo(SecurityEvent e)
    {
        ArgumentNullException.ThrowIfNull(e);
        (e.User, e.Process, e.ProcessPath, e.Parent, e.IsJoined) = (User, Process, ProcessPath, Parent, true);
    }
}
