using System.Globalization;
using System.Net.Http.Headers;
using Det0131.Scoring.Demo;

namespace Det0131.LoadTest;

/// <summary>One load test from an empty directory to its result.</summary>
internal sealed class LoadRun(LoadOptions options, TimeProvider time, Action<string> progress)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly Lock _schedule = new();
    private long _begun;
    private long _numbers;
    private long _due;

    /// <exception cref="InvalidOperationException">The service did not start, or answered what it should not.</exception>
    /// <exception cref="TimeoutException">What waited was not scored or not in the lake in time.</exception>
    public async Task<LoadResult> RunAsync(CancellationToken cancellation)
    {
        options.Validate();
        var directory = Directory.CreateTempSubdirectory("det0131-load-");
        try
        {
            return await RunAsync(directory.FullName, cancellation);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static long SizeOf(string directory) =>
        Directory.Exists(directory) ? new DirectoryInfo(directory).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length) : 0;

    private async Task<LoadResult> RunAsync(string directory, CancellationToken cancellation)
    {
        var site = DemoSite.Prepare(Path.Combine(directory, "demo"), time);
        var (zeek, windows) = DemoLines.Read(site.Days);
        (zeek, windows) = (LoadBodies.Usable(zeek, time), LoadBodies.Usable(windows, time));
        progress($"{zeek.Count} flows and {windows.Count} Windows records of the demo's site as templates");

        var (lake, data) = (Path.Combine(directory, "lake"), Path.Combine(directory, "data"));
        await using var service = await ServiceProcess.StartAsync(
            ["--store", site.Store, "--lake", lake, "--data", data, "--bodies-per-second", "1000000", "--requests-per-second", "1000000", .. options.Serve], time, cancellation);
        using var client = new HttpClient { BaseAddress = service.Address, Timeout = TimeSpan.FromMinutes(5) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", service.IngestKey);

        var count = new LoadCount(time);
        var watch = new ServiceWatch(client, service, count, options, time);
        var before = await ServiceFigures.ReadAsync(client, cancellation);
        var (serviceBefore, senderBefore) = (service.Processor, Environment.CpuUsage.TotalTime);
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _begun = time.GetTimestamp();
        var watched = watch.RunAsync(sample => Tell(sample, count), watching.Token);
        try
        {
            await Task.WhenAll(Enumerable.Range(0, options.Senders).Select(seed => Task.Run(
                () => new Sender(client, new LoadBodies(zeek, windows, options, () => Interlocked.Increment(ref _numbers), time, seed), options, count, time).RunAsync(Due, cancellation), cancellation)));
            var sendSeconds = time.GetElapsedTime(_begun).TotalSeconds;
            // Out of the queue is not scored yet: an event may wait for another sensor's record.
            var scoredBefore = before.Sum("det0131_events_scored_total");
            await UntilAsync(client, service, figures => figures.Sum("det0131_queue_events") == 0 && figures.Sum("det0131_events_scored_total") - scoredBefore >= count.Accepted.Count, "scored", cancellation);
            var scoreSeconds = time.GetElapsedTime(_begun).TotalSeconds;
            await watching.CancelAsync();
            await watched;
            count.Scored(long.MaxValue);
            var after = await UntilAsync(client, service, figures => figures.Sum("det0131_lake_waiting_bytes") == 0, "in the lake", cancellation);
            var lakeSeconds = time.GetElapsedTime(_begun).TotalSeconds;
            var processor = (service.Processor - serviceBefore, Environment.CpuUsage.TotalTime - senderBefore);
            var disk = (SizeOf(Path.Combine(data, "journal")), SizeOf(lake));
            var code = await service.StopAsync(cancellation);
            var (ids, doubled) = LakeCheck.Read(lake, cancellation);
            return new LoadResult
            {
                Options = options, Count = count, Samples = watch.Samples, SendSeconds = sendSeconds, ScoreSeconds = scoreSeconds, LakeSeconds = lakeSeconds,
                Before = before, After = after, Processor = processor, DiskBytes = disk, InLake = ids, DoubledInLake = doubled, ExitCode = code, ServiceSaid = service.Said,
            };
        }
        finally
        {
            await watching.CancelAsync();
        }
    }

    /// <summary>When the next body is due: one after another at the rate, whoever sends it.</summary>
    private TimeSpan? Due(int lines)
    {
        lock (_schedule)
        {
            var elapsed = time.GetElapsedTime(_begun);
            var due = options.Rate is { } rate ? TimeSpan.FromSeconds((double)_due / rate) : elapsed;
            if (due.TotalSeconds >= options.Seconds || elapsed.TotalSeconds >= options.Seconds)
            {
                return null;
            }

            _due += lines;
            return due - elapsed;
        }
    }

    private async Task<ServiceFigures> UntilAsync(HttpClient client, ServiceProcess service, Predicate<ServiceFigures> holds, string what, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var figures = await ServiceFigures.ReadAsync(client, cancellation);
            if (holds(figures))
            {
                return figures;
            }

            if (service.HasExited || time.GetElapsedTime(began).TotalSeconds > options.DrainSeconds)
            {
                throw new TimeoutException($"Waited {options.DrainSeconds} s in vain until all that was accepted is {what}. The service said:{Environment.NewLine}{service.Said}");
            }

            await Task.Delay(Look, time, cancellation);
        }
    }

    private void Tell(MemorySample sample, LoadCount count) => progress(string.Create(CultureInfo.InvariantCulture,
        $"{sample.Seconds,6:F0} s  {count.Accepted.Count,12:N0} accepted  {sample.Waiting,10:N0} wait  {sample.Resident / 1048576,7:F0} MiB resident  {sample.Heap / 1048576,7:F0} MiB heap"));
}
