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

    private protected static readonly PropertyInfo[] Properties =
        [.. typeof(SecurityEvent).GetProperties().Where(property => property.CanWrite)];

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

    /// <summary>Every property and its value: equal texts mean equal events. By reflection, so that a new field cannot be forgotten.</summary>
    protected static string Show(SecurityEvent shown) =>
        string.Join("\n", Properties.Select(property => $"{property.Name}={property.GetValue(shown) ?? "(null)"}"));

    protected static void AssertSame(IEnumerable<SecurityEvent> expected, IEnumerable<SecurityEvent> actual) =>
        Assert.Equal(expected.Select(Show), actual.Select(Show));

    /// <summary>An event whose fields are each absent half of the time, else anything.</summary>
    protected static SecurityEvent Random(Random random, ulong identity, long spanMicros)
    {
        string[] texts = ["", "a", "twelve chars", "thirteen char", "Zürich 東京 😀", random.Next(50) == 0 ? new string('x', 4096) : "a path of some length, /usr/local/bin", "quote ' \" \\ \0 \n", "NULL", "-", $"unique {identity}"];
        var made = new SecurityEvent();
        foreach (var property in Properties)
        {
            var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (random.Next(2) == 0)
            {
                continue;
            }

            property.SetValue(
                made,
                type == typeof(string) ? texts[random.Next(texts.Length)]
                : type == typeof(int) ? random.Next(int.MinValue, int.MaxValue)
                : type == typeof(long) ? random.NextInt64(long.MinValue, long.MaxValue)
                : type == typeof(UInt128) ? UInt128.Zero
                : Enum.GetValues(type).GetValue(random.Next(Enum.GetValues(type).Length)));
        }

        made.Identity = ((UInt128)(ulong)random.NextInt64() << 64) | identity;
        made.TimeMicros = Day + random.NextInt64(spanMicros);
        made.ProcessKey = made.ParentKey = made.FlowKey = null;
        return made;
    }
}
