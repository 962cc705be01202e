namespace Det0131.Scoring.Delivery;

/// <summary>
/// Alerts as lines of a file. A full file becomes <c>name.1</c>, that one <c>name.2</c> and so on; the oldest is deleted. The file is opened for
/// each batch, so one that somebody moved away is begun anew. Not thread-safe.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="form"><c>ocsf</c> or <c>ecs</c>.</param>
/// <param name="mostBytes">A line that would make the file larger goes into the next one; default 64 MiB.</param>
/// <param name="kept">Full files that are kept; default 8.</param>
internal sealed class AlertFile(string path, string form, long mostBytes = 64L << 20, int kept = 8) : IAlertChannel
{
    public string Name => "file";

    public async Task SendAsync(IReadOnlyList<OutgoingAlert> alerts, CancellationToken cancellation)
    {
        var file = await OpenAsync(cancellation);
        try
        {
            foreach (var alert in alerts)
            {
                var line = AlertForm.Line(form, alert);
                if (file.Length > 0 && file.Length + line.Length > mostBytes)
                {
                    file.Flush(flushToDisk: true);
                    await file.DisposeAsync();
                    Rotate();
                    file = await OpenAsync(cancellation);
                }

                await WriteWholeAsync(file, line, cancellation);
            }

            // The place in the queue moves on after this: what it says was written must not be lost with the power.
            await file.FlushAsync(cancellation);
            file.Flush(flushToDisk: true);
        }
        finally
        {
            await file.DisposeAsync();
        }
    }

    private static async Task WriteWholeAsync(FileStream file, ReadOnlyMemory<byte> line, CancellationToken cancellation)
    {
        var before = file.Length;
        try
        {
            await file.WriteAsync(line, cancellation);
        }
        catch (IOException)
        {
            // A disk that got full amid a line: whoever reads the file must not meet half of it.
            file.SetLength(before);
            throw;
        }
    }

    private async Task<FileStream> OpenAsync(CancellationToken cancellation)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        var options = new FileStreamOptions { BufferSize = 0, Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete };
        if (!OperatingSystem.IsWindows())
        {
            // Alerts hold raw log lines; the group is there for whoever ships the file.
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        }

        var file = new FileStream(path, options);
        try
        {
            await EndLastLineAsync(file, cancellation);
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    // A crash may have left half a line: it must not swallow the next one.
    private static async Task EndLastLineAsync(FileStream file, CancellationToken cancellation)
    {
        if (file.Length == 0)
        {
            return;
        }

        file.Seek(-1, SeekOrigin.End);
        var last = new byte[1];
        await file.ReadExactlyAsync(last, cancellation);
        if (last[0] != (byte)'\n')
        {
            await file.WriteAsync("\n"u8.ToArray(), cancellation);
        }
    }

    private void Rotate()
    {
        for (var n = kept; n >= 1; n--)
        {
            var from = n == 1 ? path : $"{path}.{n - 1}";
            if (File.Exists(from))
            {
                File.Move(from, $"{path}.{n}", overwrite: true);
            }
        }
    }
}
