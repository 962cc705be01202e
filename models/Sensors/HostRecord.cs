using Det0131.Models.Events;

namespace Det0131.Models.Sensors;

/// <summary>What a host's own log said of a connection: its ends, and who made it.</summary>
internal struct HostRecord
{
    public long TimeMicros;
    public UInt128 Identity;
    public FlowEnds Ends;

    /// <summary>Which end the host is: never unknown.</summary>
    public HostSide Side;

    /// <summary>The host's one name, by which its addresses are known.</summary>
    public string Name;
    public string Source;
    public EventKind Kind;

    /// <summary>
    /// The number of the next record when this one was handed on, and could not be left out any more: whoever has it or a higher one came too late for that;
    /// <see cref="RecentRing{T}.None"/>: it was not.
    /// </summary>
    public long PassedAt;

    public Platform Platform;
    public string Host;
    public string? User;
    public UserClass UserClass;
    public string? PrivilegeChange;
    public string Process;
    public string? ProcessPath;
    public string? OriginalName;
    public string? Parent;
    public string? ParentPath;
    public string? Tool;
    public string? Verb;
    public string? Domain;
    public string? RegisteredDomain;

    public readonly string? FarAddress => Side == HostSide.Source ? Ends.DestinationAddress : Ends.SourceAddress;

    public readonly int? FarPort => Side == HostSide.Source ? Ends.DestinationPort : Ends.SourcePort;

    public readonly string? OwnAddress => Side == HostSide.Source ? Ends.SourceAddress : Ends.DestinationAddress;

    public readonly int? OwnPort => Side == HostSide.Source ? Ends.SourcePort : Ends.DestinationPort;

    /// <summary>How much it tells of who made the connection.</summary>
    public readonly int Rank => (User is null ? 0 : 4) + (Parent is null ? 0 : 2) + (Domain is null ? 0 : 1);

    public readonly int Chars =>
        Host.Length + Process.Length + Length(User) + Length(PrivilegeChange) + Length(ProcessPath) + Length(OriginalName) + Length(Parent) + Length(ParentPath)
        + Length(Tool) + Length(Verb) + Length(Domain) + Length(RegisteredDomain) + Length(Ends.SourceAddress) + Length(Ends.DestinationAddress);

    public static HostRecord Of(SecurityEvent e, HostSide side, string name, int longestText)
    {
        return new HostRecord
        {
            TimeMicros = e.TimeMicros, Identity = e.Identity, Ends = FlowEnds.Of(e), Side = side, Name = name, Source = e.Source, Kind = e.Kind, PassedAt = RecentRing<HostRecord>.None,
            Platform = e.Platform, Host = e.Host!, User = Kept(e.User), UserClass = e.UserClass, PrivilegeChange = Kept(e.PrivilegeChange),
            Process = e.Process!, ProcessPath = Kept(e.ProcessPath), OriginalName = Kept(e.OriginalName),
            Parent = Kept(e.Parent), ParentPath = e.Parent is null || Kept(e.Parent) is not null ? Kept(e.ParentPath) : null,
            Tool = Kept(e.Tool), Verb = Kept(e.Verb), Domain = Kept(e.Domain), RegisteredDomain = Kept(e.Domain) is null ? null : Kept(e.RegisteredDomain),
        };

        string? Kept(string? text) => text?.Length > longestText ? null : text;
    }

    /// <summary>Fills what a network sensor cannot know; what it knows stays.</summary>
    public readonly void GiveTo(SecurityEvent e, HostSide side)
    {
        (e.Host, e.IsJoined) = (Host, true);
        // Whatever a sensor's events were told to be at their import: they are of this host now.
        e.Platform = Platform == Platform.Unknown ? e.Platform : Platform;
        e.HostSide = e.HostSide == HostSide.Unknown ? side : e.HostSide;
        if (e.User is null || e.User == User)
        {
            e.User = User;
            e.UserClass = e.UserClass == UserClass.Unknown ? UserClass : e.UserClass;
            e.PrivilegeChange ??= PrivilegeChange;
        }

        (e.Process, e.ProcessPath, e.OriginalName) = (Process, ProcessPath, OriginalName);
        (e.Parent, e.ParentPath) = (Parent, ParentPath);
        e.Tool ??= Tool;
        e.Verb ??= Verb;
        // A name that only the far end of a connection has: a query names what it asks for itself.
        if (e.Domain is null && Domain is not null && e.Kind != EventKind.DnsQuery)
        {
            (e.Domain, e.RegisteredDomain) = (Domain, RegisteredDomain);
        }
    }

    private static int Length(string? text) => text?.Length ?? 0;
}
