using System.Globalization;
using Det0131.Models.Knowledge;

namespace Det0131.Models.Priors;

/// <summary>A value that is common everywhere. Immutable.</summary>
/// <param name="FeatureId">Feature id, for example <c>lineage.parent_child</c>.</param>
/// <param name="Scope">The feature's scope, "" for none.</param>
/// <param name="Value">The feature's value. Services are written <c>ssl/443</c>, <c>-/8443</c> when the application is not known, <c>-/high</c> from port 32768 up.</param>
/// <param name="Weight">So many entities' worth of evidence, above 0.</param>
/// <param name="Source">Where it comes from, in the short forms that the list's head explains.</param>
public sealed record ShippedPrior(string FeatureId, string Scope, string Value, double Weight, string Source);

/// <summary>
/// What is common everywhere, for sites and hosts without peers: shipped lists, each row with its source. Immutable, thread-safe.
/// </summary>
/// <remarks>Usual ports come from the table that knowledge uses (<c>usual-ports.csv</c>), so that the two cannot disagree.</remarks>
public sealed class ShippedPriors
{
    private static readonly Lazy<ShippedPriors> Shipped = new(() => new ShippedPriors(
        [.. ReadRows(".parent-child.csv"), .. ReadRows(".process-protocol.csv"), .. ReadRows(".common-values.csv"), .. FromPorts(UsualPorts.Shipped)]));

    private readonly Dictionary<(string Feature, string Scope, string Value), double> weights;

    private ShippedPriors(IReadOnlyList<ShippedPrior> rows)
    {
        All = rows;
        weights = new Dictionary<(string, string, string), double>(rows.Count);
        foreach (var row in rows)
        {
            if (!weights.TryAdd((row.FeatureId, row.Scope, row.Value), row.Weight))
            {
                throw new InvalidDataException($"The shipped priors name {row.FeatureId}, scope \"{row.Scope}\", value \"{row.Value}\" twice, expected once.");
            }
        }
    }

    /// <summary>Every prior once, in the order of the lists.</summary>
    public IReadOnlyList<ShippedPrior> All { get; }

    /// <summary>The lists that come with the program.</summary>
    /// <exception cref="InvalidDataException">A list is damaged; names list, line, found and expected.</exception>
    public static ShippedPriors Load() => Shipped.Value;

    /// <summary>The weight of a value, 0 when no list names it.</summary>
    public double WeightOf(string featureId, string scope, string value) => weights.GetValueOrDefault((featureId, scope, value));

    private static IEnumerable<ShippedPrior> ReadRows(string ending)
    {
        foreach (var row in DataTable.FromResource(typeof(ShippedPriors).Assembly, ending).Rows)
        {
            if (!double.TryParse(row["weight"], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double weight) || weight <= 0)
            {
                throw row.Unexpected("weight", "a number above 0");
            }

            yield return new ShippedPrior(row["feature"], row["scope"], row["value"], weight, row["source"]);
        }
    }

    private static IEnumerable<ShippedPrior> FromPorts(UsualPorts ports)
    {
        foreach (var port in ports.All)
        {
            var number = port.Port.ToString(CultureInfo.InvariantCulture);
            yield return new ShippedPrior("protocol.port_mismatch", number, port.Application, Math.Max(port.Weight, 0.5), port.Source);
            if (port.Weight > 0)
            {
                yield return new ShippedPrior("protocol.host", "", $"{port.Application}/{number}", port.Weight, port.Source);
                yield return new ShippedPrior("protocol.user", "", $"{port.Application}/{number}", port.Weight, port.Source);
            }
        }
    }
}
