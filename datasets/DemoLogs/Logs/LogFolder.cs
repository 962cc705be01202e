namespace Det0131.Datasets.DemoLogs.Logs;

/// <summary>The folder of logs that is being written: opens files by name, keeps them open until they rotate. Not thread-safe.</summary>
internal sealed class LogFolder(string root, string name) : IDisposable
{
    private readonly Dictionary<string, LogFile> _open = new(StringComparer.Ordinal);

    public int Files { get; private set; }

    public long Bytes { get; private set; }

    public long StoredBytes { get; private set; }

    /// <summary>The open file of this name below the folder; <paramref name="begin"/> writes the first lines of a new one.</summary>
    public LogFile Open(string fileName, Action<LogFile>? begin = null)
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

    /// <summary>Closes one file, if open.</summary>
    public void Close(string fileName)
    {
        if (_open.Remove(fileName, out var file))
        {
            file.Dispose();
            Files++;
            Bytes += file.Bytes;
            StoredBytes += new FileInfo(Path.Combine(root, file.RelativePath)).Length;
        }
    }

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
