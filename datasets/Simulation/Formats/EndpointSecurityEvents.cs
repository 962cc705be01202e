using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Det0131.Datasets.Simulation.Acts;
using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Logs;
using Det0131.Datasets.Simulation.Machines;
using Det0131.Datasets.Simulation.Population;
using Det0131.Datasets.Simulation.Sensors;

namespace Det0131.Datasets.Simulation.Formats;

internal sealed class EndpointSecurityEvent : LogEntry
{
    public required DemoHost Host { get; init; }

    public required RunningProgram Program { get; init; }

    /// <summary>Arguments of an exec; null for a file creation.</summary>
    public IReadOnlyList<string>? Arguments { get; init; }

    /// <summary>Path of a created file; null for an exec.</summary>
    public string? CreatedPath { get; init; }
}

/// <summary>
/// What <c>eslogger exec create</c> prints on each Mac (schema 1, message version 8, audit tokens as objects): one JSON object a line,
/// a file per Mac and week. Stat blocks are left out except for the executable that starts.
/// </summary>
internal sealed class EndpointSecurityEvents(ActLedger acts) : DailyLog<EndpointSecurityEvent>("eslogger", acts), IMacSensor
{
    private const int Exec = 9;
    private const int Create = 13;

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly Dictionary<(string Host, int Type), long> _sequence = [];
    private Utf8JsonWriter? _json;

    public void Started(DemoHost host, long at, RunningProgram program, IReadOnlyList<string> arguments) =>
        Add(new EndpointSecurityEvent { TimeMicros = at, Host = host, Program = program, Arguments = arguments });

    public void Created(DemoHost host, long at, RunningProgram program, string path) =>
        Add(new EndpointSecurityEvent { TimeMicros = at, Host = host, Program = program, CreatedPath = path });

    protected override string Write(EndpointSecurityEvent entry, LogFolder folder, DateOnly day)
    {
        var type = entry.CreatedPath is null ? Exec : Create;
        _buffer.ResetWrittenCount();
        var json = _json ??= new Utf8JsonWriter(_buffer, Relaxed);
        json.Reset(_buffer);
        json.WriteStartObject();
        json.WriteNumber("schema_version", 1);
        json.WriteNumber("mach_time", entry.TimeMicros % 1_000_000_000_000 * 24);
        json.WriteNumber("event_type", type);
        json.WriteStartObject("thread");
        json.WriteNumber("thread_id", 10_000 + entry.Program.Pid);
        json.WriteEndObject();
        json.WriteNumber("version", 8);
        json.WriteNumber("seq_num", Next(entry.Host, type));
        json.WriteStartObject("event");
        if (entry.CreatedPath is null)
        {
            WriteExec(json, entry);
        }
        else
        {
            WriteCreate(json, entry.CreatedPath);
        }

        json.WriteEndObject();
        json.WriteString("time", SiteClock.TimeOf(entry.TimeMicros).ToString("yyyy-MM-ddTHH:mm:ss.ffffff'000Z'", CultureInfo.InvariantCulture));
        json.WriteStartObject("action");
        json.WriteStartObject("result");
        json.WriteStartObject("result");
        json.WriteNumber("auth", 0);
        json.WriteEndObject();
        json.WriteNumber("result_type", 0);
        json.WriteEndObject();
        json.WriteEndObject();

        // Before an exec the process still shows its parent's image: it was forked from it.
        WriteProcess(json, "process", entry, type == Exec ? entry.Program.Parent ?? entry.Program : entry.Program, false);
        json.WriteNumber("action_type", 1);
        json.WriteNumber("global_seq_num", Next(entry.Host, 0));
        json.WriteEndObject();
        json.Flush();
        var file = folder.Open(InvariantText.Text($"macos/{entry.Host.FullName}.eslogger-{LogFolder.WeekOf(day):yyyyMMdd}.ndjson.gz"));
        file.WriteLine(_buffer.WrittenSpan);
        return InvariantText.Text($"file:{file.RelativePath}:{file.Lines}");
    }

    private static void WriteExec(Utf8JsonWriter json, EndpointSecurityEvent entry)
    {
        json.WriteStartObject("exec");
        json.WriteNull("script");
        json.WriteNumber("last_fd", 2);
        WriteProcess(json, "target", entry, entry.Program, true);
        json.WriteNumber("image_cpusubtype", -2147483646);
        json.WriteNumber("image_cputype", 16777228);
        json.WriteStartArray("fds");
        json.WriteEndArray();
        json.WriteStartArray("env");
        json.WriteEndArray();
        json.WriteStartArray("args");
        foreach (var argument in entry.Arguments!)
        {
            json.WriteStringValue(argument);
        }

        json.WriteEndArray();
        json.WriteStartObject("cwd");
        json.WriteString("path", entry.Program.User == "root" ? "/" : "/Users/" + entry.Host.Account);
        json.WriteBoolean("path_truncated", false);
        json.WriteEndObject();
        json.WriteString("dyld_exec_path", entry.Program.Path);
        json.WriteEndObject();
    }

