using Det0131.Models.Context;
using Det0131.Models.State;

namespace Det0131.Models.Scoring;

/// <summary>
/// What happened in a group, for its headline. Where it went and how: as told by the event that moved the most bytes, so that the bytes and
/// the protocol named together belong together. The rest: the latest that an event told.
/// </summary>
public sealed class GroupFacts
{
    private const int NoPort = int.MinValue;

    private long _mostBytes;

    public string? Process { get; internal set; }

    public string? Parent { get; internal set; }

    public string? Tool { get; internal set; }

    public string? CommandLine { get; internal set; }

    public string? Service { get; internal set; }

    public string? RemoteAddress { get; internal set; }

    public int? RemotePort { get; internal set; }

    public string? Country { get; internal set; }

    public string? Network { get; internal set; }

    public string? Domain { get; internal set; }

    public string? DnsName { get; internal set; }

    public string? CloudAction { get; internal set; }

    public string? CloudRole { get; internal set; }

    public string? UserAgent { get; internal set; }

    public string? FilePath { get; internal set; }

    internal void Save(StateWriter state)
    {
        state.Raw.Write(_mostBytes);
        state.Raw.Write(RemotePort ?? NoPort);
        foreach (var text in (ReadOnlySpan<string?>)[Process, Parent, Tool, CommandLine, Service, RemoteAddress, Country, Network, Domain, DnsName, CloudAction, CloudRole, UserAgent, FilePath])
        {
            state.Text(text);
        }
    }

    internal static GroupFacts Restore(StateReader state)
    {
        var mostBytes = state.Raw.ReadInt64();
        var port = state.Raw.ReadInt32();
        return new GroupFacts
        {
            _mostBytes = mostBytes, RemotePort = port == NoPort ? null : port,
            // In the order in which they were written.
            Process = state.Text(), Parent = state.Text(), Tool = state.Text(), CommandLine = state.Text(), Service = state.Text(), RemoteAddress = state.Text(),
            Country = state.Text(), Network = state.Text(), Domain = state.Text(), DnsName = state.Text(), CloudAction = state.Text(), CloudRole = state.Text(),
            UserAgent = state.Text(), FilePath = state.Text(),
        };
    }

    internal void Take(Situation s, string? service)
    {
        var e = s.Event;
        Process = e.Process ?? Process;
        Parent = e.Parent ?? Parent;
        Tool = e.Tool ?? Tool;
        CommandLine = e.CommandLine ?? CommandLine;
        DnsName = e.DnsName ?? DnsName;
        CloudAction = e.CloudAction ?? CloudAction;
        CloudRole = e.CloudRole ?? CloudRole;
        UserAgent = e.UserAgent ?? UserAgent;
        FilePath = e.FilePath ?? FilePath;
        TakeFarEnd(s, service);
    }

    private void TakeFarEnd(Situation s, string? service)
    {
        var leads = (s.BytesOut ?? 0) >= _mostBytes;
        _mostBytes = Math.Max(_mostBytes, s.BytesOut ?? 0);
        Service = Chosen(service, Service);
        RemoteAddress = Chosen(s.RemoteAddress, RemoteAddress);
        RemotePort = leads ? s.ServicePort ?? RemotePort : RemotePort ?? s.ServicePort;
        Country = Chosen(s.RemoteCountry, Country);
        Network = Chosen(s.RemoteNetwork, Network);
        // The name that a client asked our server for is our own.
        Domain = s.Direction == Direction.Response ? Domain : Chosen(s.Event.Domain, Domain);

        string? Chosen(string? told, string? kept) => leads ? told ?? kept : kept ?? told;
    }
}
