using System.Threading.Channels;
using Det0131.Datasets.Readers;
using Det0131.Models.Events;
using Microsoft.Extensions.Logging.Abstractions;

namespace Det0131.Scoring.Intake;

/// <summary>
/// The journal in files of a directory. One writer takes all frames that wait, writes them together and waits for the disk once; a caller is answered
/// after that. Reading never waits for writing. A second process is kept out. Thread-safe.
/// </summary>
public sealed partial class EventJournal : IEventJournal, IAsyncDisposable, IDisposable
{
    private readonly Channel<PendingFrame> _queue = Channel.CreateUnbounded<PendingFrame>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Lock _lock = new();
    private readonly List<JournalSegment> _segments;
    private readonly List<Func<long>> _holders = [];
    private readonly Utf8Interner _strings = new();
    private readonly FileStream _hold;
    private readonly JournalWriter _writer;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Task _writing;
    private TaskCompletionSource _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _end;

    private EventJournal(string directory, FileStream hold, JournalOptions options, TimeProvider time, ILogger log, JournalDisk disk)
    {
        (_hold, _time, _log) = (hold, time, log);
        var found = JournalRecovery.Open(directory, disk);
        if (found.TornFile is { } torn)
        {
            LogTorn(_log, found.TornBytes, torn);
        }

        TornBytes = found.TornBytes;
        _segments = found.Segments;
        _writer = new JournalWriter(directory, options.SegmentBytes, disk, _segments.LastOrDefault());
        if (_segments.Count == 0)
        {
            _segments.Add(_writer.Current);
        }

        _end = _writer.Current.End;
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Bytes that were cut off at opening: written before a crash, never acknowledged.</summary>
    public long TornBytes { get; }

    public long End => Interlocked.Read(ref _end);

    public long Start
    {
        get
        {
            lock (_lock)
            {
                return _segments[0].Start;
            }
        }
    }

    /// <summary>Opens or makes a journal.</summary>
    /// <exception cref="IOException">Another process has it open, or the directory cannot be used.</exception>
    /// <exception cref="InvalidDataException">What was acknowledged is damaged: names file and offset.</exception>
    public static EventJournal Open(string directory, TimeProvider time, JournalOptions? options = null, ILogger<EventJournal>? log = null) =>
        Open(directory, time, options ?? new JournalOptions(), log ?? (ILogger)NullLogger.Instance, new JournalDisk());

    internal static EventJournal Open(string directory, TimeProvider time, JournalOptions options, ILogger log, JournalDisk disk)
    {
        ArgumentNullException.ThrowIfNull(directory);
        if (options.SegmentBytes is < 64 << 10 or > 1 << 30)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.SegmentBytes, "Expected segments of 64 KiB to 1 GiB.");
        }

