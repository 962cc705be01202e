using System.Reflection;
using System.Text;
using Det0131.Models.Events;

namespace Det0131.Scoring.Tests.Intake;

/// <summary>Events with random values in a random part of their fields, found by reflection so that a new field takes part.</summary>
internal static class SampleEvents
{
    private static readonly string[] Letters = ["a", "é", "中", "\U0001F600", "\ud800", "\0", "\n", "<", "\u202e"];

    /// <summary>Every field that is kept.</summary>
    public static PropertyInfo[] Fields { get; } =
        [.. typeof(SecurityEvent).GetProperties().Where(field => field.Name is not (nameof(SecurityEvent.JournalPosition) or nameof(SecurityEvent.IsJoined)))];

    public static SecurityEvent Random(Random random, double filled = 0.5)
    {
        var made = new SecurityEvent();
        foreach (var field in Fields)
        {
            if (random.NextDouble() < filled)
            {
                field.SetValue(made, Value(field.PropertyType, random));
            }
        }

        return made;
    }

    public static List<SecurityEvent> Many(Random random, int count, double filled = 0.5) => [.. Enumerable.Range(0, count).Select(_ => Random(random, filled))];

    /// <summary>All fields as text, for comparing.</summary>
    public static string Show(SecurityEvent e) => string.Join("; ", Fields.Select(field => $"{field.Name}={Escape(field.GetValue(e))}"));

    public static List<string> Show(IEnumerable<SecurityEvent> events) => [.. events.Select(Show)];

    private static string? Escape(object? value) => value is string text ? string.Concat(text.Select(letter => ((int)letter).ToString("x4"))) + "." : value?.ToString();

    private static object Value(Type type, Random random)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type switch
        {
            _ when type == typeof(string) => Text(random),
            _ when type == typeof(long) => Edge(random, long.MinValue, long.MaxValue, random.NextInt64(long.MinValue, long.MaxValue)),
            _ when type == typeof(int) => (int)Edge(random, int.MinValue, int.MaxValue, random.Next(0, 65536)),
            _ when type == typeof(UInt128) => new UInt128((ulong)random.NextInt64(), (ulong)random.NextInt64()),
            _ when type.IsEnum => Enum.GetValues(type).GetValue(random.Next(Enum.GetValues(type).Length))!,
            _ => throw new InvalidOperationException($"A field of type {type}: say how to make one."),
        };
    }

    private static long Edge(Random random, long least, long most, long between) => random.Next(8) switch
    {
        0 => least,
        1 => most,
        2 => 0,
        3 => -1,
        _ => between,
    };

    private static string Text(Random random)
    {
        var text = new StringBuilder();
        for (var left = random.Next(5) == 0 ? random.Next(3000) : random.Next(20); left > 0; left--)
        {
            text.Append(random.Next(4) == 0 ? Letters[random.Next(Letters.Length)] : ((char)random.Next('a', 'z')).ToString());
        }

        return text.ToString();
    }
}
