using Det0131.Models.Events;
using Det0131.Models.State;

namespace Det0131.Models.Scoring;

/// <summary>
/// Who made an event, and at which end of it the host is, by the host's own record of it, where the event itself, a network sensor's, tells neither
/// (<see cref="SecurityEvent.IsJoined"/>). Immutable.
/// </summary>
/// <param name="Host">See <see cref="SecurityEvent.Host"/>, and so on.</param>
/// <param name="Side">Decides which of its bytes left.</param>
/// <param name="User"></param>
/// <param name="Process"></param>
/// <param name="ProcessPath"></param>
/// <param name="Parent"></param>
public sealed record EventMaker(string? Host, HostSide Side, string? User, string? Process, string? ProcessPath, string? Parent)
{
    /// <summary>Of an event that sensors met in; null of others.</summary>
    /// <param name="e">The event.</param>
    /// <param name="last">One that may be the same: then it is used again.</param>
    public static EventMaker? Of(SecurityEvent e, EventMaker? last)
    {
        ArgumentNullException.ThrowIfNull(e);
        return !e.IsJoined ? null
            : last is not null && last.Host == e.Host && last.Side == e.HostSide && last.User == e.User && last.Process == e.Process && last.ProcessPath == e.ProcessPath && last.Parent == e.Parent ? last
            : new EventMaker(e.Host, e.HostSide, e.User, e.Process, e.ProcessPath, e.Parent);
    }

    /// <summary>Tells a record that was read again what it was told when sensors met.</summary>
    public void GiveTo(SecurityEvent e)
    {
        ArgumentNullException.ThrowIfNull(e);
        (e.Host, e.HostSide, e.User, e.Process, e.ProcessPath, e.Parent, e.IsJoined) = (Host, Side, User, Process, ProcessPath, Parent, true);
    }

    internal static void Save(StateWriter state, EventMaker? maker)
    {
        state.Raw.Write(maker is not null);
        if (maker is not null)
        {
            state.Raw.Write((byte)maker.Side);
            foreach (var text in (ReadOnlySpan<string?>)[maker.Host, maker.User, maker.Process, maker.ProcessPath, maker.Parent])
            {
                state.Text(text);
            }
        }
    }

    internal static EventMaker? Read(StateReader state)
    {
        if (!state.Raw.ReadBoolean())
        {
            return null;
        }

        var side = (HostSide)state.Raw.ReadByte();
        return Enum.IsDefined(side) ? new EventMaker(state.Text(), side, state.Text(), state.Text(), state.Text(), state.Text())
            : throw new InvalidDataException($"Found {(byte)side} as {nameof(HostSide)}, expected one that there is.");
    }
}
