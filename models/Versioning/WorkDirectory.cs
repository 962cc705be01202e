using System.Globalization;

namespace Det0131.Models.Versioning;

/// <summary>
/// A directory inside the store in which a version is put together, gone on dispose. A lock file beside it is held while it
/// is in use, so that what a crashed process left behind is told from what is being written, and removed. The empty lock
/// files stay: deleting them would race with whoever takes them next.
/// </summary>
internal sealed class WorkDirectory : IDisposable
{
    private readonly FileStream held;

    private WorkDirectory(string path, FileStream held)
    {
        Path = path;
        this.held = held;
    }

    public string Path { get; }

    /// <summary>Makes one, and removes abandoned ones. To be called while the store's lock is held.</summary>
    public static WorkDirectory Make(string root)
    {
        Directory.CreateDirectory(root);
        foreach (var path in Directory.GetDirectories(root))
        {
            using var abandoned = StoreLock.TryTake(path + ".lock");
            if (abandoned is not null)
            {
                Directory.Delete(path, recursive: true);
            }
        }

        for (var number = 1; ; number++)
        {
            var path = System.IO.Path.Combine(root, number.ToString(CultureInfo.InvariantCulture));
            if (!Directory.Exists(path) && StoreLock.TryTake(path + ".lock") is { } held)
            {
                Directory.CreateDirectory(path);
                return new WorkDirectory(path, held);
            }
        }
    }

    public void Dispose()
    {
        using (held)
        {
            // Not there any more when the version was moved to its place.
            if (Directory.Exists(Path))
            {
                Directory.Delete(Path, recursive: true);
            }
        }
    }
}
