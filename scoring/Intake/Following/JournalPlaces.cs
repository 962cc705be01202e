using System.Text.Json;
using Det0131.Datasets.Following;

namespace Det0131.Scoring.Intake;

/// <summary>
/// The places of all followed files: a file with all of them as of a position of the journal, and the notes of the frames behind it. Not thread-safe.
/// </summary>
internal sealed class JournalPlaces
{
    private const string NoteHead = "{\"follow\":";

    private readonly string _path;
    private long _position;

    private JournalPlaces(string path) => _path = path;

    public PlaceTable Table { get; } = new();

    /// <summary>Reads what was kept, and holds the journal's segments that are still needed for it.</summary>
    /// <exception cref="InvalidDataException">The file is none of ours.</exception>
    public static JournalPlaces Load(string path, EventJournal journal)
    {
        var places = new JournalPlaces(path) { _position = journal.Start };
        journal.Hold(() => Interlocked.Read(ref places._position));
        places._position = places.Table.Read(path) ?? places._position;
        foreach (var frame in journal.Read(places._position, journal.End))
        {
            if (frame.Note is { } note && note.StartsWith(NoteHead, StringComparison.Ordinal))
            {
                places.Table.Put(JsonSerializer.Deserialize<Note>(note, JsonSerializerOptions.Web)!.Follow);
            }
        }

        return places;
    }

    /// <summary>What changed since the last note that was written; null: nothing.</summary>
    public string? MakeNote() => Table.Changed.Count == 0 ? null : JsonSerializer.Serialize(new Note([.. Table.Changed]), JsonSerializerOptions.Web);

    /// <summary>Writes all places, so that the journal before a position is not needed for them. Only when nothing is on its way into the journal.</summary>
    public void Save(long position)
    {
        var temporary = _path + ".new";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            file.Write(Table.ToJson(position));
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, _path, overwrite: true);
        Interlocked.Exchange(ref _position, position);
        Table.Settled();
    }

    private sealed record Note(List<FollowedPlace> Follow);
}
