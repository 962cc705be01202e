namespace Det0131.LoadTest;

/// <summary>
/// What was sent and acknowledged. Also when each body's last event was surely scored: everything before it in the journal is of bodies begun before it
/// was acknowledged, so when as many events are scored as those bodies hold, its own are among them. That bound is late by what was in flight, never early.
/// Thread-safe.
/// </summary>
internal sealed class LoadCount(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Queue<(long AcknowledgedAt, TimeSpan Took, long Scored)> _unscored = [];
    private long _begun;

    /// <summary>Good records of acknowledged bodies.</summary>
    public SentIds Accepted { get; } = new();

    public long Bad { get; private set; }

    public long Bodies { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>Answers 429.</summary>
    public long Refusals { get; private set; }

    /// <summary>Requests without an answer.</summary>
    public long LostAnswers { get; private set; }

    /// <summary>Answers whose counts are not those of the body.</summary>
    public long WrongAnswers { get; private set; }

    /// <summary>Seconds from the POST to its answer, a body each.</summary>
    public Percentiles Acknowledge { get; } = new();

    /// <summary>Seconds from the POST until its events are scored, at most; a body each.</summary>
    public Percentiles Score { get; } = new();

    public void Begin(List<SentRecord> records)
    {
        lock (_lock)
        {
            _begun += records.Count(record => !record.IsBad);
        }
    }

    public void Acknowledged(List<SentRecord> records, long bytes, TimeSpan took, long accepted, long rejected)
    {
        lock (_lock)
        {
            var bad = 0;
            foreach (var record in records)
            {
                if (record.IsBad)
                {
                    bad++;
                }
                else
                {
                    Accepted.Add(record.Number, record.Kind);
                }
            }

            Bad += bad;
            Bodies++;
            Bytes += bytes;
            WrongAnswers += accepted == records.Count - bad && rejected == bad ? 0 : 1;
            Acknowledge.Add(took.TotalSeconds);
            _unscored.Enqueue((time.GetTimestamp(), took, _begun));
        }
    }

    public void Refused()
    {
        lock (_lock)
        {
            Refusals++;
        }
    }

    public void Lost()
    {
        lock (_lock)
        {
            LostAnswers++;
        }
    }

    /// <summary>Takes note of how many events were scored by now.</summary>
    public void Scored(long events)
    {
        lock (_lock)
        {
            while (_unscored.TryPeek(out var body) && body.Scored <= events)
            {
                _unscored.Dequeue();
                Score.Add((body.Took + time.GetElapsedTime(body.AcknowledgedAt)).TotalSeconds);
            }
        }
    }
}
