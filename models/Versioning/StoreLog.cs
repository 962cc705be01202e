using System.Text.Json;
using System.Text.Json.Serialization;

namespace Det0131.Models.Versioning;

/// <summary>One line of the store's log.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Who">Who, as told by the caller.</param>
/// <param name="What"><c>create</c>, <c>import</c>, <c>check</c>, <c>promote</c> or <c>rollback</c>.</param>
/// <param name="Version">The version it was done to; for a rollback the one that is current from then on.</param>
/// <param name="Detail">What a check found; null for the others.</param>
public sealed record StoreLogEntry(DateTimeOffset Time, string Who, string What, string Version, string? Detail = null);

/// <summary>The store's log: one JSON object a line, only ever added to. Lines that cannot be read (a crash cut one) are passed over.</summary>
internal static class StoreLog
{
    public const string Create = "create";
    public const string Import = "import";
    public const string Check = "check";
    public const string Promote = "promote";
    public const string Rollback = "rollback";

    public static void Append(string path, StoreLogEntry entry)
    {
        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        if (file.Length > 0)
        {
            file.Seek(-1, SeekOrigin.End);
            if (file.ReadByte() != '\n')
            {
                file.WriteByte((byte)'\n'); // closes a line that a crash cut
            }
        }

        file.Write(JsonSerializer.SerializeToUtf8Bytes(entry, StoreLogJson.Default.StoreLogEntry));
        file.WriteByte((byte)'\n');
        file.Flush(flushToDisk: true);
    }

    public static IReadOnlyList<StoreLogEntry> Read(string path)
    {
        var entries = new List<StoreLogEntry>();
        if (!File.Exists(path))
        {
            return entries;
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        while (reader.ReadLine() is { } line)
        {
            try
            {
                if (JsonSerializer.Deserialize(line, StoreLogJson.Default.StoreLogEntry) is { } entry)
                {
                    entries.Add(entry);
                }
            }
            catch (JsonException)
            {
                // Passed over: see the type's summary.
            }
        }

        return entries;
    }

    /// <summary>The versions promoted one after the other up to the current one, without those that rollbacks took back.</summary>
    public static List<string> Promoted(IEnumerable<StoreLogEntry> entries)
    {
        var stack = new List<string>();
        foreach (var entry in entries)
        {
            if (entry.What == Rollback && stack.LastIndexOf(entry.Version) is >= 0 and var index)
            {
                stack.RemoveRange(index + 1, stack.Count - index - 1);
            }
            else if (entry.What is Promote or Rollback && (stack.Count == 0 || stack[^1] != entry.Version))
            {
                stack.Add(entry.Version);
            }
        }

        return stack;
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(StoreLogEntry))]
internal sealed partial class StoreLogJson : JsonSerializerContext;
