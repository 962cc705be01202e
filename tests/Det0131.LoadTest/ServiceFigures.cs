using System.Globalization;

namespace Det0131.LoadTest;

/// <summary>What <c>/metrics</c> said at one time. Immutable.</summary>
internal sealed class ServiceFigures
{
    private readonly List<(string Name, string Labels, double Value)> _lines = [];

    private ServiceFigures(string text)
    {
        foreach (var line in text.Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
        {
            var space = line.LastIndexOf(' ');
            var brace = line.IndexOf('{', StringComparison.Ordinal);
            var name = brace < 0 ? line[..space] : line[..brace];
            _lines.Add((name, brace < 0 ? "" : line[brace..space], double.Parse(line[(space + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture)));
        }
    }

    public static async Task<ServiceFigures> ReadAsync(HttpClient client, CancellationToken cancellation) => new(await client.GetStringAsync("metrics", cancellation));

    /// <summary>Sum of all series of a name whose labels have this text.</summary>
    public double Sum(string name, string label = "") => _lines.Where(line => line.Name == name && line.Labels.Contains(label, StringComparison.Ordinal)).Sum(line => line.Value);

    /// <summary>A percentile of a histogram, by straight lines within its buckets; infinite when it lies beyond the last bound.</summary>
    public double Percentile(string name, double share)
    {
        var buckets = _lines.Where(line => line.Name == name + "_bucket").Select(line => (Bound: BoundOf(line.Labels), line.Value)).OrderBy(bucket => bucket.Bound).ToList();
        var rank = share * (buckets.Count == 0 ? 0 : buckets[^1].Value);
        var (below, lower) = (0.0, 0.0);
        foreach (var (bound, upTo) in buckets)
        {
            if (upTo >= rank && upTo > below)
            {
                return double.IsInfinity(bound) ? bound : lower + ((bound - lower) * (rank - below) / (upTo - below));
            }

            (below, lower) = (upTo, bound);
        }

        return double.NaN;
    }

    private static double BoundOf(string labels)
    {
        var from = labels.IndexOf("le=\"", StringComparison.Ordinal) + 4;
        var text = labels[from..labels.IndexOf('"', from)];
        return text == "+Inf" ? double.PositiveInfinity : double.Parse(text, CultureInfo.InvariantCulture);
    }
}
