using System.Globalization;

namespace Det0131.Datasets.Simulation.Procedures;

/// <summary>What a procedure tells its form beside the columns that all have: <c>name=value|name=value</c>. Immutable.</summary>
internal sealed class FormSettings
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public FormSettings(string text)
    {
        foreach (var part in text.Split('|', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1 || !_values.TryAdd(part[..equals], part[(equals + 1)..]))
            {
                throw new FormatException($"Found the setting '{part}'; expected name=value, each name once.");
            }
        }
    }

    public string Text(string name, string otherwise = "") => _values.GetValueOrDefault(name, otherwise);

    public double Number(string name, double otherwise = 0) =>
        _values.TryGetValue(name, out var text) ? double.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    public bool Says(string name, string value = "yes") => Text(name) == value;
}
