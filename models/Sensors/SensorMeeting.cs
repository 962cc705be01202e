using Det0131.Models.Context;
using Det0131.Models.Events;

namespace Det0131.Models.Sensors;

/// <summary>What an event is where sensors meet.</summary>
public enum SensorRole : byte
{
    /// <summary>It tells of no connection whose ends are known: passed over.</summary>
    None = 0,

    /// <summary>A host's own record of a connection, with the process that made it.</summary>
    Host = 1,

    /// <summary>What a network sensor saw: neither host nor process.</summary>
    Network = 2,
}

/// <summary>
/// Where the records of different sensors meet: what a network sensor saw takes host, user and process from the host's own record of the same connection,
/// and of several records of one flow the one that tells most is kept. It remembers what it is given and judges when asked; who asks decides how long an
/// event waits (<see cref="SensorJoin"/> in batch, the service's scorer in a stream). Not thread-safe.
/// </summary>
/// <remarks>
/// <para>Same connection: both addresses and both ports, and the transport where both name one; failing that the host by its addresses of that time
/// (<see cref="SiteDirectory"/>), the far address and the far port. Within <see cref="WindowMicros"/> either way; a request, query or file may come later on
/// its connection, up to <see cref="ConnectionMicros"/>. Only where all that fits names one host and one process.</para>
/// <para>Doubles: records of one kind, of one connection, of several network sensors within <see cref="WindowMicros"/>: always where the sensors are of
/// different families, of one family where the records overlap (<see cref="Sighting.IsAnotherSensors"/>). And records of one connection and process in
/// different logs of one host.</para>
/// </remarks>
public sealed partial class SensorMeeting
{
    /// <summary>How far apart the clocks and the beginnings of two records of one connection may be.</summary>
    public const long WindowMicros = 5_000_000;

    /// <summary>How long after its connection began a request on it is still joined.</summary>
    public const long ConnectionMicros = 3_600_000_000;

    private readonly SensorBounds _bounds;
    private readonly bool _isOrdered;
    private readonly LoggingHosts _logging;
    private SiteDirectory _directory;
    private RecentRing<HostRecord> _hosts;
    private RecentRing<Sighting> _sightings;
    private long _hostChars;
    private bool _hasSeveralSensors;
    private long _flows;
    private long _joined;
    private long _ambiguous;
    private long _doubles;
    private long _early;

    /// <param name="context">Tells which address was whose.</param>
    /// <param name="bounds">How much is remembered; null: the defaults.</param>
    /// <param name="isOrdered">Events come in order of time, and what is remembered need not outlast that.</param>
    public SensorMeeting(SiteContext context, SensorBounds? bounds = null, bool isOrdered = false)
    {
        ArgumentNullException.ThrowIfNull(context);
        _bounds = bounds ?? new SensorBounds();
        _bounds.Check();
        _isOrdered = isOrdered;
        _directory = new SiteDirectory(context);
        _logging = new LoggingHosts(_bounds.LoggingHosts);
        _hosts = new RecentRing<HostRecord>(_bounds.HostRecords);
        _sightings = new RecentRing<Sighting>(_bounds.Sightings);
    }

    /// <summary>What was found so far.</summary>
    public SensorFigures Figures => new(_flows, _joined, _ambiguous, _doubles, _early);

    /// <summary>Which side of the meeting an event is on.</summary>
    public SensorRole RoleOf(SecurityEvent e)
    {
        ArgumentNullException.ThrowIfNull(e);
        if (e.Kind is not (EventKind.NetworkFlow or EventKind.DnsQuery or EventKind.HttpRequest or EventKind.FileAccess))
        {
            return SensorRole.None;
        }

        if (e is { Host: null, Process: null })
        {
            return e is { SourceAddress: not null, DestinationAddress: not null } ? SensorRole.Network : SensorRole.None;
        }

        return e is { Host: not null, Process: not null } && SideOf(e) is var side && side != HostSide.Unknown
            && (side == HostSide.Source ? e is { DestinationAddress: not null, DestinationPort: not null } : e is { SourceAddress: not null, SourcePort: not null })
            && e.Host.Length <= _bounds.LongestText && e.Process.Length <= _bounds.LongestText
            ? SensorRole.Host
            : SensorRole.None;
    }

    /// <summary>Remembers what an event tells others; it is not changed.</summary>
    /// <returns>Its role.</returns>
    public SensorRole Learn(SecurityEvent e)
    {
        var role = RoleOf(e);
        if (role == SensorRole.Host)
        {
            LearnHost(e);
        }
        else if (role == SensorRole.Network && HasDoubles(e.Kind) && FlowEnds.Of(e) is { IsWhole: true } ends)
        {
            if (_isOrdered)
            {
                while (_sightings.Count > 0 && _sightings[_sightings.Oldest].TimeMicros < e.TimeMicros - (2 * WindowMicros))
                {
                    _sightings.Forget();
                }
            }

            if (_sightings.IsFull)
            {
                _early += IsRecent(_sightings[_sightings.Oldest].TimeMicros, e.TimeMicros) ? 1 : 0;
                _sightings.Forget();
            }

            var (sighting, hash) = (Sighting.Of(e), ends.Hash);
            _hasSeveralSensors = _hasSeveralSensors || HasAnotherSensors(sighting, hash);
            _sightings.Add(sighting, hash, RecentRing<Sighting>.None);
        }

        return role;
    }

