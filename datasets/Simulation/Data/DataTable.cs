using System.Reflection;

namespace Det0131.Datasets.Simulation.Data;

/// <summary>Reads the small tables beside this file: comma-separated, one header line, cells quoted where they hold a comma. Immutable rows.</summary>
internal static class DataTable
{
    public static List<IReadOnlyDictionary<string, string>> Read(string name)
    {
        var resource = $"{typeof(DataTable).Namespace}.{name}";
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The table {resource} is not embedded in the assembly.");
        using var reader = new StreamReader(stream);
        var header = CsvLine.Split(reader.ReadLine()!);
        var rows = new List<IReadOnlyDictionary<string, string>>();
        while (reader.ReadLine() is { Length: > 0 } line)
        {
            var cells = CsvLine.Split(line);
            if (cells.Count != header.Count)
            {
                throw new InvalidDataException($"Found {cells.Count} cells in row {rows.Count + 1} of {name}; expected {header.Count}.");
            }

            rows.Add(header.Zip(cells).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal));
        }

        return rows;
    }
}
