namespace Det0131.Scoring.Access;

/// <summary>Refused secrets by address, in windows of five minutes. Bounded: with too many addresses at once the rest share one count. Thread-safe.</summary>
public sealed class RefusalCounter(TimeProvider time)
{
    /// <summary>Refusals of one address in one window after which it must wait.</summary>
    public const int Limit = 10;

    private const int MaximumAddresses = 10_000;
    private const string Others = "others";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private DateTimeOffset _windowStart;

    /// <summary>Length of a window.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Counts a refusal.</summary>
    /// <returns>Whether it is still within the limit.</returns>
    public bool Count(string address)
    {
        lock (_lock)
        {
            Turn();
            var bucket = _counts.ContainsKey(address) || _counts.Count < MaximumAddresses ? address : Others;
            var count = _counts.GetValueOrDefault(bucket);
            if (count >= Limit)
            {
                return false;
            }

            _counts[bucket] = count + 1;
            return true;
        }
    }

    /// <summary>Whether an address has used up its window.</summary>
    public bool IsFull(string address)
    {
        lock (_lock)
        {
            Turn();
            return _counts.TryGetValue(address, out var count) ? count >= Limit : _counts.Count >= MaximumAddresses && _counts.GetValueOrDefault(Others) >= Limit;
        }
    }

    /// <summary>Until the address may try again; zero: now.</summary>
    public TimeSpan RetryAfter(string address)
    {
        lock (_lock)
        {
            return IsFull(address) ? _windowStart + Window - time.GetUtcNow() : TimeSpan.Zero;
        }
    }

    private void Turn()
    {
        var now = time.GetUtcNow();
        // A clock set back must not lock anybody out for longer than a window.
        if (now - _windowStart >= Window || now < _windowStart)
        {
            _counts.Clear();
            _windowStart = now;
        }
    }
}
