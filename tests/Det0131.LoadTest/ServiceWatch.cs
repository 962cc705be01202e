namespace Det0131.LoadTest;

/// <summary>What the service had at a time.</summary>
/// <param name="Seconds">Since the load began.</param>
/// <param name="Resident">Resident memory, bytes.</param>
/// <param name="Heap">Managed heap after the last collection, bytes.</param>
/// <param name="Waiting">Events accepted and not scored.</param>
internal sealed record MemorySample(double Seconds, double Resident, double Heap, double Waiting);

/// <summary>Asks the service how it stands, twenty times a second, and keeps a sample of its memory now and then.</summary>
internal sealed class ServiceWatch(HttpClient client, ServiceProcess service, LoadCount count, LoadOptions options, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    public List<MemorySample> Samples { get; } = [];

    /// <summary>Watches until it is cancelled.</summary>
    /// <param name="told">Told of each sample.</param>
    /// <param name="stop">Ends it.</param>
    public async Task RunAsync(Action<MemorySample> told, CancellationToken stop)
    {
        var began = time.GetTimestamp();
        var next = 0.0;
        while (!stop.IsCancellationRequested)
        {
            var figures = await ServiceFigures.ReadAsync(client, CancellationToken.None);
            count.Scored((long)figures.Sum("det0131_events_scored_total"));
            var elapsed = time.GetElapsedTime(began).TotalSeconds;
            if (elapsed >= next)
            {
                next += options.SampleSeconds;
                Samples.Add(new MemorySample(elapsed, service.ResidentBytes, figures.Sum("det0131_process_heap_bytes"), figures.Sum("det0131_queue_events")));
                told(Samples[^1]);
            }

            await Task.WhenAny(Task.Delay(Interval, time, stop));
        }
    }

    /// <summary>Bytes a minute by least squares; NaN for fewer than two samples.</summary>
    /// <param name="samples">In order.</param>
    /// <param name="of">What is looked at.</param>
    public static double SlopePerMinute(IReadOnlyList<MemorySample> samples, Func<MemorySample, double> of)
    {
        if (samples.Count < 2)
        {
            return double.NaN;
        }

        var (meanX, meanY) = (samples.Average(s => s.Seconds), samples.Average(of));
        var spread = samples.Sum(s => (s.Seconds - meanX) * (s.Seconds - meanX));
        return spread == 0 ? double.NaN : 60 * samples.Sum(s => (s.Seconds - meanX) * (of(s) - meanY)) / spread;
    }
}