    private static void WriteCreate(Utf8JsonWriter json, string path)
    {
        json.WriteStartObject("create");
        json.WriteNumber("destination_type", 0);
        json.WriteStartObject("destination");
        json.WriteStartObject("existing_file");
        json.WriteString("path", path);
        json.WriteBoolean("path_truncated", false);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteProcess(Utf8JsonWriter json, string name, EndpointSecurityEvent entry, RunningProgram image, bool withStat)
    {
        var program = entry.Program;

        var login = LoginOf(entry.Host);
        var uid = program.User == "root" ? 0 : login;
        var parent = program.Parent?.Pid ?? 1;
        json.WriteStartObject(name);
        json.WriteString("signing_id", SigningId(image.Path));
        WriteToken(json, "parent_audit_token", login, uid, parent);
        json.WriteNumber("codesigning_flags", 570509825);
        json.WriteStartObject("executable");
        json.WriteString("path", image.Path);
        if (withStat)
        {
            json.WriteStartObject("stat");
            json.WriteNumber("st_uid", 0);
            json.WriteNumber("st_gid", 0);
            json.WriteNumber("st_mode", 33261);
            json.WriteNumber("st_size", (long)(DemoRandom.HashOf(image.Path) % 4_000_000));
            json.WriteNumber("st_ino", 1152921500312435288 + (long)(DemoRandom.HashOf(image.Path) % 90_000));
            json.WriteEndObject();
        }

        json.WriteBoolean("path_truncated", false);
        json.WriteEndObject();
        json.WriteNumber("ppid", parent);
        json.WriteNull("tty");
        json.WriteString("start_time", SiteClock.TimeOf(entry.TimeMicros).ToString("yyyy-MM-ddTHH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
        json.WriteBoolean("is_platform_binary", IsApple(image.Path));
        json.WriteNumber("group_id", program.Pid);
        WriteToken(json, "audit_token", login, uid, program.Pid);
        json.WriteBoolean("is_es_client", false);
        WriteToken(json, "responsible_audit_token", login, uid, parent);
        json.WriteNumber("session_id", 473);
        json.WriteNumber("original_ppid", parent);
        json.WriteString("cdhash", new DemoRandom(DemoRandom.HashOf(image.Path)).Hex(40).ToUpperInvariant());
        json.WriteString("team_id", IsApple(image.Path) ? null : "J" + new DemoRandom(DemoRandom.HashOf(image.Path)).Hex(9).ToUpperInvariant());
        json.WriteEndObject();
    }

    private static void WriteToken(Utf8JsonWriter json, string name, int login, int uid, int pid)
    {
        json.WriteStartObject(name);
        json.WriteNumber("asid", 100004);
        json.WriteNumber("pidversion", VersionOf(pid));
        json.WriteNumber("ruid", uid);
        json.WriteNumber("euid", uid);
        json.WriteNumber("rgid", uid == 0 ? 0 : 20);
        json.WriteNumber("auid", login);
        json.WriteNumber("egid", uid == 0 ? 0 : 20);
        json.WriteNumber("pid", pid);
        json.WriteEndObject();
    }

    /// <summary>The login user: accounts come from the directory, so that each person has one number everywhere.</summary>
    internal static int LoginOf(DemoHost host) => 20_500 + host.Index;

    /// <summary>A process as a reader names it: id and version of the id.</summary>
    internal static string KeyOf(int pid) => InvariantText.Text($"{pid}:{VersionOf(pid)}");

    private static int VersionOf(int pid) => (pid * 3) + 11;

    private long Next(DemoHost host, int type) => _sequence[(host.Name, type)] = _sequence.GetValueOrDefault((host.Name, type), -1) + 1;

    private static bool IsApple(string path) =>
        path.StartsWith("/bin/", StringComparison.Ordinal) || path.StartsWith("/usr/", StringComparison.Ordinal) || path.StartsWith("/System/", StringComparison.Ordinal) || path.StartsWith("/sbin/", StringComparison.Ordinal);

    private static string SigningId(string path) => (IsApple(path) ? "com.apple." : "com.vendor.") + path[(path.LastIndexOf('/') + 1)..].Replace(' ', '-');
}
