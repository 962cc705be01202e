using System.Text.Json;
using System.Text.Json.Serialization;
using Det0131.Models.Feedback;

namespace Det0131.Models.Alerts;

/// <summary>An allow-list applied to alerts that are there already: what shows, what each entry hid, which entries no longer hold.</summary>
/// <param name="Shown">Alerts that no entry in force matches, in the order given.</param>
/// <param name="Hidden">By entry, in its order of expiry, how many alerts it hid; entries that hid nothing have 0.</param>
/// <param name="Expired">Entries that had ended before the last alert, and how many alerts they would have hidden.</param>
public sealed record AllowOutcome(IReadOnlyList<Alert> Shown, IReadOnlyList<(AllowEntry Entry, int Alerts)> Hidden, IReadOnlyList<(AllowEntry Entry, int Alerts)> Expired);

/// <summary>An allow-list from a file or from verdicts. Immutable, thread-safe.</summary>
/// <param name="entries">The entries.</param>
public sealed class AllowRules(IReadOnlyList<AllowEntry> entries)
{
    private const int MaximumBytes = 64 * 1024 * 1024;

    /// <summary>In order of expiry.</summary>
    public IReadOnlyList<AllowEntry> Entries { get; } = [.. entries.OrderBy(e => e.ExpiresAt).ThenBy(e => e.Id, StringComparer.Ordinal)];

    /// <summary>Entries of the verdicts "expected" of a snapshot.</summary>
    public static AllowRules Of(FeedbackSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return new([.. snapshot.Items.Where(i => i.Verdict == FeedbackVerdict.Expected).Select(AllowEntry.Of)]);
    }

    /// <summary>Reads a JSON array of entries, as <c>GET /v1/allow-list</c> gives it.</summary>
    /// <exception cref="InvalidDataException">It is none: the message says which entry, and why.</exception>
    public static AllowRules FromBytes(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaximumBytes)
        {
            throw new InvalidDataException($"Found an allow-list of {utf8.Length} bytes; expected at most {MaximumBytes}.");
        }

        AllowEntry?[]? read;
        try
        {
            read = JsonSerializer.Deserialize(utf8, AllowJson.Default.AllowEntryArray);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"Found a text that is no allow-list: {e.Message}", e);
        }

        var bad = Array.FindIndex(read ?? [], e => e is null || (e.Entity is null && e.Destination is null) || (e.Value is not null && e.Feature is null));
        return bad < 0
            ? new AllowRules([.. (read ?? []).Select(e => e!)])
            : throw new InvalidDataException($"Entry {bad} of the allow-list names neither entity nor destination, or a value without its feature; expected at least one of the first two.");
    }

    /// <summary>Applies the entries: each alert at the time of its last event, so that the same alerts and entries give the same answer on any day.</summary>
    public AllowOutcome Apply(IReadOnlyList<Alert> alerts)
    {
        ArgumentNullException.ThrowIfNull(alerts);
        var hidden = new int[Entries.Count];
        var late = new int[Entries.Count];
        var shown = new List<Alert>();
        foreach (var alert in alerts)
        {
            var at = TimeOf(alert);
            var matching = Enumerable.Range(0, Entries.Count).Where(i => Entries[i].Matches(alert, at)).LastOrDefault(-1);
            if (matching >= 0)
            {
                hidden[matching]++;
                continue;
            }

            shown.Add(alert);
            for (var i = 0; i < late.Length; i++)
            {
                late[i] += Entries[i].ExpiresAt <= at && Entries[i].Matches(alert, DateTimeOffset.MinValue) ? 1 : 0;
            }
        }

        var end = alerts.Count == 0 ? DateTimeOffset.MinValue : alerts.Max(TimeOf);
        return new AllowOutcome(
            shown, [.. Entries.Select((e, i) => (e, hidden[i]))], [.. Entries.Select((e, i) => (e, late[i])).Where(e => e.e.ExpiresAt <= end)]);
    }

    private static DateTimeOffset TimeOf(Alert alert) => DateTimeOffset.UnixEpoch.AddMicroseconds(alert.LastMicros);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AllowEntry[]))]
internal sealed partial class AllowJson : JsonSerializerContext;
