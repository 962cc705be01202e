using System.Reflection;

namespace Det0131.Models.Knowledge;

/// <summary>
/// A small table kept as text in the assembly: lines starting with <c>#</c> are comments, the first other line names the columns,
/// fields are separated by commas, never quoted and taken as they stand (a trailing space counts). Immutable, thread-safe.
/// </summary>
public sealed class DataTable
{
    private readonly string name;
    private readonly string[] columns;
    private readonly List<(int Line, string[] Fields)> rows = [];

    private DataTable(string name, IEnumerable<string> lines)
    {
        this.name = name;
        string[]? header = null;
        int number = 0;
        foreach (var line in lines)
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var fields = line.Split(',');
            if (header is null)
            {
                header = fields;
                continue;
            }

            if (fields.Length != header.Length)
            {
                throw new InvalidDataException($"{name}, line {number}: found {fields.Length} fields, expected {header.Length} ({string.Join(',', header)}).");
            }

            rows.Add((number, fields));
        }

        columns = header ?? throw new InvalidDataException($"{name}: found no line with column names.");
    }

    /// <summary>Rows in file order.</summary>
    public IEnumerable<Row> Rows => rows.Select(row => new Row(this, row.Line, row.Fields));

    /// <summary>Reads a table that is embedded in <paramref name="assembly"/> under a resource name ending in <paramref name="ending"/>.</summary>
    /// <exception cref="InvalidDataException">The table is not well formed; names table, line, found and expected.</exception>
    /// <exception cref="FileNotFoundException">No resource, or more than one, has that ending.</exception>
    public static DataTable FromResource(Assembly assembly, string ending)
    {
        using var reader = new StreamReader(OpenResource(assembly, ending));
        return FromText(ending.TrimStart('.'), reader.ReadToEnd());
    }

    /// <summary>Reads a table from text. <paramref name="name"/> is used in errors.</summary>
    public static DataTable FromText(string name, string text) => new(name, text.ReplaceLineEndings("\n").Split('\n'));

    internal static Stream OpenResource(Assembly assembly, string ending)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        var found = assembly.GetManifestResourceNames().Where(resource => resource.EndsWith(ending, StringComparison.Ordinal)).ToArray();
        return found.Length == 1
            ? assembly.GetManifestResourceStream(found[0])!
            : throw new FileNotFoundException($"Found {found.Length} resources ending in {ending} in {assembly.GetName().Name}, expected one.");
    }

    /// <summary>One line of the table.</summary>
    public readonly struct Row
    {
        private readonly DataTable table;
        private readonly int line;
        private readonly string[] fields;

        internal Row(DataTable table, int line, string[] fields) => (this.table, this.line, this.fields) = (table, line, fields);

        /// <summary>The field of a column; "" when empty.</summary>
        public string this[string column]
        {
            get
            {
                int index = Array.IndexOf(table.columns, column);
                return index >= 0 ? fields[index] : throw new InvalidDataException($"{table.name}: found no column {column}, expected it among {string.Join(',', table.columns)}.");
            }
        }

        /// <summary>The field as a whole number, or null when empty.</summary>
        public int? Number(string column)
        {
            var text = this[column];
            return text.Length == 0 ? null
                : int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int value) ? value
                : throw Unexpected(column, "a whole number");
        }

        /// <summary>The field as a member of an enumeration.</summary>
        public T Choice<T>(string column) where T : struct, Enum =>
            Enum.TryParse<T>(this[column], ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : throw Unexpected(column, string.Join(", ", Enum.GetNames<T>()));

        /// <summary>The field's words, separated by single spaces.</summary>
        public string[] Words(string column) => this[column].Split(' ', StringSplitOptions.RemoveEmptyEntries);

        /// <summary>The error of a field that cannot be used.</summary>
        public InvalidDataException Unexpected(string column, string expected) =>
            new($"{table.name}, line {line}, column {column}: found \"{this[column]}\", expected {expected}.");
    }
}
