namespace Det0131.Scoring.Intake;

/// <summary>How long a sender had better wait, from the rate at which events were scored lately. Thread-safe.</summary>
internal sealed class WaitEstimate(TimeProvider time, Func<long> scored)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private (long At, long Scored)? _mark;
    private double _perSecond;

    /// <summary>1 to 60 seconds; 5 while no rate is known.</summary>
    /// <param name="excess">Events that must be scored first.</param>
    public TimeSpan For(long excess)
    {
        lock (_lock)
        {
            var (now, count) = (time.GetTimestamp(), scored());
            if (_mark is not { } mark)
            {
                _mark = (now, count);
            }
            else if (time.GetElapsedTime(mark.At, now) is var passed && passed >= Window)
            {
                _perSecond = Math.Max(0, count - mark.Scored) / passed.TotalSeconds;
                _mark = (now, count);
            }

            return TimeSpan.FromSeconds(_perSecond > 0 ? Math.Clamp(Math.Ceiling(excess / _perSecond), 1, 60) : 5);
        }
    }
}
