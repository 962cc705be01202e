using System.Text.Json;

namespace Det0131.Scoring.Intake;

/// <summary>
/// The places of all followed files: a file with all of them as of a position of the journal, and the notes of the frames behind it. Not thread-safe.
/// </summary>
internal sealed class PlaceTable
{
    /// <summary>Places of files that have gone are forgotten beyond so many, those seen longest ago first.</summary>
    public const int MostGone = 20_000;

    private const string NoteHead = "{\"follow\":";

    private readonly string _path;
    private readonly SortedDictionary<long, FollowedPlace> _places = [];
    private readonly HashSet<FollowedPlace> _changed = [];
    private long _position;
    private long _ids;

    private PlaceTable(string path) => _path = path;

    public IReadOnlyCollection<FollowedPlace> All => _places.Values;

    /// <summary>Reads what was kept, and holds the journal's segments that are still needed for it.</summary>
    /// <exception cref="InvalidDataException">The file is none of ours.</exception>
    public static PlaceTable Load(string path, EventJournal journal)
    {
        var table = new PlaceTable(path) { _position = journal.Start };
        journal.Hold(() => Interlocked.Read(ref table._position));
        if (File.Exists(path))
        {
            table.Read();
        }

        foreach (var frame in journal.Read(table._position, journal.End))
        {
            if (frame.Note is { } note && note.StartsWith(NoteHead, StringComparison.Ordinal))
            {
                table.Put(JsonSerializer.Deserialize<Note>(note, JsonSerializerOptions.Web)!.Follow);
            }
        }

        return table;
    }

    public FollowedPlace Add(string path, DateTimeOffset now)
    {
        var place = new FollowedPlace { Id = ++_ids, Name = path, Path = path, SeenAt = now };
        _places[place.Id] = place;
        _changed.Add(place);
        return place;
    }

    /// <summary>The place goes into the next note.</summary>
    public void Change(FollowedPlace place) => _changed.Add(place);

    /// <summary>What changed since the last note that was written; null: nothing.</summary>
    public string? MakeNote() => _changed.Count == 0 ? null : JsonSerializer.Serialize(new Note([.. _changed]), JsonSerializerOptions.Web);

    /// <summary>The note is on disk.</summary>
    public void Noted() => _changed.Clear();

    /// <summary>Writes all places, so that the journal before a position is not needed for them. Only when nothing is on its way into the journal.</summary>
    public void Save(long position)
    {
        foreach (var gone in _places.Values.Where(place => place.Path is null).OrderByDescending(place => place.SeenAt).Skip(MostGone).ToList())
        {
            _places.Remove(gone.Id);
        }

        var temporary = _path + ".new";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, new Kept(position, _ids, [.. _places.Values]), JsonSerializerOptions.Web);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, _path, overwrite: true);
        Interlocked.Exchange(ref _position, position);
        _changed.Clear();
    }

    private void Read()
    {
        try
        {
            using var file = File.OpenRead(_path);
            var kept = JsonSerializer.Deserialize<Kept>(file, JsonSerializerOptions.Web)!;
            (_position, _ids) = (kept.Position, kept.Ids);
            Put(kept.Places);
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{_path}: found {fault.Message}; expected the places of followed files. Without the file all of them are read again.", fault);
        }
    }

    private void Put(IEnumerable<FollowedPlace> places)
    {
        foreach (var place in places)
        {
            _places[place.Id] = place;
            _ids = Math.Max(_ids, place.Id);
        }
    }

    private sealed record Note(List<FollowedPlace> Follow);

    private sealed record Kept(long Position, long Ids, List<FollowedPlace> Places);
}
