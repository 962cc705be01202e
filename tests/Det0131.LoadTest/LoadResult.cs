namespace Det0131.LoadTest;

/// <summary>What a run found. Immutable.</summary>
internal sealed record LoadResult
{
    public required LoadOptions Options { get; init; }

    public required LoadCount Count { get; init; }

    public required IReadOnlyList<MemorySample> Samples { get; init; }

    /// <summary>From the first body to the last answer, seconds.</summary>
    public required double SendSeconds { get; init; }

    /// <summary>From the first body until everything was scored, seconds.</summary>
    public required double ScoreSeconds { get; init; }

    /// <summary>From the first body until everything was in the lake, seconds.</summary>
    public required double LakeSeconds { get; init; }

    public required ServiceFigures Before { get; init; }

    public required ServiceFigures After { get; init; }

    /// <summary>Processor time of the service until everything was in the lake, and of this program.</summary>
    public required (TimeSpan Service, TimeSpan Sender) Processor { get; init; }

    public required (long Journal, long Lake) DiskBytes { get; init; }

    public required SentIds InLake { get; init; }

    public required long DoubledInLake { get; init; }

    public required int ExitCode { get; init; }

    public required string ServiceSaid { get; init; }

    public double Scored => Delta("det0131_events_scored_total");

    public double Doubled => Delta("det0131_events_scored_total", "doubled");

    /// <summary>Acknowledged records that are not in the lake.</summary>
    public long Missing => Count.Accepted.CountMissingIn(InLake);

    /// <summary>Events in the lake that were not acknowledged.</summary>
    public long Unexpected => InLake.CountMissingIn(Count.Accepted);

    /// <summary>Everything that is not as it must be, in words; empty when nothing was lost and nothing doubled.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        Check(Count.Accepted.Count > 0, $"no record was accepted");
        Check(Missing == 0, $"{Missing} acknowledged records are not in the lake");
        Check(Unexpected == 0, $"{Unexpected} records are in the lake that were not acknowledged");
        Check(DoubledInLake == 0, $"{DoubledInLake} records are in the lake twice");
        Check(Count.WrongAnswers == 0, $"{Count.WrongAnswers} answers name other counts than the body has");
        // An answer that was lost may stand for a body that was taken and is sent again.
        Check(Count.LostAnswers > 0 || (long)Scored == Count.Accepted.Count, $"{Scored:F0} events were scored, {Count.Accepted.Count} accepted");
        Check(Count.LostAnswers > 0 || (long)Delta("det0131_events_total") == Count.Accepted.Count, $"the service counts {Delta("det0131_events_total"):F0} events, {Count.Accepted.Count} were accepted");
        Check(Count.LostAnswers > 0 || (long)Delta("det0131_records_rejected_total") == Count.Bad, $"the service counts {Delta("det0131_records_rejected_total"):F0} rejected records, {Count.Bad} were bad");
        Check((long)(Scored - Doubled) == Count.Accepted.Count, $"{Scored - Doubled:F0} different events were scored, {Count.Accepted.Count} accepted");
        Check(ExitCode == 0, $"the service ended with exit code {ExitCode}: {ServiceSaid}");
        return faults;

        void Check(bool holds, FormattableString fault)
        {
            if (!holds)
            {
                faults.Add(FormattableString.Invariant(fault));
            }
        }
    }

    public double Delta(string name, string label = "") => After.Sum(name, label) - Before.Sum(name, label);
}
