using System.Globalization;
using System.Net;
using Det0131.Models.Analytics;
using Det0131.Models.Baselines;
using Det0131.Models.Features;
using Det0131.Models.Scoring;

namespace Det0131.Models.Elements.Rules;

/// <summary>What was learned for one key. Immutable.</summary>
/// <param name="Key">A host, account, role or program, in lower case.</param>
/// <param name="Values">Learned values with the periods behind each, most first; empty for a limit.</param>
/// <param name="Limit">The learned limit in the feature's unit; null for values.</param>
public sealed record RuleEntry(string Key, IReadOnlyList<(string Value, int Periods)> Values, double? Limit);

/// <summary>A declaration filled with what a model learned. Immutable. Keys and values are log-derived: writers escape them.</summary>
/// <param name="Declaration">What it is about.</param>
/// <param name="Entries">By key, in ordinal order.</param>
/// <param name="KeysLeftOut">Keys beyond <see cref="MostKeys"/>.</param>
/// <param name="ValuesLeftOut">Values beyond <see cref="MostValues"/> of a key.</param>
/// <param name="NotExpressible">Learned values that a SIEM has no field for: a service without a fixed port, one that is offered and not called, an unknown caller.</param>
public sealed record LearnedRule(RuleDeclaration Declaration, IReadOnlyList<RuleEntry> Entries, long KeysLeftOut, long ValuesLeftOut, long NotExpressible)
{
    /// <summary>Most keys of one rule; SIEMs refuse longer ones.</summary>
    public const int MostKeys = 500;

    /// <summary>Most values of one key.</summary>
    public const int MostValues = 200;

    /// <summary>What stands in a rule's description: how much there is, and what is missing.</summary>
    public string Extent => string.Create(CultureInfo.InvariantCulture,
        $"{Entries.Count:N0} keys; left out: {KeysLeftOut:N0} keys, {ValuesLeftOut:N0} values beyond the limits, {NotExpressible:N0} without a field to compare");

    /// <summary>Fills the declarations one after the other.</summary>
    /// <param name="model">Whose counts.</param>
    /// <param name="analytic">Only this one; null = all.</param>
    /// <param name="entity">Only entities whose name contains this; null = all.</param>
    public static IEnumerable<LearnedRule> Read(ScoringModel model, string? analytic = null, string? entity = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        var only = analytic is null ? null : AnalyticCatalogue.Get(analytic).Id;
        var report = new ElementReport(model);
        return RuleDeclaration.All.Where(d => only is null || d.Analytic == only).Select(d => Of(model, report, d, entity));
    }

    private static LearnedRule Of(ScoringModel model, ElementReport report, RuleDeclaration declaration, string? entity)
    {
        var feature = FeatureCatalogue.Get(declaration.Feature);
        var analytic = AnalyticCatalogue.Get(declaration.Analytic);
        var hosts = model.Context.Assets.Select(a => a.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var filled = new SortedDictionary<string, Dictionary<string, int>>(StringComparer.Ordinal);
        var limits = new Dictionary<string, double>(StringComparer.Ordinal);
        var (notExpressible, valuesLeftOut) = (0L, 0L);
        var keysLeftOut = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in model.Table.Entities(feature.Index).Where(n => report.Belongs(n, analytic) && (entity is null || n.Contains(entity, StringComparison.OrdinalIgnoreCase))))
        {
            foreach (var learned in model.Table.LearnedValues(feature.Index, name))
            {
                var key = Form(declaration.KeyForm, declaration.KeyFrom == KeySource.Scope ? learned.Scope : name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..], hosts);
                var value = declaration.Kind == RuleKind.Limit ? "" : Form(declaration.ValueForm, learned.Value, hosts);
                if (key is null || value is null)
                {
                    notExpressible++;
                    continue;
                }

                if (!filled.TryGetValue(key, out var values))
                {
                    if (filled.Count >= MostKeys)
                    {
                        keysLeftOut.Add(key);
                        continue;
                    }

                    filled[key] = values = new Dictionary<string, int>(StringComparer.Ordinal);
                }

                if (declaration.Kind == RuleKind.Limit)
                {
                    var limit = Math.Min(model.Index.TailThreshold(feature.Index, name, learned.Scope, ElementReport.ThresholdBits), BaselineIndex.LargestThreshold);
                    limits[key] = Math.Max(limits.GetValueOrDefault(key), limit);
                }
                else if (values.Count < BaselineTable.MaximumValuesPerScope || values.ContainsKey(value))
                {
                    values[value] = (int)Math.Min(int.MaxValue, values.GetValueOrDefault(value) + (long)learned.Periods);
                }
                else
                {
                    valuesLeftOut++;
                }
            }
        }

        var entries = new List<RuleEntry>(filled.Count);
        foreach (var (key, values) in filled)
        {
            valuesLeftOut += Math.Max(0, values.Count - MostValues);
            entries.Add(new RuleEntry(
                key, [.. values.OrderByDescending(v => v.Value).ThenBy(v => v.Key, StringComparer.Ordinal).Take(MostValues).Select(v => (v.Key, v.Value))],
                declaration.Kind == RuleKind.Limit ? limits[key] : null));
        }

        return new LearnedRule(declaration, entries, keysLeftOut.Count, valuesLeftOut, notExpressible);
    }

    private static string? Form(RuleForm form, string text, HashSet<string> hosts)
    {
        var lower = text.ToLowerInvariant();
        var formed = form switch
        {
            RuleForm.Host => IPAddress.TryParse(lower, out _) ? lower : lower.Split('.')[0],
            RuleForm.User => lower.LastIndexOf('@') is > 0 and var at && hosts.Contains(lower[(at + 1)..]) ? lower[..at] : lower,
            RuleForm.Program => lower.EndsWith(".exe", StringComparison.Ordinal) ? lower[..^4] : lower,
            RuleForm.Port => Port(lower),
            RuleForm.Action => lower[(lower.LastIndexOfAny([':', '.']) + 1)..],
            _ => lower,
        };
        return formed is null or "" or "-" or FeatureSink.None ? null : formed;
    }

    private static string? Port(string service)
    {
        var port = service[(service.LastIndexOf('/') + 1)..];
        return !service.StartsWith(ServiceNames.ResponsePrefix, StringComparison.Ordinal) && ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? port : null;
    }
}
