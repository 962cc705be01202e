using Det0131.Datasets.Readers;
using Det0131.Datasets.Readers.Mapping;
using Det0131.Scoring.Hosting;

namespace Det0131.Scoring.Intake;

/// <summary>What the intake reads: every format there is a reader for, and those that mapping files describe. Stateless.</summary>
internal static class IntakeFormats
{
    /// <exception cref="InvalidDataException">A mapping has a fault, which the message names with its place, or the name of another format.</exception>
    /// <exception cref="IOException">A mapping file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static IReadOnlyList<SourceFormat> Of(ServeOptions options)
    {
        var formats = new List<SourceFormat>(SourceFormats.All);
        foreach (var path in options.Mappings)
        {
            var mapped = MappingFile.LoadBeside(path);
            if (formats.Any(format => format.Name == mapped.Name))
            {
                throw new InvalidDataException($"{path}.name: found '{mapped.Name}', which is a format's already; expected another name.");
            }

            formats.Add(mapped);
        }

        return formats;
    }
}
