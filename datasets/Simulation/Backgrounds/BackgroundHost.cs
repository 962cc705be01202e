using Det0131.Models.Events;

namespace Det0131.Datasets.Simulation.Backgrounds;

/// <summary>What a background's events tell of one of its hosts. Not thread-safe.</summary>
/// <param name="name">As events or the assets file name it; an address where nothing does.</param>
internal sealed class BackgroundHost(string name)
{
    // Under so many connections a day is a visit, not a day.
    private const int FewestConnections = 10;

    // Enough for quantiles.
    private const int MostPorts = 20_000;
    private const int HourParts = 10;

    private readonly Dictionary<string, int> _addresses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _resolvers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _people = new(StringComparer.Ordinal);
    private readonly Dictionary<DateOnly, (int Connections, long First, long Last)> _days = [];
    private readonly int[] _hours = new int[24 * HourParts];
    private readonly List<int> _ports = [];

    public string Name { get; } = name;

    /// <summary>Formats of its own logs; none of a host that only a network sensor sees.</summary>
    public HashSet<string> OwnSources { get; } = new(StringComparer.Ordinal);

    /// <summary>As logs or the assets file say; <see cref="Platform.Unknown"/> where neither does.</summary>
    public Platform Platform { get; set; }

    /// <summary>The address that it has most often.</summary>
    public string Address => MostOf(_addresses);

    /// <summary>Whom it asks for names; empty where the sensor sees no question of it.</summary>
    public string Resolver => MostOf(_resolvers);

    /// <summary>The person that its own logs name most often, on Windows with the domain; empty where they name none.</summary>
    public string Person => MostOf(_people);

    /// <summary>Hours of the day (UTC) between which eight in ten of its connections begin: one in ten before, one after.</summary>
    public (double From, double Until) WorkingHours => (HourAt(0.1), HourAt(0.9));

    /// <summary>Lowest and highest port of its clients, the rarest left out.</summary>
    public (int Low, int High) Ports
    {
        get
        {
            _ports.Sort();
            return _ports.Count == 0 ? (49_152, 65_535) : (_ports[_ports.Count / 20], _ports[_ports.Count - 1 - (_ports.Count / 20)]);
        }
    }

    /// <summary>Days on which enough of it is seen.</summary>
    public IEnumerable<DateOnly> Days => _days.Where(d => d.Value.Connections >= FewestConnections).Select(d => d.Key);

    /// <summary>Its first and last connection on a day, UTC microseconds; null: it was not there.</summary>
    public (long First, long Last)? On(DateOnly day) =>
        _days.TryGetValue(day, out var seen) && seen.Connections >= FewestConnections ? (seen.First, seen.Last) : null;

    /// <summary>Takes a connection that it opened and that was answered, in order of time.</summary>
    public void Opened(string address, int? port, long micros)
    {
        Count(_addresses, address);
        var time = DateTime.UnixEpoch.AddTicks(micros * 10);
        var day = DateOnly.FromDateTime(time);
        _days[day] = _days.TryGetValue(day, out var seen) ? (seen.Connections + 1, seen.First, micros) : (1, micros, micros);
        _hours[(int)(time.TimeOfDay.TotalHours * HourParts)]++;
        if (port is { } own && _ports.Count < MostPorts)
        {
            _ports.Add(own);
        }
    }

    /// <summary>Takes a question that it asked.</summary>
    public void Asked(string resolver) => Count(_resolvers, resolver);

    /// <summary>Takes a record of its own log that names a person.</summary>
    public void Used(string person) => Count(_people, person);

    private double HourAt(double share)
    {
        var left = share * _hours.Sum();
        var at = 0;
        while (at < _hours.Length - 1 && (left -= _hours[at]) > 0)
        {
            at++;
        }

        return at / (double)HourParts;
    }

    private static void Count(Dictionary<string, int> counts, string key) => counts[key] = counts.GetValueOrDefault(key) + 1;

    private static string MostOf(Dictionary<string, int> counts) =>
        counts.Count == 0 ? "" : counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).First().Key;
}
