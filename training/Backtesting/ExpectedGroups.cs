using Det0131.Models.Alerts;
using Det0131.Models.Analytics;
using Det0131.Models.Explanations;

namespace Det0131.Training.Backtesting;

/// <summary>Which groups analysts' "expected" hides: by the very rule that hides an alert, asked of an alert with this one group. Thread-safe.</summary>
internal sealed class ExpectedGroups(AllowRules rules)
{
    public bool Hides(OpenedGroup group)
    {
        if (rules.Entries.Count == 0)
        {
            return false;
        }

        var analytic = AnalyticCatalogue.All[group.Analytic];
        var alert = new Alert
        {
            Id = "", AnalyticId = analytic.Id, AnalyticName = analytic.Platform.ToString(), TechniqueIds = [group.Technique], Entity = group.Entity, Destination = group.Destination,
            FirstMicros = group.FirstMicros, LastMicros = group.LastMicros, ReturnPeriod = default, MaturityPeriods = group.MaturityPeriods, ModelVersion = group.ModelVersion,
            Contributions = group.Contributions, Headline = "", Events = [],
        };
        var at = DateTimeOffset.UnixEpoch.AddMicroseconds(group.LastMicros);
        return rules.Entries.Any(entry => entry.Matches(alert, at));
    }
}
