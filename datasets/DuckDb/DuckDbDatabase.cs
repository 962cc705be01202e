using System.Globalization;

namespace Det0131.Datasets.DuckDb;

/// <summary>
/// One DuckDB database, in a file or in memory, locked down: no extension is downloaded or loaded, SQL reaches no file outside the allowed
/// directories, and SQL cannot change that. Thread-safe; its connections are not.
/// </summary>
public sealed class DuckDbDatabase : IDisposable
{
    private readonly DatabaseHandle handle;

    private DuckDbDatabase(DatabaseHandle handle) => this.handle = handle;

    /// <summary>Version of the library, for example <c>v1.5.6</c>.</summary>
    public static string LibraryVersion => DuckDbException.Text(NativeMethods.LibraryVersion()) ?? "";

    /// <summary>Opens a database that lives in memory (and, beyond its limit, in the temp directory).</summary>
    public static DuckDbDatabase OpenInMemory(DuckDbOptions? options = null) => Open(null, options ?? new DuckDbOptions());

    /// <summary>Opens or creates a database file; null means in memory.</summary>
    /// <exception cref="DuckDbException">The file is not a database, or is open elsewhere.</exception>
    /// <exception cref="ArgumentException">An option is out of range; all faults are named.</exception>
    public static DuckDbDatabase Open(string? path, DuckDbOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (NativeMethods.CreateConfig(out var config) != NativeMethods.Success)
        {
            DuckDbException.Throw("no configuration made", "open");
        }

        using (config)
        {
            Configure(config, "threads", options.Threads.ToString(CultureInfo.InvariantCulture));
            Configure(config, "memory_limit", string.Create(CultureInfo.InvariantCulture, $"{options.MemoryLimitBytes}B"));
            Configure(config, "autoinstall_known_extensions", "false");
            Configure(config, "autoload_known_extensions", "false");
            Configure(config, "temp_directory", options.TempDirectory ?? "");
            if (NativeMethods.Open(path, out var handle, config, out var error) != NativeMethods.Success)
            {
                var text = DuckDbException.Text(error);
                NativeMethods.Free(error);
                DuckDbException.Throw(text, $"open {path}");
            }

            var database = new DuckDbDatabase(handle);
            try
            {
                database.LockDown(options);
                return database;
            }
            catch
            {
                database.Dispose();
                throw;
            }
        }
    }

    /// <summary>A new connection; each thread needs its own.</summary>
    public DuckDbConnection Connect()
    {
        if (NativeMethods.Connect(handle, out var connection) != NativeMethods.Success)
        {
            DuckDbException.Throw("no connection made", "connect");
        }

        return new DuckDbConnection(connection);
    }

    /// <summary>Closes the database; what its connections still hold is freed with the last of them.</summary>
    public void Dispose() => handle.Dispose();

    private static void Configure(ConfigHandle config, string name, string value)
    {
        if (NativeMethods.SetConfig(config, name, value) != NativeMethods.Success)
        {
            DuckDbException.Throw("setting refused", $"{name} = {value}");
        }
    }

    private void LockDown(DuckDbOptions options)
    {
        var allowed = options.AllowedDirectories.Select(Path.GetFullPath);
        using var connection = Connect();
        connection.Execute($"SET allowed_directories = {SqlText.List(allowed)}");
        connection.Execute("SET enable_external_access = false");
        connection.Execute("SET lock_configuration = true");
    }
}
