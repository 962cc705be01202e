using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Det0131.LoadTest;

/// <summary>The scoring program as a process of its own, on a free port of this machine. Disposing ends it.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly List<string> _said = [];
    private readonly TaskCompletionSource<string> _firstKey = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServiceProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    /// <summary>Secret of a key that may send events.</summary>
    public string IngestKey { get; private set; } = "";

    /// <summary>Resident memory, bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Processor time used so far.</summary>
    public TimeSpan Processor
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public bool HasExited => _process.HasExited;

    /// <summary>The last lines that it said.</summary>
    public string Said
    {
        get
        {
            lock (_said)
            {
                return string.Join(Environment.NewLine, _said.TakeLast(20));
            }
        }
    }

    /// <summary>Starts it and waits until it is ready.</summary>
    public static async Task<ServiceProcess> StartAsync(IEnumerable<string> arguments, TimeProvider time, CancellationToken cancellation)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort().ToString(CultureInfo.InvariantCulture)}");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardError = true, RedirectStandardOutput = true };
        string[] program = [Path.Combine(AppContext.BaseDirectory, "Det0131.Scoring.dll"), "serve", "--listen", address.ToString()];
        foreach (var argument in program.Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        var service = new ServiceProcess(Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start."), address);
        try
        {
            service.Listen();
            await service.UntilReadyAsync(time, cancellation);
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks it to stop as a service manager does, and waits. Gives the exit code.</summary>
    public async Task<int> StopAsync(CancellationToken cancellation)
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(StopLimit);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Listen()
    {
        var keyFollows = false;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) =>
        {
            // The secret stands alone on the next line that is not empty.
            if (keyFollows && !string.IsNullOrWhiteSpace(line.Data))
            {
                keyFollows = false;
                _firstKey.TrySetResult(line.Data.Trim());
                return;
            }

            keyFollows |= line.Data?.Contains("First start: the admin key", StringComparison.Ordinal) == true;
            Keep(line.Data);
        };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void Keep(string? line)
    {
        lock (_said)
        {
            _said.Add(line ?? "");
            if (_said.Count > 1000)
            {
                _said.RemoveRange(0, 500);
            }
        }
    }

    private async Task UntilReadyAsync(TimeProvider time, CancellationToken cancellation)
    {
        using var client = new HttpClient { BaseAddress = Address };
        var began = time.GetTimestamp();
        while (!await IsReadyAsync(client, cancellation))
        {
            if (_process.HasExited || time.GetElapsedTime(began) > StartLimit)
            {
                throw new InvalidOperationException($"The service did not become ready. It said:{Environment.NewLine}{Said}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellation);
        }

        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await _firstKey.Task.WaitAsync(StartLimit, time, cancellation));
        using var made = await client.PostAsJsonAsync("v1/keys", new { name = "load", role = "ingest" }, cancellation);
        made.EnsureSuccessStatusCode();
        var key = await made.Content.ReadFromJsonAsync<JsonElement>(cancellation);
        IngestKey = key.GetProperty("secret").GetString()!;
    }

    private static async Task<bool> IsReadyAsync(HttpClient client, CancellationToken cancellation)
    {
        try
        {
            using var answer = await client.GetAsync("health/ready", cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
