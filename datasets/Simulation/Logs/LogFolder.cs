namespace Det0131.Datasets.Simulation.Logs;

/// <summary>The folder of logs that is being written: opens files by name, keeps them open until they rotate. Thread-safe; a file belongs to one writer.</summary>
internal sealed class LogFolder(string root, string name) : IDisposable
{
    private readonly Dictionary<string, LogFile> _open = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public int Files { get; private set; }

    public long Bytes { get; private set; }

    public long StoredBytes { get; private set; }

    /// <summary>The open file of this name below the folder; <paramref name="begin"/> writes the first lines of a new one.</summary>
    public LogFile Open(string fileName, Action<LogFile>? begin = null)
    {
        lock (_gate)
        {
            if (!_open.TryGetValue(fileName, out var file))
            {
                var relative = $"logs/{name}/{fileName}";
                var path = Path.Combine(root, relative);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                _open[fileName] = file = new LogFile(path, relative);
                begin?.Invoke(file);
            }

            return file;
        }
    }

    /// <summary>Closes one file, if open.</summary>
    public void Close(string fileName)
    {
        LogFile? file;
        lock (_gate)
        {
            if (!_open.Remove(fileName, out file))
            {
                return;
            }
        }

        file.Dispose();
        lock (_gate)
        {
            Files++;
            Bytes += file.Bytes;
            StoredBytes += new FileInfo(Path.Combine(root, file.RelativePath)).Length;
        }
    }

    /// <summary>The Monday on which the weekly files of a day began.</summary>
    public static DateOnly WeekOf(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    /// <summary>Closes every file: the next record begins new ones.</summary>
    public void Rotate()
    {
        foreach (var fileName in _open.Keys.ToList())
        {
            Close(fileName);
        }
    }

    public void Dispose() => Rotate();
}
