using System.Text.Json;
using System.Text.Json.Serialization;
using Det0131.Models.Analytics;

namespace Det0131.Models.Feedback;

/// <summary>What feedback taught: the weight of each feature in each analytic, 1/2 to 2; 1 where it taught nothing. Immutable, thread-safe.</summary>
public sealed class FeatureWeights
{
    /// <summary>Name of the file in a model version.</summary>
    public const string FileName = "weights.json";

    /// <summary>Standard deviation of ln weight under the prior, for all analytics together and for each around them.</summary>
    public const double Sigma = 0.25;

    // An analytic's own labels move a weight by at most this factor away from what all analytics' labels say.
    private const double OwnReach = 1.5;

    // More labels than this say nothing more that the bounds would let through.
    private const int MostLabels = 20_000;

    private readonly SortedDictionary<string, SortedDictionary<string, double>> _weights;

    private FeatureWeights(SortedDictionary<string, SortedDictionary<string, double>> weights) => _weights = weights;

    /// <summary>Every weight is 1.</summary>
    public static FeatureWeights Ones { get; } = new(new(StringComparer.Ordinal));

    /// <summary>The weight of a feature in an analytic.</summary>
    public double Of(string analytic, string feature) => _weights.TryGetValue(analytic, out var own) ? own.GetValueOrDefault(feature, 1) : 1;

    /// <summary>Features whose weight is not 1, by analytic and feature.</summary>
    public IEnumerable<(string Analytic, string Feature, double Weight)> Moved() =>
        _weights.SelectMany(a => a.Value.Where(f => Math.Abs(f.Value - 1) >= 0.005).Select(f => (a.Key, f.Key, f.Value)));

    /// <summary>
    /// Refits the weights. Learns from true positives and benign alerts whose bits are told, and only in or from analytics that have at least one of each;
    /// "expected" says nothing about how surprising something was.
    /// </summary>
    /// <param name="items">Verdicts, with the bits that the features have at weight 1.</param>
    public static FeatureWeights Fit(IReadOnlyList<FeedbackItem> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        var known = AnalyticCatalogue.All.ToDictionary(a => a.Id, a => a.Features.Select(f => f.Id).ToArray(), StringComparer.Ordinal);
        var labels = items
            .Where(i => i.Verdict != FeedbackVerdict.Expected && i.Bits.Count > 0 && known.ContainsKey(i.Analytic))
            .OrderByDescending(i => i.At).ThenBy(i => i.AlertId, StringComparer.Ordinal).Take(MostLabels).ToArray();
        // An analytic with one kind of verdict cannot tell features from how many of its alerts are theft.
        labels = [.. labels.GroupBy(i => i.Analytic, StringComparer.Ordinal).Where(g => g.Select(i => i.Verdict).Distinct().Count() == 2).SelectMany(g => g)];
        if (labels.Length == 0)
        {
            return Ones;
        }

        string[] all = [.. known.Values.SelectMany(f => f).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var pooled = all.Zip(WeightFit.Fit(new LabelledBits(labels, all), [.. all.Select(_ => 1.0)], Sigma, WeightFit.Most))
            .ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal);
        var weights = new SortedDictionary<string, SortedDictionary<string, double>>(StringComparer.Ordinal);
        foreach (var (analytic, features) in known)
        {
            var own = labels.Where(i => i.Analytic == analytic).ToArray();
            double[] centres = [.. features.Select(f => pooled[f])];
            var fitted = own.Length == 0 ? centres : WeightFit.Fit(new LabelledBits(own, features), centres, Sigma, OwnReach);
            weights[analytic] = new(features.Zip(fitted).ToDictionary(p => p.First, p => p.Second), StringComparer.Ordinal);
        }

        return new FeatureWeights(weights);
    }

    /// <summary>A verdict with the bits that its features would have had at weight 1, given that these weights made them.</summary>
    public FeedbackItem AtWeightOne(FeedbackItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item with { Bits = new SortedDictionary<string, double>(item.Bits.ToDictionary(b => b.Key, b => b.Value / Of(item.Analytic, b.Key)), StringComparer.Ordinal) };
    }

    public byte[] ToBytes() => [.. JsonSerializer.SerializeToUtf8Bytes(_weights, WeightsJson.Default.SortedDictionaryStringSortedDictionaryStringDouble), (byte)'\n'];

    /// <exception cref="InvalidDataException">It is no list of weights.</exception>
    public static FeatureWeights FromBytes(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var weights = JsonSerializer.Deserialize(utf8, WeightsJson.Default.SortedDictionaryStringSortedDictionaryStringDouble);
            return weights is not null && weights.Values.All(a => a is not null && a.Values.All(w => w is >= WeightFit.Least and <= WeightFit.Most))
                ? new FeatureWeights(weights)
                : throw new InvalidDataException($"{FileName} has a weight outside 0.5 to 2, or none.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{FileName} is not readable: {e.Message}", e);
        }
    }
}

[JsonSourceGenerationOptions(WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(SortedDictionary<string, SortedDictionary<string, double>>))]
internal sealed partial class WeightsJson : JsonSerializerContext;