        Directory.CreateDirectory(directory);
        var hold = TakeHold(directory);
        try
        {
            return new EventJournal(directory, hold, options, time, log, disk);
        }
        catch
        {
            hold.Dispose();
            throw;
        }
    }

    /// <exception cref="ArgumentException">The events are more than 1 GiB.</exception>
    /// <exception cref="IOException">The disk refused: nothing of the frame is kept. Later frames may succeed.</exception>
    /// <exception cref="ObjectDisposedException">The journal is closed.</exception>
    /// <remarks>The events are read before this returns. Cancelling has no effect once the frame is on its way: then it will be on disk.</remarks>
    public Task<long> AppendAsync(IReadOnlyList<SecurityEvent> events, string? note, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(events);
        cancellation.ThrowIfCancellationRequested();
        var frame = PendingFrame.Of(events, note, _time.GetUtcNow());
        var written = frame.Written.Task;
        if (!_queue.Writer.TryWrite(frame))
        {
            frame.Dispose();
            throw new ObjectDisposedException(nameof(EventJournal));
        }

        return written;
    }

    public IEnumerable<JournalFrame> Read(long from, long until)
    {
        until = Math.Min(until, End);
        while (SegmentFor(from) is { } segment)
        {
            using (var reader = new FrameReader(segment, _strings))
            {
                while (segment.FrameFrom(from) is { } position)
                {
                    if (position >= until)
                    {
                        yield break;
                    }

                    var frame = reader.Read(position);
                    from = frame.Next;
                    yield return frame;
                }
            }

            from = Math.Max(from, segment.End + 1);
        }
    }

    public SecurityEvent? Find(long position)
    {
        JournalSegment? segment;
        lock (_lock)
        {
            segment = _segments.FindLast(one => one.Start <= position);
        }

        if (segment?.FrameAround(position) is not { } frame)
        {
            return null;
        }

        try
        {
            using var reader = new FrameReader(segment, _strings);
            return reader.Find(frame, position);
        }
        catch (FileNotFoundException)
        {
            // Released meanwhile.
            return null;
        }
    }

    /// <summary>Events in frames that begin at or after a position: how many wait when everything before it is scored.</summary>
    public long CountFrom(long position)
    {
        lock (_lock)
        {
            var events = 0L;
            for (var i = _segments.Count - 1; i >= 0 && _segments[i].End > position; i--)
            {
                events += _segments[i].EventsFrom(position);
            }

            return events;
        }
    }

    public async Task WaitBeyondAsync(long position, CancellationToken cancellation)
    {
        while (true)
        {
            Task grown;
            lock (_lock)
            {
                if (_end > position)
                {
                    return;
                }

                grown = _grown.Task;
            }

            await grown.WaitAsync(cancellation);
        }
    }

    /// <summary>Nothing at or after the position that the function names is released: for whoever reads the journal again at start.</summary>
    public void Hold(Func<long> from)
    {
        lock (_lock)
        {
            _holders.Add(from);
        }
    }

    public void Release(long position)
    {
        lock (_lock)
        {
            position = _holders.Aggregate(position, (least, from) => Math.Min(least, from()));
            while (_segments.Count > 1 && _segments[0].End <= position)
            {
                File.Delete(_segments[0].Path);
                _segments.RemoveAt(0);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_queue.Writer.TryComplete())
        {
            await _writing;
            _writer.Dispose();
            await _hold.DisposeAsync();
        }
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static FileStream TakeHold(string directory)
    {
        var path = Path.Combine(directory, "lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException refusal) when (File.Exists(path))
        {
            throw new IOException($"Found the journal {directory} in use by another process; expected to be its only user. Stop the other service, or give another data directory.", refusal);
        }
    }

    private JournalSegment? SegmentFor(long position)
    {
        lock (_lock)
        {
            return _segments.Find(segment => segment.End > position);
        }
    }

    private async Task WriteAsync()
    {
        var batch = new List<PendingFrame>();
        while (await _queue.Reader.WaitToReadAsync())
        {
            _writer.Collect(_queue.Reader, batch);
            try
            {
                var positions = _writer.Write(batch);
                Publish();
                for (var i = 0; i < batch.Count; i++)
                {
                    batch[i].Written.SetResult(positions[i]);
                }
            }
            catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
            {
                LogRefused(_log, refusal.Message);
                batch.ForEach(frame => frame.Written.SetException(new IOException($"The journal could not be written: {refusal.Message}", refusal)));
            }

            batch.ForEach(frame => frame.Dispose());
            batch.Clear();
        }
    }

    private void Publish()
    {
        TaskCompletionSource grown;
        lock (_lock)
        {
            if (_segments[^1] != _writer.Current)
            {
                _segments.Add(_writer.Current);
            }

            Interlocked.Exchange(ref _end, _writer.Current.End);
            grown = _grown;
            _grown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        grown.SetResult();
    }

    [LoggerMessage(3101, LogLevel.Warning, "The journal's last frame was not whole: {Bytes} bytes of {File} cut off; they were never acknowledged.")]
    private static partial void LogTorn(ILogger log, long bytes, string file);

    [LoggerMessage(3102, LogLevel.Error, "The journal could not be written: {Reason}")]
    private static partial void LogRefused(ILogger log, string reason);
}
