using System.Globalization;
using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Data;

namespace Det0131.Datasets.Simulation.Procedures;

/// <summary>One wish: a procedure, and where, when and how it is to be played. What is null is drawn. Immutable.</summary>
/// <param name="Procedure">Id of the procedure.</param>
/// <param name="Host">Short or full host name.</param>
/// <param name="Day">First day of the act, or for poisoning the day of the theft.</param>
internal sealed record ActRequest(string Procedure, string? Host = null, DateOnly? Day = null, ActVariation? Variation = null)
{
    private const int MostBytes = 4_000_000;

    /// <summary>Every procedure of the catalogue once; with <paramref name="beyond"/> poisoning and slow theft too.</summary>
    public static IReadOnlyList<ActRequest> All(bool beyond = false) =>
        ProcedureCatalogue.All.Where(procedure => beyond || !procedure.IsBeyondCatalogue).Select(procedure => new ActRequest(procedure.Id)).ToList();

    /// <summary>Procedures of the catalogue drawn in a random order, so many a day: none comes again before all have come.</summary>
    public static IReadOnlyList<ActRequest> Sample(DateOnly firstDay, int days, int actsPerDay, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(days);
        ArgumentOutOfRangeException.ThrowIfNegative(actsPerDay);
        var random = DemoRandom.For(seed, "act-sample");
        var left = new List<ActRequest>();
        var requests = new List<ActRequest>();
        for (var i = 0; i < days * actsPerDay; i++)
        {
            if (left.Count == 0)
            {
                left.AddRange(All());
            }

            var pick = random.Between(0, left.Count - 1);
            requests.Add(left[pick] with { Day = firstDay.AddDays(i / actsPerDay) });
            left.RemoveAt(pick);
        }

        return requests;
    }

    /// <summary>Reads wishes: comma-separated with the header <c>procedure,host,day,variation</c>, of which all but the first may be left out or empty.</summary>
    /// <exception cref="FormatException">A line is not understood; the message names it and what was expected.</exception>
    /// <exception cref="IOException">The file cannot be read or is larger than 4 MB.</exception>
    public static IReadOnlyList<ActRequest> Read(string path)
    {
        if (new FileInfo(path) is { Length: > MostBytes } file)
        {
            throw new IOException($"{file.Name} has {file.Length} bytes; expected a list of acts of at most {MostBytes / 1_000_000} MB.");
        }

        var lines = File.ReadAllLines(path);
        var header = lines.Length == 0 ? [] : CsvLine.Split(lines[0].TrimStart('\uFEFF'));
        if (header.Count == 0 || header[0] != "procedure" || header.Except(["procedure", "host", "day", "variation"]).Any())
        {
            throw new FormatException($"{Path.GetFileName(path)}:1: found '{(lines.Length == 0 ? "" : lines[0])}'; expected the header procedure,host,day,variation.");
        }

        var requests = new List<ActRequest>();
        for (var number = 1; number < lines.Length; number++)
        {
            if (lines[number].Length > 0)
            {
                requests.Add(Parse(header, CsvLine.Split(lines[number]), $"{Path.GetFileName(path)}:{number + 1}"));
            }
        }

        return requests;
    }

    private static ActRequest Parse(List<string> header, List<string> cells, string where)
    {
        string? Cell(string name) => header.IndexOf(name) is >= 0 and var at && at < cells.Count && cells[at].Length > 0 ? cells[at] : null;
        if (cells.Count > header.Count)
        {
            throw new FormatException($"{where}: found {cells.Count} fields, expected {header.Count}.");
        }

        var id = Cell("procedure") ?? throw new FormatException($"{where}: found no procedure.");
        var procedure = ProcedureCatalogue.Find(id) ?? throw new FormatException($"{where}: found the procedure '{id}'; expected an id of the catalogue, as win-rclone-mega.");
        DateOnly? day = null;
        if (Cell("day") is { } text)
        {
            day = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed)
                ? parsed
                : throw new FormatException($"{where}: found the day '{text}'; expected yyyy-MM-dd.");
        }

        try
        {
            ActVariation? variation = Cell("variation") is { } name ? ActVariations.Parse(name) : null;
            if (variation is { } asked && !procedure.Variations.Contains(asked))
            {
                throw new FormatException($"Found the variation '{Cell("variation")}' of {id}; expected one of {string.Join(", ", procedure.Variations.Select(ActVariations.NameOf))}.");
            }

            return new ActRequest(id, Cell("host"), day, variation);
        }
        catch (FormatException fault)
        {
            throw new FormatException($"{where}: {fault.Message}");
        }
    }
}
