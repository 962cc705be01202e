using System.Text;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.Mapping;

/// <summary>What a mapping file says. Immutable once read.</summary>
internal sealed class MappingPlan
{
    private const int MostColumns = 512;

    /// <summary>The names of the lake.</summary>
    private static readonly string[] Kinds = ["process_start", "network_flow", "dns_query", "http_request", "file_access", "cloud_api_call"];
    private static readonly string[] Platforms = ["windows", "linux", "macos", "iaas", "esxi"];
    private static readonly string[] Forms = ["iso8601", "epoch", "epoch_ms", "epoch_us", "epoch_ns", "pattern"];
    private static readonly string[] Units = ["s", "ms", "us", "ns"];

    private readonly List<string> paths = [];

    public MappingPlan(MappingNode root)
    {
        var known = root.Known("name", "platform", "kind", "time", "end", "one_way", "require", "fields");
        Name = ReadName(Needed(known, root, "name", "a name of letters and digits"));
        Kind = ReadKind(Needed(known, root, "kind", "an event kind, or an object with column and values"));
        Platform = known.TryGetValue("platform", out var platform) ? ReadWords(platform, Platforms) : null;
        Time = ReadTime(Needed(known, root, "time", "a column with the time, or an object"));
        End = known.TryGetValue("end", out var end) ? ReadTime(end) : null;
        IsOneWay = known.TryGetValue("one_way", out var oneWay) && oneWay.Truth();
        Fields = ReadFields(Needed(known, root, "fields", "an object of event fields"));
        Required = known.TryGetValue("require", out var require) ? [.. require.Items("a list of columns").Select(item => Column(item))] : [];
        Paths = [.. paths];
        if (Kind.Slots.Length == 0)
        {
            CheckKind(root, (EventKind)Kind.Constant[0]);
        }
    }

    public string Name { get; }

    /// <summary>Gives one byte, the number of an <see cref="EventKind"/>.</summary>
    public MappedValue Kind { get; }

    /// <summary>Gives one byte, the number of a <see cref="Det0131.Models.Events.Platform"/>.</summary>
    public MappedValue? Platform { get; }

    public MappedTime Time { get; }

    public MappedTime? End { get; }

    public bool IsOneWay { get; }

    /// <summary>In the order of <see cref="MappedField"/>. The divisor makes microseconds of a duration; 0 elsewhere.</summary>
    public IReadOnlyList<(MappedField Field, MappedValue Value, double Micros)> Fields { get; }

    /// <summary>Columns without which a record is refused.</summary>
    public IReadOnlyList<int> Required { get; }

    /// <summary>The columns, by slot.</summary>
    public string[] Paths { get; }

    private static MappingNode Needed(Dictionary<string, MappingNode> known, MappingNode root, string name, string expected) =>
        known.TryGetValue(name, out var node) ? node : throw new InvalidDataException($"{root.Place}: found no {name}; expected {expected}.");

    private static string ReadName(MappingNode node)
    {
        const string Expected = "a name of 2 to 32 small letters and digits, a letter first";
        var name = node.Text(Expected);
        var isName = name.Length is >= 2 and <= 32 && char.IsAsciiLetterLower(name[0]) && name.All(sign => char.IsAsciiLetterLower(sign) || char.IsAsciiDigit(sign));
        return isName ? name : throw node.Wrong(Expected);
    }

    private static MappedValue ReadConstant(MappingNode node, string[] words) => new([], [(byte)(node.Word(words) + 1)], null, null);

    private MappedValue ReadKind(MappingNode node) => ReadWords(node, Kinds);

    /// <summary>One of some words, or a column whose values stand for them; each becomes its number in the enumeration, where 0 is unknown.</summary>
    private MappedValue ReadWords(MappingNode node, string[] words)
    {
        if (!node.IsObject)
        {
            return ReadConstant(node, words);
        }

        var known = node.Known("column", "values", "other");
        var column = Column(Needed(known, node, "column", "a column"));
        var values = Needed(known, node, "values", "what the column's values stand for").Members("an object of the column's values")
            .ToDictionary(member => member.Name, member => ReadConstant(member.Value, words).Constant, StringComparer.Ordinal);
        var other = known.TryGetValue("other", out var rest) ? ReadConstant(rest, words).Constant : [];
        return new MappedValue([column], [], values, other);
    }

    private List<(MappedField, MappedValue, double)> ReadFields(MappingNode node)
    {
        var fields = new List<(MappedField Field, MappedValue, double)>();
        foreach (var (name, value) in node.Members("an object of event fields"))
        {
            var field = Array.IndexOf(MappedFields.Names, name);
            if (field < 0)
            {
                throw new InvalidDataException($"{value.Place}: found an unknown event field; expected one of {string.Join(", ", MappedFields.Names)}.");
            }

            fields.Add(((MappedField)field, ReadValue(value, out var micros, isDuration: (MappedField)field == MappedField.Duration), micros));
        }

        return [.. fields.OrderBy(one => one.Field)];
    }

