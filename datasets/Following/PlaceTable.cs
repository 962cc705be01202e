using System.Text.Json;

namespace Det0131.Datasets.Following;

/// <summary>The places of all followed files, as they stand and as they are written down. Not thread-safe.</summary>
public sealed class PlaceTable
{
    /// <summary>Places of files that have gone are forgotten beyond so many, those seen longest ago first.</summary>
    public const int MostGone = 20_000;

    private readonly SortedDictionary<long, FollowedPlace> _places = [];
    private readonly HashSet<FollowedPlace> _changed = [];
    private long _ids;

    public IReadOnlyCollection<FollowedPlace> All => _places.Values;

    /// <summary>Those that changed since <see cref="Settled"/>.</summary>
    public IReadOnlyCollection<FollowedPlace> Changed => _changed;

    public FollowedPlace Add(string path, DateTimeOffset now)
    {
        var place = new FollowedPlace { Id = ++_ids, Name = path, Path = path, SeenAt = now };
        _places[place.Id] = place;
        _changed.Add(place);
        return place;
    }

    /// <summary>The place is to be written down.</summary>
    public void Change(FollowedPlace place) => _changed.Add(place);

    /// <summary>What changed is on disk.</summary>
    public void Settled() => _changed.Clear();

    /// <summary>Takes places that were written down; those of known ids replace what is there.</summary>
    public void Put(IEnumerable<FollowedPlace> places)
    {
        ArgumentNullException.ThrowIfNull(places);
        foreach (var place in places)
        {
            _places[place.Id] = place;
            _ids = Math.Max(_ids, place.Id);
        }
    }

    /// <summary>All places as JSON, with a position of whoever takes the events.</summary>
    public byte[] ToJson(long position)
    {
        foreach (var gone in _places.Values.Where(place => place.Path is null).OrderByDescending(place => place.SeenAt).Skip(MostGone).ToList())
        {
            _places.Remove(gone.Id);
            _changed.Remove(gone);
        }

        return JsonSerializer.SerializeToUtf8Bytes(new Kept(position, _ids, [.. _places.Values]), JsonSerializerOptions.Web);
    }

    /// <summary>Reads what <see cref="ToJson"/> gave; nothing when the file is not there.</summary>
    /// <returns>The position; null without a file.</returns>
    /// <exception cref="InvalidDataException">The file is none of ours.</exception>
    public long? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using var file = File.OpenRead(path);
            var kept = JsonSerializer.Deserialize<Kept>(file, JsonSerializerOptions.Web)!;
            _ids = kept.Ids;
            Put(kept.Places);
            return kept.Position;
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{path}: found {fault.Message}; expected the places of followed files. Without the file all of them are read again.", fault);
        }
    }

    private sealed record Kept(long Position, long Ids, List<FollowedPlace> Places);
}