    /// <summary>Another model: whose an address was is looked up in its context from now on.</summary>
    public void Use(SiteContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        _directory = new SiteDirectory(context);
    }

    /// <summary>Whether an event is worth waiting with: a host that logs its connections is at one of its ends; a host's own, when it has several logs.</summary>
    public bool IsAwaited(SecurityEvent e, SensorRole role)
    {
        ArgumentNullException.ThrowIfNull(e);
        return role switch
        {
            SensorRole.Host => _logging.HasSeveral(NameOf(e.Host!)),
            SensorRole.Network => Logs(e.SourceAddress, e.TimeMicros) || Logs(e.DestinationAddress, e.TimeMicros),
            _ => false,
        };
    }

    /// <summary>Forgets what is older, as far as it came before anything that is not.</summary>
    public void Forget(long beforeMicros)
    {
        while (_hosts.Count > 0 && _hosts[_hosts.Oldest].TimeMicros < beforeMicros)
        {
            ForgetHost();
        }

        while (_sightings.Count > 0 && _sightings[_sightings.Oldest].TimeMicros < beforeMicros)
        {
            _sightings.Forget();
        }
    }

    /// <summary>Decides on an event that was learned, when all is learned that may belong to it: fills what others know of it.</summary>
    /// <returns>False: another record tells more of the same; it is to be left out.</returns>
    public bool Judge(SecurityEvent e, SensorRole role)
    {
        ArgumentNullException.ThrowIfNull(e);
        if (role == SensorRole.None)
        {
            return true;
        }

        if (role == SensorRole.Host ? IsDoubleOfHost(e) : IsDoubleOfNetwork(e))
        {
            _doubles++;
            return false;
        }

        if (role == SensorRole.Network)
        {
            Join(e);
        }

        return true;
    }

    /// <summary>An event that did not wait as long as it should have.</summary>
    internal void CountEarly() => _early++;

    private static bool HasDoubles(EventKind kind) => kind is EventKind.NetworkFlow or EventKind.DnsQuery or EventKind.HttpRequest;

    private static bool IsRecent(long timeMicros, long nowMicros) => nowMicros - timeMicros <= 2 * WindowMicros;

    private HostSide SideOf(SecurityEvent e) =>
        e.HostSide != HostSide.Unknown ? e.HostSide
        : IsOwn(e.Host!, e.SourceAddress, e.TimeMicros) ? HostSide.Source
        : IsOwn(e.Host!, e.DestinationAddress, e.TimeMicros) ? HostSide.Destination
        : HostSide.Unknown;

    private bool IsOwn(string host, string? address, long timeMicros) => address is not null && _directory.At(address, timeMicros)?.Name is { } name && name == NameOf(host);

    private bool Logs(string? address, long timeMicros) => _logging.Knows(address) || _logging.Knows(_directory.At(address, timeMicros)?.Name);

    private string NameOf(string host) => _directory.Find(host)?.Name ?? host;

    private static long LooseHash(string name, string farAddress, int farPort) => unchecked((uint)HashCode.Combine(name, farAddress, farPort));

    /// <summary>Whether another sensor told of the same flow: until one has, there are no doubles.</summary>
    private bool HasAnotherSensors(in Sighting sighting, long hash)
    {
        var looked = 0;
        for (var number = _sightings.LatestExact(hash); number != RecentRing<Sighting>.None; number = _sightings.BeforeExact(number))
        {
            // Not to be known at a bearable cost: then all are compared.
            if (++looked > _bounds.Looked)
            {
                return true;
            }

            ref var before = ref _sightings[number];
            if (before.TimeMicros < sighting.TimeMicros - WindowMicros)
            {
                return false;
            }

            if (before.Meets(sighting) && (!before.IsOfFamily(sighting) || before.IsAnotherSensors(sighting)))
            {
                return true;
            }
        }

        return false;
    }

    private void LearnHost(SecurityEvent e)
    {
        var record = HostRecord.Of(e, SideOf(e), NameOf(e.Host!), _bounds.LongestText);
        while (_isOrdered && _hosts.Count > 0 && _hosts[_hosts.Oldest].TimeMicros < e.TimeMicros - ConnectionMicros - (2 * WindowMicros))
        {
            ForgetHost();
        }

        while (_hosts.Count > 0 && (_hosts.IsFull || _hostChars + record.Chars > _bounds.HostChars))
        {
            _early += IsRecent(_hosts[_hosts.Oldest].TimeMicros, e.TimeMicros) ? 1 : 0;
            ForgetHost();
        }

        Add(record);
        if (!_isOrdered)
        {
            _logging.Note(record.Name, record.OwnAddress, record.Source, record.TimeMicros);
        }
    }

    private void Add(in HostRecord record)
    {
        _hostChars += record.Chars;
        _hosts.Add(record, record.Ends.Hash, LooseHash(record.Name, record.FarAddress!, record.FarPort!.Value));
    }

    private void ForgetHost()
    {
        _hostChars -= _hosts[_hosts.Oldest].Chars;
        _hosts.Forget();
    }
}
