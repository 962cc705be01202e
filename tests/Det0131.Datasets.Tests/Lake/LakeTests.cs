using System.Linq.Expressions;
using System.Reflection;
using Det0131.Datasets.Lake;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Lake;

/// <summary>A lake in a directory of its own, and events to put into it.</summary>
public abstract class LakeTests : IDisposable
{
    /// <summary>2026-11-21T00:00:00Z.</summary>
    protected const long Day = 1_795_219_200_000_000;
    protected const long Second = 1_000_000;
    protected const long Hour = 3600 * Second;

    /// <summary>All that a lake keeps: not where an event stands in a service's journal, nor whether sensors met in it, which is after reading.</summary>
    private protected static readonly PropertyInfo[] Properties =
        [.. typeof(SecurityEvent).GetProperties().Where(property => property.CanWrite && property.Name is not (nameof(SecurityEvent.JournalPosition) or nameof(SecurityEvent.IsJoined)))];

    private static readonly string LongText = new('x', 4096);
    private static readonly string[] Texts = ["", "a", "twelve chars", "thirteen char", "Zürich 東京 😀", "quote ' \" \\ \0 \n", "NULL", "-"];
    private static readonly List<(string Name, Func<SecurityEvent, object?> Get, Action<SecurityEvent, object?> Set, Type Type)> Fields = FindFields();

    private static readonly Dictionary<Type, Array> Values =
        Fields.Select(field => field.Type).Where(type => type.IsEnum).Distinct().ToDictionary(type => type, Enum.GetValues);

    protected string Root { get; } = Directory.CreateTempSubdirectory("det0131-lake-").FullName;

    public void Dispose()
    {
        Directory.Delete(Root, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected EventLake Open(int threads = 2) => EventLake.Open(Root, new LakeOptions { Threads = threads, LockTimeout = TimeSpan.FromSeconds(5) });

    protected static SecurityEvent Event(ulong identity, long timeMicros, EventKind kind = EventKind.NetworkFlow) =>
        new() { Identity = identity, TimeMicros = timeMicros, Kind = kind, Platform = Platform.Linux, Source = "zeek.conn" };

    protected ImportResult Import(params IEnumerable<SecurityEvent> events)
    {
        using var lake = Open();
        using var batch = lake.BeginImport();
        foreach (var one in events)
        {
            batch.Append(one);
        }

        return batch.Commit();
    }

    protected List<SecurityEvent> ReadAll(long? from = null, long? until = null, EventFields fields = EventFields.All, int threads = 2)
    {
        using var lake = Open(threads);
        return [.. lake.ReadEvents(from, until, fields).Select(Copy)];
    }

    protected static SecurityEvent Copy(SecurityEvent from)
    {
        var copy = new SecurityEvent();
        copy.CopyFrom(from);
        return copy;
    }

    /// <summary>Field by field, over every property by reflection, so that a new field cannot be forgotten.</summary>
    protected static void AssertSame(IEnumerable<SecurityEvent> expected, IEnumerable<SecurityEvent> actual)
    {
        var (expectedList, actualList) = (expected.ToList(), actual.ToList());
        Assert.Equal(expectedList.Count, actualList.Count);
        for (var i = 0; i < expectedList.Count; i++)
        {
            foreach (var (name, get, _, _) in Fields)
            {
                if (!Equals(get(expectedList[i]), get(actualList[i])))
                {
                    Assert.Fail($"Event {i}: {name} is {get(actualList[i]) ?? "null"}, expected {get(expectedList[i]) ?? "null"}");
                }
            }
        }
    }

    /// <summary>An event whose fields are each absent half of the time, else anything.</summary>
    protected static SecurityEvent Random(Random random, ulong identity, long spanMicros)
    {
        var made = new SecurityEvent();
        foreach (var (_, _, set, type) in Fields)
        {
            if (random.Next(2) == 0)
            {
                continue;
            }

            set(
                made,
                type == typeof(string) ? Text(random, identity)
                : type == typeof(int) ? random.Next(int.MinValue, int.MaxValue)
                : type == typeof(long) ? random.NextInt64(long.MinValue, long.MaxValue)
                : type == typeof(UInt128) ? UInt128.Zero
                : Values[type].GetValue(random.Next(Values[type].Length)));
        }

        made.Identity = ((UInt128)(ulong)random.NextInt64() << 64) | identity;
        made.TimeMicros = Day + random.NextInt64(spanMicros);
        made.ProcessKey = made.ParentKey = made.FlowKey = null;
        return made;
    }

    private static string Text(Random random, ulong identity) => random.Next(10) switch
    {
        0 => random.Next(20) == 0 ? LongText : "a path of some length, /usr/local/bin",
        1 => $"unique {identity}",
        var choice => Texts[choice - 2],
    };

    private static List<(string Name, Func<SecurityEvent, object?> Get, Action<SecurityEvent, object?> Set, Type Type)> FindFields() =>
        [.. Properties.Select(property =>
        {
            var (from, value) = (Expression.Parameter(typeof(SecurityEvent)), Expression.Parameter(typeof(object)));
            var get = Expression.Lambda<Func<SecurityEvent, object?>>(Expression.Convert(Expression.Property(from, property), typeof(object)), from);
            var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            var given = Expression.Convert(Expression.Convert(value, type), property.PropertyType);
            var set = Expression.Lambda<Action<SecurityEvent, object?>>(Expression.Assign(Expression.Property(from, property), given), from, value);
            return (property.Name, get.Compile(), set.Compile(), type);
        })];
}
