using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Det0131.Scoring.Tests.Service;

/// <summary>The real program as a service, in a process of its own, on directories that outlive it.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly Lock _lock = new();
    private readonly List<string> _said = [];
    private readonly TaskCompletionSource<Uri> _listens = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServiceProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
    }

    public HttpClient Client { get; private set; } = new();

    /// <summary>The key that the first start made; kept for the next.</summary>
    public string? Secret { get; private set; }

    /// <summary>Everything that it said.</summary>
    public string Said
    {
        get
        {
            lock (_lock)
            {
                return string.Join('\n', _said);
            }
        }
    }

    /// <summary>Starts it and waits until it answers requests.</summary>
    /// <param name="secret">What <see cref="Secret"/> was at the first start; null: this is the first.</param>
    /// <param name="arguments">What comes after serve.</param>
    public static Task<ServiceProcess> StartAsync(string? secret, params IEnumerable<string> arguments) => StartByAsync([], secret, arguments);

    /// <summary>The same by way of another program.</summary>
    /// <param name="launcher">A program that runs another, and its arguments; empty: none.</param>
    /// <param name="secret">What <see cref="Secret"/> was at the first start; null: this is the first.</param>
    /// <param name="arguments">What comes after serve.</param>
    public static async Task<ServiceProcess> StartByAsync(IReadOnlyList<string> launcher, string? secret, params IEnumerable<string> arguments)
    {
        string[] command = [.. launcher, "dotnet", Path.Combine(AppContext.BaseDirectory, "Det0131.Scoring.dll"), "serve", "--listen", "http://127.0.0.1:0", .. arguments];
        var start = ChildProgram.StartOf(command[0], command[1..]);
        start.WorkingDirectory = Path.GetTempPath();
        var service = new ServiceProcess(ChildProgram.Start(start)) { Secret = secret };
        if (await Task.WhenAny(service._listens.Task, Task.Delay(Limit, TestContext.Current.CancellationToken)) != service._listens.Task)
        {
            service.Kill();
            throw new InvalidOperationException("The service did not come to listen:\n" + service.Said);
        }

        service.Client.Dispose();
        service.Client = new HttpClient { BaseAddress = await service._listens.Task, Timeout = Limit };
        service.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", service.Secret);
        return service;
    }

    public async Task<HttpStatusCode> PostAsync(byte[] body)
    {
        using var content = new ByteArrayContent(body);
        using var answer = await Client.PostAsync(new Uri("/v1/events", UriKind.Relative), content, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    /// <summary>Where it takes syslog over a transport; waits until it does.</summary>
    public async Task<IPEndPoint> SyslogAsync(string transport)
    {
        var words = $"Taking syslog over {transport} at ";
        await UntilAsync(words, () => Task.FromResult(Said.Contains(words, StringComparison.Ordinal)));
        var rest = Said[(Said.IndexOf(words, StringComparison.Ordinal) + words.Length)..];
        return IPEndPoint.Parse(rest[..rest.IndexOf('"', StringComparison.Ordinal)]);
    }

    public async Task<JsonElement> StatusAsync() => await JsonAsync("/v1/status");

    public async Task<JsonElement> JsonAsync(string path) =>
        JsonDocument.Parse(await Client.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken)).RootElement;

    /// <summary>Waits until a condition holds, with a limit that no healthy run reaches.</summary>
    public async Task UntilAsync(string what, Func<Task<bool>> holds)
    {
        for (var began = TimeProvider.System.GetTimestamp(); !await holds(); await Task.Delay(50, TestContext.Current.CancellationToken))
        {
            Assert.False(_process.HasExited, $"The service ended:\n{Said}");
            if (TimeProvider.System.GetElapsedTime(began) > Limit)
            {
                Assert.Fail($"Waited in vain for: {what}.\n{Said}\n{await StatusAsync()}\n{await Client.GetStringAsync(new Uri("/metrics", UriKind.Relative))}");
            }

        }
    }

    /// <summary>Waits until all that was accepted is scored and in the lake.</summary>
    public async Task UntilDoneAsync()
    {
        await UntilAsync("all scored", async () => (await StatusAsync()).GetProperty("waitingEvents").GetInt64() == 0);
        await UntilAsync("all in the lake", async () => (await Client.GetStringAsync(new Uri("/metrics", UriKind.Relative))).Split('\n')
            .Any(line => line.StartsWith("det0131_lake_waiting_bytes", StringComparison.Ordinal) && line.EndsWith(" 0", StringComparison.Ordinal)));
    }

    /// <summary>SIGKILL: no chance to tidy up.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>SIGTERM, as a supervisor does.</summary>
    /// <returns>Its exit code, and how long it took.</returns>
    public async Task<(int Code, TimeSpan Took)> StopAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        await ChildProgram.RunAsync("kill", "-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));

        using var limit = new CancellationTokenSource(Limit);
        await _process.WaitForExitAsync(limit.Token);
        return (_process.ExitCode, TimeProvider.System.GetElapsedTime(began));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        Client.Dispose();
        _process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            _listens.TrySetException(new InvalidOperationException("The service ended before it listened:\n" + Said));
            return;
        }

        lock (_lock)
        {
            _said.Add(line);
        }

        const string Listening = "Listening on ";
        if (line.StartsWith("  ", StringComparison.Ordinal) && Secret is null)
        {
            Secret = line.Trim();
        }
        else if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at)
        {
            var url = line[(at + Listening.Length)..];
            _listens.TrySetResult(new Uri(url[..url.IndexOfAny(['"', ','])]));
        }
    }
}
