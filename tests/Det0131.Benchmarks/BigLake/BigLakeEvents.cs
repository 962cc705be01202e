using Det0131.Datasets.Simulation.Chance;
using Det0131.Models.Events;

namespace Det0131.Benchmarks.BigLake;

/// <summary>
/// Events of 28 days for the measurement of size: 500 hosts with a user each, 3,000 destinations of which each host favours some, two thirds
/// flows, the rest queries, requests and processes. Made for speed; the demo's logs are the ones made to be like a site's.
/// </summary>
internal sealed class BigLakeEvents(long count)
{
    private const int Hosts = 500;
    private const int Domains = 3000;
    private const long StartMicros = 1_788_739_200_000_000; // 2026-09-07
    private const long SpanMicros = 28 * 86_400_000_000L;

    private static readonly string[] Programs = ["chrome.exe", "outlook.exe", "teams.exe", "svchost.exe", "powershell.exe", "python3", "sshd", "curl"];

    private readonly DemoRandom _random = new(131);
    private readonly SecurityEvent _event = new();

    /// <summary>The events in order of time; the object is the same every time.</summary>
    public IEnumerable<SecurityEvent> All()
    {
        for (var i = 0L; i < count; i++)
        {
            _event.Clear();
            var host = _random.Between(0, Hosts - 1);
            _event.Identity = new UInt128(unchecked((ulong)i * 0x9E37_79B9_7F4A_7C15), (ulong)i);
            _event.TimeMicros = StartMicros + (long)(SpanMicros * ((double)i / count));
            _event.Host = Pool("host", host);
            _event.User = Pool("user", host);
            _event.UserClass = UserClass.Person;
            _event.Platform = host % 2 == 0 ? Platform.Windows : Platform.Linux;
            Fill((int)(i % 12), host);
            yield return _event;
        }
    }

    private void Fill(int kind, int host)
    {
        // Most of a host's traffic goes to its forty favourites.
        var domain = _random.Chance(0.97) ? ((host * 37) + _random.Favourite(40)) % Domains : _random.Between(0, Domains - 1);
        switch (kind)
        {
            case < 8:
                _event.Source = "zeek.conn";
                _event.Kind = EventKind.NetworkFlow;
                Connect(host, domain);
                _event.SourceBytes = _random.Bytes(4_000, 2);
                _event.DestinationBytes = _random.Bytes(30_000, 2);
                break;
            case < 10:
                _event.Source = "zeek.dns";
                _event.Kind = EventKind.DnsQuery;
                _event.DnsName = Pool("www.site", domain) + ".example";
                _event.RegisteredDomain = Pool("site", domain) + ".example";
                _event.DnsType = "A";
                _event.Application = "dns";
                break;
            case 10:
                _event.Source = "zeek.http";
                _event.Kind = EventKind.HttpRequest;
                Connect(host, domain);
                _event.HttpMethod = _random.Chance(0.1) ? "POST" : "GET";
                break;
            default:
                _event.Source = "windows.sysmon";
                _event.Kind = EventKind.ProcessStart;
                _event.Process = _random.Pick(Programs);
                _event.Parent = _random.Pick(Programs);
                _event.Tool = _event.Process == "curl" ? "curl" : null;
                _event.CommandLine = $"{_event.Process} --profile {_random.Between(0, 50)}";
                break;
        }
    }

    private void Connect(int host, int domain)
    {
        _event.Transport = "tcp";
        _event.Application = "ssl";
        _event.SourceAddress = $"10.0.{host / 250}.{(host % 250) + 1}";
        _event.DestinationAddress = $"93.{domain / 250}.{domain % 250}.7";
        _event.SourcePort = _random.Between(32768, 60999);
        _event.DestinationPort = 443;
        _event.HostSide = HostSide.Source;
        _event.Domain = Pool("www.site", domain) + ".example";
        _event.RegisteredDomain = Pool("site", domain) + ".example";
        _event.DestinationCountry = domain % 9 == 0 ? "DE" : "US";
        _event.DestinationNetwork = Pool("net", domain % 200);
        _event.Process = Programs[domain % 4];
    }

    private static string Pool(string name, int number) => $"{name}{number}";
}
