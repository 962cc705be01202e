namespace Det0131.Models.Feedback;

/// <summary>Snapshots beside the versions of a model store: <c>feedback/ID.ndjson</c>, never changed, and <c>feedback/latest</c>. Safe for several processes.</summary>
/// <param name="storePath">The model store's directory.</param>
public sealed class FeedbackFolder(string storePath)
{
    private readonly string _path = Path.Combine(storePath, "feedback");

    private string LatestPath => Path.Combine(_path, "latest");

    /// <summary>Keeps a snapshot and makes it the latest; the same content is kept once.</summary>
    public void Add(FeedbackSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        Directory.CreateDirectory(_path);
        Replace(FileOf(snapshot.Id), snapshot.Bytes);
        Replace(LatestPath, System.Text.Encoding.ASCII.GetBytes(snapshot.Id + "\n"));
    }

    /// <summary>The id of the latest snapshot; null: there is none.</summary>
    /// <exception cref="InvalidDataException">The pointer is damaged.</exception>
    public string? Latest()
    {
        if (!File.Exists(LatestPath))
        {
            return null;
        }

        var id = File.ReadLines(LatestPath).FirstOrDefault() ?? "";
        return FeedbackSnapshot.IsId(id) ? id : throw new InvalidDataException("feedback/latest holds no id of a snapshot; expected 16 hexadecimal digits.");
    }

    /// <summary>Reads a snapshot and checks that it is what its id says.</summary>
    /// <exception cref="InvalidDataException">It is not there, or not what it was.</exception>
    public FeedbackSnapshot Load(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (!FeedbackSnapshot.IsId(id) || !File.Exists(FileOf(id)))
        {
            throw new InvalidDataException("The store has no feedback snapshot of this id; expected 16 hexadecimal digits, as feedback import prints them.");
        }

        if (new FileInfo(FileOf(id)).Length > FeedbackText.MaximumBytes)
        {
            throw new InvalidDataException($"feedback/{id}.ndjson is longer than {FeedbackText.MaximumBytes} bytes.");
        }

        var snapshot = FeedbackSnapshot.Of(FeedbackText.Read(File.ReadAllBytes(FileOf(id))));
        return snapshot.Id == id ? snapshot : throw new InvalidDataException($"feedback/{id}.ndjson has the content of {snapshot.Id}: it was changed after it was made.");
    }

    private string FileOf(string id) => Path.Combine(_path, id + ".ndjson");

    private static void Replace(string path, ReadOnlySpan<byte> bytes)
    {
        var next = $"{path}.{Environment.ProcessId}.next";
        using (var file = new FileStream(next, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
    }
}
