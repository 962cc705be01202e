using Det0131.Models.Alerts;
using Det0131.Models.Events;

namespace Det0131.Models.Tests.Alerts;

/// <summary>Alerts drawn by a seeded generator, with every kind of text and number that an alert may hold.</summary>
internal sealed class RandomAlerts(int seed)
{
    private static readonly string[] Texts =
        ["", "pc7", "<img src=x onerror=alert(1)>", "a\nb\r\n\t\0\u001b[31m", "\u202egpj.exe", "😀 naïve ünï", "\"quotes\" and \\", new('x', 4_096), "\u2028\ufeff"];

    private static readonly double[] Numbers = [0, -0.0, 1, -0.333, Math.PI, double.Epsilon, double.MaxValue, 1e-300, 0.1 + 0.2, -6];

    private readonly Random _random = new(seed);

    public Alert Next() => new()
    {
        Id = Text(),
        AnalyticId = Text(),
        AnalyticName = Text(),
        TechniqueIds = Some(Text),
        Entity = Entity(),
        Destination = new AlertDestination(Text())
        {
            Domain = Maybe(), Address = Maybe(), Port = Chance() ? _random.Next(65_536) : null, Transport = Maybe(), Application = Maybe(), Country = Maybe(),
            Network = Maybe(), Resource = Maybe(), Tool = Maybe(), IsLocal = Chance(), IsClient = Chance(),
        },
        FirstMicros = long.MinValue / 2 + _random.NextInt64(),
        LastMicros = long.MaxValue - _random.Next(),
        TimeZoneId = Text(),
        ReturnPeriod = _random.Next(3) switch
        {
            0 => ReturnPeriod.Uncalibrated,
            1 => ReturnPeriod.Measured(Math.Exp(_random.NextDouble() * 50)),
            _ => ReturnPeriod.RarerThan(double.Epsilon),
        },
        MaturityPeriods = _random.Next(),
        ModelVersion = Text(),
        Contributions = Some(Contribution),
        Indicators = Some(() => new KnowledgeIndicator(Text(), Text(), Text(), Text()) { Points = Number() }),
        Events = Some(Event),
        EventCount = _random.NextInt64(),
        BytesOut = Size(),
        Flags = (AlertFlags)_random.Next(32),
        Status = (AlertStatus)_random.Next(1, 5),
        CampaignMembers = Some(Entity),
        NextChecks = Some(() => new NextCheck((NextCheckKind)_random.Next(4), Text(), Text())),
        Headline = Text(),
    };

    private AlertContribution Contribution() => new()
    {
        FeatureId = Text(), ElementName = Text(), Bits = Number(), SurprisalBits = Chance() ? Number() : null, Observed = Text(), Typical = Maybe(), Sentence = Text(),
        WouldHaveBeenNormal = Maybe(), MaturityPeriods = Chance() ? _random.Next() : null,
        Value = _random.Next(3) switch { 0 => default, 1 => FeatureValue.OfText(Text()), _ => FeatureValue.OfNumber(Number(), Text()) },
        Place = Chance() ? new BaselinePlace(Text(), Text(), _random.Next(24), _random.Next(-100, 30_000), _random.NextInt64()) : null,
    };

    private AlertEvent Event() => new()
    {
        Identity = new UInt128((ulong)_random.NextInt64(), unchecked((ulong)_random.NextInt64() * 3)), RecordId = Maybe(), Source = Text(), File = Maybe(), Line = _random.NextInt64(),
        TimeMicros = -_random.NextInt64(), Kind = (EventKind)_random.Next(1, 7), Summary = Text(), User = Maybe(), Process = Maybe(), ProcessPath = Maybe(), ProcessKey = Maybe(),
        Parent = Maybe(), CommandLine = Maybe(), Transport = Maybe(), Application = Maybe(), SourceAddress = Maybe(), SourcePort = Chance() ? _random.Next(65_536) : null,
        DestinationAddress = Maybe(), DestinationPort = Chance() ? _random.Next(65_536) : null, Domain = Maybe(), DnsName = Maybe(), DnsType = Maybe(), FilePath = Maybe(),
        HttpMethod = Maybe(), UserAgent = Maybe(), CloudAction = Maybe(), CloudResource = Maybe(), BytesOut = Size(), Raw = Maybe(),
    };

    private AlertEntity Entity() => new(Maybe(), Maybe())
    {
        Platform = (Platform)_random.Next(6), UserClass = (UserClass)_random.Next(5), Criticality = (AssetCriticality)_random.Next(1, 5), PeerGroup = Maybe(),
    };

    private List<T> Some<T>(Func<T> one) => [.. Enumerable.Range(0, _random.Next(4)).Select(_ => one())];

    private string Text() => Texts[_random.Next(Texts.Length)];

    private string? Maybe() => Chance() ? Text() : null;

    private double Number() => Chance() ? Numbers[_random.Next(Numbers.Length)] : _random.NextDouble() * 40 - 6;

    private long? Size() => Chance() ? _random.NextInt64() : null;

    private bool Chance() => _random.Next(2) == 0;
}
