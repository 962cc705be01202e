using System.Diagnostics;
using Det0131.Scoring.Alerts.Storage;
using Det0131.Scoring.Tests.Alerts;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Det0131.Scoring.Tests.Alerts;

/// <summary>
/// A real PostgreSQL server of its own, on a socket in a temporary folder and on no network, begun at first use. PostgreSQL does not run as root:
/// then it runs as the user postgres, whom Debian's package makes.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly SemaphoreSlim _starting = new(1, 1);
    private string? _folder;
    private bool _isHalted;
    private int _databases;

    /// <summary>An empty database; skips the test by name where PostgreSQL is not installed.</summary>
    internal async Task<StoreUnderTest> NewDatabaseAsync()
    {
        var name = await MakeDatabaseAsync();
        return new StoreUnderTest(
            time => Database.Open("", Connection(name), time, NullLogger.Instance),
            async () => await RunAsync($"DROP DATABASE {name} WITH (FORCE)"));
    }

    /// <summary>The connection string of an empty database; skips as <see cref="NewDatabaseAsync"/>.</summary>
    internal async Task<string> NewConnectionAsync() => Connection(await MakeDatabaseAsync());

    /// <summary>Ends the server as a crash would. Only for a server that a test has for itself.</summary>
    internal void Halt()
    {
        Run(Programs()!, "pg_ctl", "-D", Path.Combine(_folder!, "data"), "-m", "immediate", "-w", "stop");
        _isHalted = true;
    }

    /// <summary>Begins again after <see cref="Halt"/>.</summary>
    internal void Resume()
    {
        Begin(Programs()!, _folder!);
        _isHalted = false;
    }

    private async Task<string> MakeDatabaseAsync()
    {
        var programs = Programs();
        Assert.SkipUnless(programs is not null, "PostgreSQL's initdb and pg_ctl are not installed (Debian: postgresql).");
        await _starting.WaitAsync();
        try
        {
            _folder ??= Start(programs!);
        }
        finally
        {
            _starting.Release();
        }

        var name = $"store{Interlocked.Increment(ref _databases)}";
        await RunAsync($"CREATE DATABASE {name}");
        return name;
    }

    public ValueTask DisposeAsync()
    {
        if (_folder is not null)
        {
            if (!_isHalted)
            {
                Halt();
            }

            Directory.Delete(_folder, recursive: true);
        }

        _starting.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string? Programs()
    {
        var installed = Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql").OrderByDescending(d => d, StringComparer.Ordinal).Select(d => Path.Combine(d, "bin"))
            : [];
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return installed.Concat(onPath).FirstOrDefault(d => File.Exists(Path.Combine(d, "initdb")) && File.Exists(Path.Combine(d, "pg_ctl")));
    }

    private static string Start(string programs)
    {
        var folder = Directory.CreateTempSubdirectory("det0131-pg-").FullName;
        if (Environment.IsPrivilegedProcess)
        {
            Run(null, "chown", "postgres", folder);
        }

        var data = Path.Combine(folder, "data");
        Run(programs, "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync", "--locale=C");
        Begin(programs, folder);
        return folder;
    }

    // What the system has not yet written is lost when the machine fails, not when the server ends: no test needs the waiting for disks.
    private static void Begin(string programs, string folder) => Run(
        programs, "pg_ctl", "-D", Path.Combine(folder, "data"), "-w", "-t", "120", "-l", Path.Combine(folder, "log"), "-o", $"-c fsync=off -c full_page_writes=off -c listen_addresses='' -c unix_socket_directories='{folder}'", "start");

    private static void Run(string? programs, string program, params string[] arguments)
    {
        var path = programs is null ? program : Path.Combine(programs, program);
        string[] line = programs is not null && Environment.IsPrivilegedProcess ? ["runuser", "-u", "postgres", "--", path, .. arguments] : [path, .. arguments];

        // The server that pg_ctl leaves behind writes to its log (-l), and keeps nothing of these open.
        var start = ChildProgram.StartOf(line[0], line[1..]);
        start.WorkingDirectory = Path.GetTempPath();
        var run = ChildProgram.RunAsync(start).GetAwaiter().GetResult();
        if (run.Code != 0)
        {
            throw new InvalidOperationException($"{program} ended with {run.Code}:\n{run.Output}{run.Errors}");
        }
    }

    private string Connection(string database) => new NpgsqlConnectionStringBuilder { Host = _folder, Username = "postgres", Database = database, MaxPoolSize = 20 }.ToString();

    private async Task RunAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(Connection("postgres"));
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
