namespace Det0131.Datasets.Lake;

/// <summary>The list of parts that are no longer of the lake, while their files are still there for readers who began before. The caller holds the locks.</summary>
/// <param name="events">The lake's events directory, full path.</param>
/// <param name="file">Where the list is: one path below <paramref name="events"/> a line.</param>
internal sealed class RemovedParts(string events, string file)
{
    /// <summary>False when no file waits to be deleted.</summary>
    public bool Any => File.Exists(file);

    /// <summary>The paths, as the list has them.</summary>
    public HashSet<string> Read() => Any ? File.ReadAllLines(file).ToHashSet(StringComparer.Ordinal) : [];

    /// <summary>Follows a commit; doing it again changes nothing.</summary>
    /// <param name="added">Paths that came: a part that comes again after it was removed is of the lake again.</param>
    /// <param name="gone">Paths that went.</param>
    /// <param name="afterStep">Told when the list changed, for tests that stop there.</param>
    /// <exception cref="InvalidDataException">A path leads out of the events directory.</exception>
    public void Note(IReadOnlyCollection<string> added, List<string> gone, Action<string>? afterStep)
    {
        gone.ForEach(path => FullPathOf(path));
        var before = Read();
        var after = before.Except(added).Union(gone).ToHashSet(StringComparer.Ordinal);
        if (!after.SetEquals(before))
        {
            LakeFile.WriteAtOnce(file, string.Concat(after.Order(StringComparer.Ordinal).Select(path => path + "\n")));
            afterStep?.Invoke("removed noted");
        }
    }

    /// <summary>Deletes the files and their empty directories, then the list.</summary>
    /// <exception cref="InvalidDataException">A path leads out of the events directory.</exception>
    public void Delete(Action<string>? afterStep)
    {
        foreach (var path in Read())
        {
            var full = FullPathOf(path);
            if (Directory.Exists(Path.GetDirectoryName(full)))
            {
                File.Delete(full);
                RemoveIfEmpty(Path.GetDirectoryName(full)!);
            }

            afterStep?.Invoke("deleted");
        }

        File.Delete(file);
        afterStep?.Invoke("list gone");
    }

    // Nothing that we wrote leads out; a list that somebody else changed must not make us delete elsewhere.
    private string FullPathOf(string path)
    {
        var full = Path.GetFullPath(Path.Combine(events, path));
        return full.StartsWith(events + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? full
            : throw new InvalidDataException($"Found \"{path}\" as a part to remove, expected a path below {events}.");
    }

    private void RemoveIfEmpty(string directory)
    {
        while (directory.Length > events.Length && Directory.Exists(directory) && !Directory.EnumerateFileSystemEntries(directory).Any())
        {
            Directory.Delete(directory);
            directory = Path.GetDirectoryName(directory)!;
        }
    }
}