    private MappedValue ReadValue(MappingNode node, out double micros, bool isDuration)
    {
        micros = isDuration ? LogTime.MicrosPerSecond : 0;
        if (node.IsText)
        {
            return new MappedValue([Column(node)], [], null, null);
        }

        var known = isDuration ? node.Known("column", "columns", "unit") : node.Known("column", "columns", "value", "values", "other");
        if (known.TryGetValue("unit", out var unit))
        {
            micros = unit.Word(Units) switch { 0 => 1_000_000, 1 => 1000, 2 => 1, _ => 0.001 };
        }

        var sources = known.Keys.Count(key => key is "column" or "columns" or "value");
        if (sources != 1)
        {
            throw new InvalidDataException($"{node.Place}: found {sources} of column, columns and value; expected one of them.");
        }

        if (known.TryGetValue("value", out var constant))
        {
            return known.Count == 1 ? new MappedValue([], Encoding.UTF8.GetBytes(constant.Text("a text")), null, null)
                : throw new InvalidDataException($"{node.Place}: found values or other beside a constant value; expected them with a column.");
        }

        int[] slots = known.TryGetValue("column", out var column) ? [Column(column)] : [.. known["columns"].Items("a list of columns").Select(Column)];
        var words = known.TryGetValue("values", out var values)
            ? values.Members("an object of the column's values").ToDictionary(member => member.Name, member => Meaning(member.Value), StringComparer.Ordinal) : null;
        var other = known.TryGetValue("other", out var rest) ? Meaning(rest) : null;
        return words is null && other is not null ? throw new InvalidDataException($"{node.Place}: found other without values; expected both.") : new MappedValue(slots, [], words, other);
    }

    private static byte[] Meaning(MappingNode node) => node.IsNull ? [] : Encoding.UTF8.GetBytes(node.Text("a text, or null for absent"));

    private MappedTime ReadTime(MappingNode node)
    {
        if (node.IsText)
        {
            return new MappedTime([Column(node)], MappedTimeForm.Iso8601, null, TimeZoneInfo.Utc);
        }

        var known = node.Known("column", "columns", "format", "pattern", "zone");
        if (known.ContainsKey("column") == known.ContainsKey("columns"))
        {
            throw new InvalidDataException($"{node.Place}: found {(known.ContainsKey("column") ? "both column and columns" : "neither column nor columns")}; expected one of them.");
        }

        int[] slots = known.TryGetValue("column", out var column) ? [Column(column)] : [.. known["columns"].Items("a list of columns").Select(Column)];
        var form = known.TryGetValue("format", out var format) ? (MappedTimeForm)format.Word(Forms) : known.ContainsKey("pattern") ? MappedTimeForm.Pattern : MappedTimeForm.Iso8601;
        if (known.ContainsKey("pattern") != (form == MappedTimeForm.Pattern))
        {
            throw new InvalidDataException($"{node.Place}: found {(form == MappedTimeForm.Pattern ? "no pattern" : "a pattern beside another format")}; expected a pattern with the format pattern, and only there.");
        }

        return new MappedTime(slots, form, known.TryGetValue("pattern", out var pattern) ? ReadPattern(pattern) : null, known.TryGetValue("zone", out var zone) ? ReadZone(zone) : TimeZoneInfo.Utc);
    }

    /// <summary>A pattern must tell date and time of day: what it writes of a moment is what it reads.</summary>
    private static string ReadPattern(MappingNode node)
    {
        const string Expected = "a .NET date pattern with year, month, day and time, for example dd/MM/yyyy HH:mm:ss";
        var pattern = node.Text(Expected);
        var moment = new DateTime(2021, 3, 14, 15, 6, 7, DateTimeKind.Utc);
        try
        {
            var isWhole = DateTime.TryParseExact(moment.ToString(pattern, System.Globalization.CultureInfo.InvariantCulture), pattern, System.Globalization.CultureInfo.InvariantCulture,
                System.Globalization.DateTimeStyles.AssumeUniversal | System.Globalization.DateTimeStyles.AdjustToUniversal | System.Globalization.DateTimeStyles.NoCurrentDateDefault, out var read);
            return isWhole && read.Date == moment.Date && read.Hour == moment.Hour && read.Minute == moment.Minute ? pattern : throw node.Wrong(Expected);
        }
        catch (FormatException)
        {
            throw node.Wrong(Expected);
        }
    }

    private static TimeZoneInfo ReadZone(MappingNode node)
    {
        const string Expected = "UTC, an offset as +02:00, or a zone as Europe/Berlin";
        var name = node.Text(Expected);
        if (name is [('+' or '-'), _, _, ':', _, _] && TimeSpan.TryParseExact(name.AsSpan(1), @"hh\:mm", System.Globalization.CultureInfo.InvariantCulture, out var offset) && offset <= TimeSpan.FromHours(14))
        {
            return TimeZoneInfo.CreateCustomTimeZone(name, name[0] == '-' ? -offset : offset, name, name);
        }

        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : throw node.Wrong(Expected);
    }

    private int Column(MappingNode node)
    {
        const string Expected = "a column: names joined by dots";
        var path = node.Text(Expected);
        if (path.Length > 256 || path.StartsWith('.') || path.EndsWith('.'))
        {
            throw node.Wrong(Expected);
        }

        var slot = paths.IndexOf(path);
        if (slot < 0)
        {
            slot = paths.Count < MostColumns ? paths.Count : throw node.Wrong($"at most {MostColumns} columns");
            paths.Add(path);
        }

        return slot;
    }

    /// <summary>A kind that every record is of can be made of what is mapped.</summary>
    private void CheckKind(MappingNode root, EventKind kind)
    {
        foreach (var oneOf in MappedEvents.NeededBy(kind))
        {
            if (!Fields.Any(field => oneOf.Contains(field.Field)))
            {
                throw new InvalidDataException(
                    $"{root.Place}.fields: found none of {string.Join(", ", oneOf.Select(field => MappedFields.Names[(int)field]))}; expected one, as the kind is {Kinds[(int)kind - 1]}.");
            }
        }
    }
}
