using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.RegularExpressions;
using Det0131.Scoring.Operations;

namespace Det0131.Scoring.Tests.Operations;

/// <summary>
/// The text against a parser written from the published rules of the exposition format (prometheus.io/docs/instrumenting/exposition_formats):
/// one HELP and TYPE before a metric's samples, names, escapes, cumulative buckets that end with +Inf and equal the count.
/// </summary>
public sealed partial class PrometheusTextTests
{
    [Fact]
    public void Write_HostileLabels_ComeBackAsTheyWere()
    {
        using var metrics = new ServiceMetrics();
        using var collector = new MetricsCollector(metrics);
        foreach (var source in new[] { "zeek", "a\"b", "a\\b", "a\nb", "a\\\"\n", "é\u202E", "}{,=", "" })
        {
            metrics.Events.Add(3, new KeyValuePair<string, object?>("source", source));
        }

        metrics.Deliveries.Add(1, new("result", "sent"), new("channel", "webhook"));
        metrics.Deliveries.Add(1, new("channel", "webhook"), new("result", "sent"));
        var found = Parse(PrometheusText.Write(collector.Collect()));
        Assert.Equal(8, found.Count(s => s.Name == "det0131_events_total" && s.Value == 3));
        Assert.Contains(found, s => s.Labels.TryGetValue("source", out var v) && v == "a\\\"\n");
        Assert.Contains(found, s => s.Labels.TryGetValue("source", out var v) && v == "é\u202E");
        // Labels in another order are the same series.
        Assert.Equal(2, Assert.Single(found, s => s.Name == "det0131_deliveries_total").Value);
    }

    [Fact]
    public void Write_Histogram_IsCumulativeAndComplete()
    {
        using var metrics = new ServiceMetrics();
        using var collector = new MetricsCollector(metrics);
        double[] values = [0.001, 0.01, 0.0100001, 0.4, 2, 2, 50, 4000, double.PositiveInfinity];
        foreach (var value in values[..^1])
        {
            metrics.ScoreSeconds.Record(value);
        }

        var found = Parse(PrometheusText.Write(collector.Collect())).Where(s => s.Name.StartsWith("det0131_score_latency_seconds", StringComparison.Ordinal)).ToList();
        foreach (var bucket in found.Where(s => s.Name.EndsWith("_bucket", StringComparison.Ordinal)))
        {
            // Brute force: how many are at or below the bound.
            var bound = bucket.Labels["le"] == "+Inf" ? double.PositiveInfinity : double.Parse(bucket.Labels["le"], CultureInfo.InvariantCulture);
            Assert.Equal(values[..^1].Count(v => v <= bound), bucket.Value);
        }

        Assert.Equal(8, found.Single(s => s.Name.EndsWith("_count", StringComparison.Ordinal)).Value);
        Assert.Equal(values[..^1].Sum(), found.Single(s => s.Name.EndsWith("_sum", StringComparison.Ordinal)).Value, 9);
    }

    [Fact]
    public void Collect_TooManyLabelSets_AreAddedUp()
    {
        using var metrics = new ServiceMetrics();
        using var collector = new MetricsCollector(metrics);
        for (var i = 0; i < 2 * MetricsCollector.MaximumSeries; i++)
        {
            metrics.Rejected.Add(1, new KeyValuePair<string, object?>("reason", "r" + i));
        }

        var found = Parse(PrometheusText.Write(collector.Collect()));
        Assert.Equal(MetricsCollector.MaximumSeries + 1, found.Count);
        Assert.Equal(MetricsCollector.MaximumSeries, Assert.Single(found, s => s.Labels["reason"] == "other").Value);
    }

    [Fact]
    public void Collect_Gauges_AreReadAnewAndVanishedOnesGo()
    {
        using var metrics = new ServiceMetrics();
        using var collector = new MetricsCollector(metrics);
        var version = "a";
        metrics.Gauge("det0131_model_info", "1", "Version.", () => version is null ? [] : [new Measurement<double>(1, new KeyValuePair<string, object?>("version", version))]);
        Assert.Equal("a", Assert.Single(Parse(PrometheusText.Write(collector.Collect()))).Labels["version"]);
        version = "b";
        Assert.Equal("b", Assert.Single(Parse(PrometheusText.Write(collector.Collect()))).Labels["version"]);
        version = null;
        Assert.Empty(Parse(PrometheusText.Write(collector.Collect())));
    }

    [Fact]
    public void Collect_AnotherServiceOfTheProcess_IsNotCounted()
    {
        using var mine = new ServiceMetrics();
        using var others = new ServiceMetrics();
        using var collector = new MetricsCollector(mine);
        others.Scored.Add(5);
        Assert.Empty(Parse(PrometheusText.Write(collector.Collect())));
    }

    internal static List<Sample> Parse(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var samples = new List<Sample>();
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        string? helped = null;
        string current = "";
        foreach (var line in text.Split('\n')[..^1])
        {
            if (line.StartsWith("# HELP ", StringComparison.Ordinal))
            {
                helped = line.Split(' ')[2];
                Assert.DoesNotContain(helped, types.Keys);
            }
            else if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                current = line.Split(' ')[2];
                Assert.Equal(helped, current);
                types.Add(current, line.Split(' ')[3]);
                Assert.Contains(line.Split(' ')[3], new[] { "counter", "gauge", "histogram" });
            }
            else
            {
                var match = SampleLine().Match(line);
                Assert.True(match.Success, "not a sample: " + line);
                var name = match.Groups["name"].Value;
                var family = types[current] == "histogram" ? Regex.Replace(name, "_(bucket|sum|count)$", "") : name;
                Assert.Equal(current, family);
                Assert.True(types[current] != "counter" || name.EndsWith("_total", StringComparison.Ordinal), name);
                var labels = match.Groups["label"].Captures.Zip(match.Groups["value"].Captures).ToDictionary(l => l.First.Value, l => Unescape(l.Second.Value), StringComparer.Ordinal);
                samples.Add(new Sample(name, labels, double.Parse(match.Groups["number"].Value.Replace("+Inf", "Infinity", StringComparison.Ordinal), CultureInfo.InvariantCulture)));
            }
        }

        Assert.Equal(samples.Count, samples.Select(s => s.Name + string.Join(',', s.Labels.OrderBy(l => l.Key, StringComparer.Ordinal))).Distinct().Count());
        return samples;
    }

    private static string Unescape(string value) => Regex.Replace(value, @"\\(.)", m => m.Groups[1].Value switch { "n" => "\n", var c => c });

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{((?<label>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>([^"\\\n]|\\["\\n])*)",?)*\})? (?<number>[-+0-9.eEInfaN]+)$""", RegexOptions.ExplicitCapture)]
    private static partial Regex SampleLine();

    internal sealed record Sample(string Name, Dictionary<string, string> Labels, double Value);
}
