using System.Buffers.Text;

namespace Det0131.Datasets.Readers.Windows;

/// <summary>What a look at the bytes says about a record's event id.</summary>
internal enum EventIdFinding : byte
{
    /// <summary>No event id: perhaps the normalised schema, perhaps nothing of ours.</summary>
    None,

    /// <summary>All event ids in the record are numbers that are not read.</summary>
    Unwanted,

    /// <summary>One of the ids that are read, or one that this look cannot tell.</summary>
    Wanted,
}

/// <summary>
/// Finds the event id without parsing the JSON: most of a host's records are of other ids, and a search for a few bytes is
/// some ten times faster than reading the record. Remembers the file's spelling of the key. Not thread-safe.
/// </summary>
/// <remarks>
/// A quote inside a JSON string is escaped, so <c>EventID"</c> followed by a colon is always a key, never text that somebody put into a command line.
/// All places are looked at and one wanted id is enough; whether the record really is one is decided by reading it.
/// </remarks>
internal sealed class EventIdScan
{
    private static readonly byte[][] Keys = ["EventID\""u8.ToArray(), "event_id\""u8.ToArray(), "EventId\""u8.ToArray(), "event.code\""u8.ToArray(), "code\""u8.ToArray()];

    private int lastKey;

    /// <param name="record">One JSON object.</param>
    /// <param name="id">The first id found; 0 with <see cref="EventIdFinding.None"/> and when it is no number.</param>
    public EventIdFinding Find(ReadOnlySpan<byte> record, out int id)
    {
        var finding = Look(record, Keys[lastKey], out id);
        for (var key = 0; finding == EventIdFinding.None && key < Keys.Length; key++)
        {
            if (key != lastKey && (finding = Look(record, Keys[key], out id)) != EventIdFinding.None)
            {
                lastKey = key;
            }
        }

        return finding;
    }

    public static bool IsWanted(int id) => id is 1 or 3 or 11 or 22 or 4663 or 4688 or 5156;

    private static EventIdFinding Look(ReadOnlySpan<byte> record, ReadOnlySpan<byte> key, out int firstId)
    {
        firstId = 0;
        var finding = EventIdFinding.None;
        for (var from = 0; ;)
        {
            var at = record[from..].IndexOf(key);
            if (at < 0)
            {
                return finding;
            }

            var before = from + at - 1;
            from += at + key.Length;
            if (before < 0 || record[before] is not ((byte)'"' or (byte)'.'))
            {
                continue;
            }

            var rest = record[from..].TrimStart(" \t\r\n"u8);
            if (rest is not [(byte)':', ..])
            {
                continue;
            }

            rest = rest[1..].TrimStart(" \t\r\n\""u8);
            if (rest is [(byte)'{', ..])
            {
                return EventIdFinding.Wanted;
            }

            if (!Utf8Parser.TryParse(rest, out int id, out _))
            {
                continue;
            }

            firstId = finding == EventIdFinding.None ? id : firstId;
            finding = EventIdFinding.Unwanted;
            if (IsWanted(id))
            {
                firstId = id;
                return EventIdFinding.Wanted;
            }
        }
    }
}
