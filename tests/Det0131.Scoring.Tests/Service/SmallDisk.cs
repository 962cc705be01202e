namespace Det0131.Scoring.Tests.Service;

/// <summary>A small file system of its own, in memory, that can be filled to the last byte.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly DirectoryInfo _at = Directory.CreateTempSubdirectory("det0131-disk-");
    private bool _isMounted;

    private SmallDisk()
    {
    }

    public string Folder => _at.FullName;

    private string Filler => Path.Combine(Folder, "filler");

    /// <summary>Mounts one, or skips the test saying what is missing.</summary>
    public static SmallDisk Mount(int mebibytes)
    {
        var disk = new SmallDisk();
        disk._isMounted = OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m", "tmpfs", disk.Folder);
        if (!disk._isMounted)
        {
            disk.Dispose();
            Assert.Skip("Needs the right to mount a file system (Linux, root).");
        }

        return disk;
    }

    public void Fill()
    {
        using var file = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, 1);
        for (var size = 1 << 20; size >= 512; size /= 2)
        {
            try
            {
                for (var block = new byte[size]; ;)
                {
                    file.Write(block);
                }
            }
            catch (IOException)
            {
                // No room for so much; for half of it perhaps.
            }
        }
    }

    public void Free() => File.Delete(Filler);

    public void Dispose()
    {
        if (_isMounted)
        {
            _isMounted = !Run("umount", Folder);
        }

        if (!_isMounted && _at.Exists)
        {
            _at.Delete(recursive: true);
        }
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            return ChildProgram.RunAsync(program, arguments).GetAwaiter().GetResult().Code == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
