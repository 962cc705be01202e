using Det0131.Datasets.Readers;
using Det0131.Models.Events;
using Det0131.Scoring.Operations;

namespace Det0131.Scoring.Intake;

/// <summary>
/// What one sender's lines are: the reader of each format that it sends, with its state. A line of which no format is known goes to the ESXi reader
/// when the sender is known to send such lines, else it is refused. Not thread-safe.
/// </summary>
internal sealed class SyslogSender(string name, ImportOptions options, ServiceMetrics metrics, Action<SecurityEvent> accept)
{
    /// <summary>Reason of refusal.</summary>
    public const string NotRecognised = "syslog line of no known format";

    private const string Esxi = "esxi";

    private readonly Dictionary<(string Format, Framing Framing), (LogFeed Feed, IntakeCounts Counts)> _feeds = [];
    private long _lines;

    /// <summary>Takes one message without its framing.</summary>
    public void Add(ReadOnlyMemory<byte> message, string? defect)
    {
        message = Trim(message);
        _lines++;
        if (defect is not null)
        {
            metrics.Rejected.Add(1, KeyValuePair.Create<string, object?>("reason", defect));
        }
        else if (!message.IsEmpty)
        {
            Route(message);
        }
    }

    /// <summary>The sender has gone: hands over what its readers held.</summary>
    public void Complete()
    {
        foreach (var (feed, _) in _feeds.Values)
        {
            feed.Complete(_lines);
        }

        Tell();
    }

    /// <summary>Puts what was counted into the metrics.</summary>
    public void Tell()
    {
        foreach (var (feed, counts) in _feeds.Values)
        {
            counts.Tell(feed.Counts);
        }
    }

    private void Route(ReadOnlyMemory<byte> message)
    {
        var brace = message.Span.IndexOf((byte)'{');
        var json = brace >= 0 && message.Span[^1] == '}' ? message[brace..] : default;
        var payload = json;
        var format = json.IsEmpty ? null : Recognise(json);
        if (format is null)
        {
            (payload, format) = (message, Recognise(message));
        }

        if (format is null && _feeds.TryGetValue((Esxi, Framing.Lines), out var esxi))
        {
            format = esxi.Feed.Format;
        }

        if (format is null)
        {
            metrics.Rejected.Add(1, KeyValuePair.Create<string, object?>("reason", NotRecognised));
            return;
        }

        FeedOf(format).Add(payload, _lines);
    }

    private SourceFormat? Recognise(ReadOnlyMemory<byte> message)
    {
        var bytes = message.ToArray();
        SourceFormat? best = null;
        var confidence = 0;
        foreach (var format in options.Formats)
        {
            if (format.Detect(bytes, name) is var found && found.Confidence > confidence)
            {
                (best, confidence) = (format, found.Confidence);
            }
        }

        return best;
    }

    private LogFeed FeedOf(SourceFormat format)
    {
        var key = (format.Name, format.Framing);
        if (!_feeds.TryGetValue(key, out var known))
        {
            _feeds[key] = known = (new LogFeed(format, name, options, accept), new IntakeCounts(metrics));
        }

        return known.Feed;
    }

    // Some senders end a counted message with a line end or a NUL all the same.
    private static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> message) =>
        message[..(message.Span.LastIndexOfAnyExcept("\r\n\0 "u8) + 1)];
}
