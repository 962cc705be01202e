using Det0131.Models.Alerts;
using Det0131.Models.Analytics;
using Det0131.Models.Calibration;
using Det0131.Models.Events;
using Det0131.Models.Explanations;
using Det0131.Models.Scoring;
using Det0131.Models.Tests.Learning;

namespace Det0131.Models.Tests.Explanations;

/// <summary>Groups over the threshold that grow, drawn by a seeded generator: few entities, destinations and causes, so that they meet.</summary>
internal sealed class GrowingGroups(int seed)
{
    private readonly Random _random = new(seed);
    private UInt128 _next = 1;

    /// <summary>Each group's stages, the last is what it comes to.</summary>
    public List<OpenedGroup[]> Many(int groups, int days)
    {
        var all = new List<OpenedGroup[]>();
        for (var i = 0; i < groups; i++)
        {
            var entity = _random.Next(12);
            // Days meet often, hours seldom; most groups have one cause for the day.
            var first = Of(_random.Next(2), $"pc{entity}", _random.Next(4) == 0 ? "curl" : $"d{_random.Next(5)}.example", _random.Next(days), _random.Next(24), 8 + _random.NextSingle() * 20, _random.Next(5) == 0 ? 500 : Math.Exp(_random.NextDouble() * 5), entity == 0 ? 0 : 28);
            var stages = new OpenedGroup[1 + _random.Next(4)];
            stages[0] = first with { TopValue = Cause(), ModelVersion = _random.Next(3) == 0 ? "v2" : "v1" };
            for (var stage = 1; stage < stages.Length; stage++)
            {
                var before = stages[stage - 1];
                stages[stage] = before with
                {
                    Score = before.Score + _random.Next(3), EventCount = before.EventCount + 1, BytesOut = before.BytesOut + 100, LastMicros = before.LastMicros + 1,
                    TopValue = _random.Next(4) == 0 ? Cause() : before.TopValue, ReturnPeriod = new Models.Calibration.ReturnPeriod(before.ReturnPeriod!.Value.Days * 1.5, 280, true),
                };
            }

            all.Add(stages);
        }

        return all;

        string? Cause() => _random.Next(3) switch { 0 => null, 1 => "RU", _ => "curl" };
    }

    /// <summary>One group of one event.</summary>
    public OpenedGroup Of(int analytic, string host, string destination, int day, int hour, float score, double days, int maturity)
    {
        var at = ScoredSite.At(day, hour) + _random.NextInt64(3_000_000_000);
        var identity = _next++;
        var top = AnalyticCatalogue.All[analytic].Features[0];
        return new OpenedGroup
        {
            Analytic = analytic, EntityKey = host, Entity = new AlertEntity(host, null), Destination = new AlertDestination(destination), Technique = "T1048",
            Hour = (int)(at / SmallSite.Hour), FirstMicros = at, LastMicros = at, TimeZone = "UTC", BytesOut = 1_000, EventCount = 1, Score = score,
            ReturnPeriod = new Models.Calibration.ReturnPeriod(days, 280, true), Stratum = 0, TopFeature = "destination.country", TopValue = null, IsOptimistic = false,
            ModelVersion = "v1", FirstIdentity = identity,
            Contributions =
            [
                new AlertContribution
                {
                    FeatureId = top.Id, ElementName = "E", Bits = score, SurprisalBits = score + 0.1, Observed = "o", Sentence = "something: 0 of 28 days", MaturityPeriods = maturity,
                    Value = FeatureValue.OfNumber(score, "bytes"), Place = new BaselinePlace("host:" + host, "", hour, day, at),
                },
            ],
            Indicators = [new KnowledgeIndicator("transfer_tool", "E", "a tool", "a source") { Points = 1 }],
            Events = [new GroupEvent(identity, at, "test", null, null, 0, (long)identity * 10, (long)identity % 7 * 100, (long)identity % 2 == 0 ? new EventMaker("pc1", HostSide.Source, "eve", "curl", null, "bash") : null)],
        };
    }

    /// <summary>All stages, those of a group in order, the groups mixed.</summary>
    public List<OpenedGroup> Mixed(List<OpenedGroup[]> groups)
    {
        var waiting = groups.Select(stages => new Queue<OpenedGroup>(stages)).ToList();
        var mixed = new List<OpenedGroup>();
        while (waiting.Count > 0)
        {
            var index = _random.Next(waiting.Count);
            mixed.Add(waiting[index].Dequeue());
            if (waiting[index].Count == 0)
            {
                waiting.RemoveAt(index);
            }
        }

        return mixed;
    }

    /// <summary>The events that groups of this generator refer to.</summary>
    public static void Find(IReadOnlyCollection<GroupEvent> references, Action<SecurityEvent> take)
    {
        foreach (var reference in references)
        {
            take(new SecurityEvent { Identity = reference.Identity, TimeMicros = reference.TimeMicros, Source = reference.Source, Kind = EventKind.NetworkFlow, Raw = $"record {reference.Identity}" });
        }
    }

    /// <summary>The fixture's model with another budget.</summary>
    public static ScoringModel WithBudget(ScoringModel model, double alertsPerDay)
    {
        var threshold = new Threshold(new AlertBudget { AlertsPerDay = alertsPerDay }, model.Calibration.Threshold.RatePerDay, model.Calibration.Threshold.Strata);
        return new ScoringModel(model.Settings, model.Context, model.Table, model.Seasons, model.Models, new SavedCalibration(model.Calibration.Analytics, threshold));
    }
}
