using Det0131.Training.Tests;

[assembly: AssemblyFixture(typeof(Det0131.Scoring.Tests.TrainedStore))]

namespace Det0131.Scoring.Tests;

/// <summary>
/// A store with two versions trained from twelve days of small logs, and a day to score in which somebody sends 4 GB by FTP at night. Made by the
/// real programs, once for all classes and at first use. Nobody changes the store or the lake: who must, takes a copy. Thread-safe.
/// </summary>
public sealed class TrainedStore : IDisposable
{
    private readonly Lazy<Made> _made = new(Make);
    private readonly Lazy<string> _later;

    public TrainedStore() => _later = new(MakeLater);

    public string Older => _made.Value.Older;

    public string Promoted => _made.Value.Promoted;

    /// <summary>
    /// A version of the folders <c>later/store</c> and <c>later/lake</c>, which have what the others have and two days more: the transfers by FTP at
    /// night are in them, and so have become normal. It is not promoted.
    /// </summary>
    public string Later => _later.Value;

    /// <summary>A path in the store's folder: <c>store</c>, <c>lake</c>, <c>today</c>, or a name of the caller's own.</summary>
    public string In(string name) => _made.Value.In(name);

    /// <summary>Copies a folder of it.</summary>
    /// <returns>Where it went.</returns>
    public string Copy(string name, string to)
    {
        var from = In(name);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return to;
    }

    public void Dispose()
    {
        if (_made.IsValueCreated)
        {
            _made.Value.Folder.Delete(recursive: true);
        }
    }

    private static Made Make()
    {
        var folder = Directory.CreateTempSubdirectory("det0131-scoring-");
        string In(string name) => Path.Combine(folder.FullName, name);
        SmallLogs.Write(In("history"), 0, 12);
        SmallLogs.Write(In("today"), 14, 1, withAct: true);
        Training("import", In("history"), "--lake", In("lake"));
        var older = Training("train", "--lake", In("lake"), "--store", In("store"), "--internal", "10.0.0.0/8", "--until", "2026-08-12").Trim();
        var promoted = Training("train", "--lake", In("lake"), "--store", In("store"), "--internal", "10.0.0.0/8", "--promote").Trim();
        return new Made(folder, older, promoted);
    }

    private string MakeLater()
    {
        Copy("store", In("later/store"));
        Copy("lake", In("later/lake"));
        SmallLogs.Write(In("more"), 12, 2, withAct: true);
        Training("import", In("more"), "--lake", In("later/lake"));
        return Training("train", "--lake", In("later/lake"), "--store", In("later/store"), "--internal", "10.0.0.0/8").Trim();
    }

    private static string Training(params string[] arguments)
    {
        var run = ProgramRun.Of("Det0131.Training", arguments);
        return run.Code == 0 ? run.Output : throw new InvalidOperationException(run.Errors);
    }

    private sealed record Made(DirectoryInfo Folder, string Older, string Promoted)
    {
        public string In(string name) => Path.Combine(Folder.FullName, name);
    }
}
