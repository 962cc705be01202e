using Det0131.Datasets.Lake;
using Det0131.Models.Events;
using Det0131.Scoring.Streaming;

namespace Det0131.Scoring.Intake;

/// <summary>
/// Copies journal frames into the lake, commit by commit. Events are joined here before they are appended, since the lake's own joins do not see
/// across commits. Not thread-safe.
/// </summary>
internal sealed class LakeCopier(IEventJournal journal, EventLake lake, LakePosition position)
{
    /// <summary>Events after which a commit is made; a frame is not divided.</summary>
    public const int EventsPerCommit = 200_000;

    // Held in memory while they are joined, some 1 KB each.
    private const int EventsPerJoin = 50_000;

    private readonly EventJoiner _joiner = new();
    private readonly List<SecurityEvent> _joining = [];
    private readonly Stack<SecurityEvent> _spare = [];

    /// <summary>Events written that the lake did not have yet.</summary>
    public long Written { get; private set; }

    /// <summary>Copies up to a position, or to where a commit is full.</summary>
    /// <returns>Position reached; all before it is in the lake.</returns>
    /// <exception cref="OperationCanceledException">Cancelled: what was not committed is copied again next time.</exception>
    public long Copy(long from, long until, CancellationToken cancellation)
    {
        ImportBatch? batch = null;
        try
        {
            // Where the range holds no frame (a segment's head is no frame), its end is reached all the same: who follows would ask again for ever.
            var reached = until;
            var taken = 0L;
            foreach (var frame in journal.Read(from, until))
            {
                cancellation.ThrowIfCancellationRequested();
                foreach (var e in frame.Events)
                {
                    batch ??= lake.BeginImport();
                    Hold(e);
                    taken++;
                    if (_joining.Count >= EventsPerJoin)
                    {
                        JoinInto(batch);
                    }
                }

                if (taken >= EventsPerCommit)
                {
                    reached = frame.Next;
                    break;
                }
            }

            if (batch is not null)
            {
                JoinInto(batch);
                Written += batch.Commit(cancellation).Written;
            }

            position.Write(reached);
            return reached;
        }
        finally
        {
            LetGo();
            batch?.Dispose();
        }
    }

    /// <summary>Lets the joiner know again what came before a position, by what was saved and what the journal still has.</summary>
    public void Remember(long until, CancellationToken cancellation)
    {
        var seen = position.RestoreJoiner(_joiner) is { } saved && saved <= until ? saved : journal.Start;
        try
        {
            foreach (var frame in journal.Read(Math.Max(seen, journal.Start), until))
            {
                cancellation.ThrowIfCancellationRequested();
                foreach (var e in frame.Events)
                {
                    Hold(e);
                    if (_joining.Count >= EventsPerJoin)
                    {
                        JoinInto(null);
                    }
                }
            }

            JoinInto(null);
        }
        finally
        {
            LetGo();
        }
    }

    /// <summary>Saves the joiner's memory, which has seen the journal up to a position.</summary>
    public void Save(long upTo) => position.SaveJoiner(_joiner, upTo);

    private void Hold(SecurityEvent e)
    {
        var held = _spare.TryPop(out var spare) ? spare : new SecurityEvent();
        held.CopyFrom(e);
        _joining.Add(held);
    }

    private void JoinInto(ImportBatch? batch)
    {
        _joiner.Join(_joining);
        if (batch is not null)
        {
            foreach (var e in _joining)
            {
                batch.Append(e);
            }
        }

        LetGo();
    }

    private void LetGo()
    {
        foreach (var e in _joining)
        {
            e.Clear();
            _spare.Push(e);
        }

        _joining.Clear();
    }
}
