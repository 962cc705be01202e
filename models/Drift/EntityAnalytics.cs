using Det0131.Models.Analytics;
using Det0131.Models.Elements;
using Det0131.Models.Scoring;

namespace Det0131.Models.Drift;

/// <summary>Under which analytics an entity shows: as the later version has it, which knows the site best. Not thread-safe.</summary>
internal sealed class EntityAnalytics(ScoringModel later)
{
    private readonly ElementReport _report = new(later);
    private string? _last;
    private Analytic[] _analytics = [];

    public Analytic[] Of(string entity)
    {
        // Baselines name one entity many times in a row.
        if (!string.Equals(entity, _last, StringComparison.Ordinal))
        {
            _analytics = [.. AnalyticCatalogue.All.Where(a => _report.Belongs(entity, a))];
            _last = entity;
        }

        return _analytics;
    }
}
