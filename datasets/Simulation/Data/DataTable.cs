using System.Reflection;

namespace Det0131.Datasets.Simulation.Data;

/// <summary>Reads the small tables beside this file: comma-separated, one header line, no quoting. Immutable rows.</summary>
internal static class DataTable
{
    public static List<IReadOnlyDictionary<string, string>> Read(string name)
    {
        var resource = $"{typeof(DataTable).Namespace}.{name}";
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The table {resource} is not embedded in the assembly.");
        using var reader = new StreamReader(stream);
        var header = reader.ReadLine()!.Split(',');
        var rows = new List<IReadOnlyDictionary<string, string>>();
        while (reader.ReadLine() is { Length: > 0 } line)
        {
            var cells = line.Split(',');
            if (cells.Length != header.Length)
            {
                throw new InvalidDataException($"Found {cells.Length} cells in row {rows.Count + 1} of {name}; expected {header.Length}.");
            }

            rows.Add(header.Zip(cells).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal));
        }

        return rows;
    }
}
