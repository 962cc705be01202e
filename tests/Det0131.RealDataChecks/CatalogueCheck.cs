using System.Globalization;
using Det0131.Datasets.Simulation.Data;
using Det0131.Datasets.Simulation.Procedures;

namespace Det0131.RealDataChecks;

/// <summary>That the simulator's procedures are the rows of the attack catalogue that was gathered from public sources.</summary>
internal static class CatalogueCheck
{
    /// <summary>What differs, a line each: rows, analytic, technique, tool, amounts, port.</summary>
    public static IReadOnlyList<string> Run(string file)
    {
        var lines = File.ReadAllLines(file);
        var header = CsvLine.Split(lines[0]);
        var rows = lines.Skip(1).Where(line => line.Length > 0).Select(line => header.Zip(CsvLine.Split(line)).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal)).ToList();
        var procedures = ProcedureCatalogue.All.Where(procedure => !procedure.IsBeyondCatalogue).ToDictionary(procedure => procedure.Row);
        var faults = new List<string>();
        if (rows.Count != procedures.Count)
        {
            faults.Add($"the catalogue has {rows.Count} rows, the simulator {procedures.Count} procedures");
        }

        for (var i = 0; i < rows.Count; i++)
        {
            if (procedures.TryGetValue(i + 1, out var procedure))
            {
                faults.AddRange(Compare(rows[i], procedure).Select(fault => $"row {i + 1}, {procedure.Id}: {fault}"));
            }
        }

        return faults;
    }

    private static IEnumerable<string> Compare(Dictionary<string, string> row, Procedure procedure)
    {
        if ((row["analytic"], row["technique"], row["tool"]) != (procedure.Analytic, procedure.Technique, procedure.Tool))
        {
            yield return $"found {procedure.Analytic} {procedure.Technique} {procedure.Tool}; expected {row["analytic"]} {row["technique"]} {row["tool"]}";
        }

        var (low, high) = (long.Parse(row["bytes_low"], CultureInfo.InvariantCulture), long.Parse(row["bytes_high"], CultureInfo.InvariantCulture));
        if (procedure.High > 0 && (procedure.Low < low || procedure.High > high))
        {
            yield return $"found {procedure.Low} to {procedure.High} bytes; expected within {low} to {high}";
        }

        // "any", "any high", "not 443/902" and ports that a site chooses are the catalogue's words for a free port.
        var port = procedure.Port.ToString(CultureInfo.InvariantCulture);
        var isFree = row["port"].Contains("any", StringComparison.Ordinal) || row["port"].Contains("not", StringComparison.Ordinal) || row["port"].Contains('-', StringComparison.Ordinal);
        if (procedure.Port > 0 && !isFree && !row["port"].Contains(port, StringComparison.Ordinal))
        {
            yield return $"found port {port}; expected {row["port"]}";
        }
    }
}
