using Det0131.Datasets.Readers.HostLogs;
using Det0131.Datasets.Readers.Network;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.Firewalls;

/// <summary>
/// Traffic logs of FortiOS as <c>key=value</c>, bare or in syslog. Keys after Fortinet's "FortiOS Log Message Reference". Not thread-safe.
/// </summary>
/// <remarks>
/// The firewall stands between the ends, so the host is left to the endpoints. Long sessions are told of in parts: where a line has sentdelta and rcvddelta,
/// those count, since sentbyte and rcvdbyte go on from line to line; of a last line without them what was told before is taken off. A line is written at the end of what it tells, so duration is taken off its time.
/// Time: eventtime (any unit), else date and time with tz; without tz they are taken as UTC.
/// </remarks>
internal sealed class FortiGateParser : IRecordParser
{
    public const string Source = "fortigate.traffic";

    private const int MostSessions = 1 << 16;

    private enum Key
    {
        Date,
        Time,
        Zone,
        EventTime,
        Type,
        SourceAddress,
        SourcePort,
        DestinationAddress,
        DestinationPort,
        Protocol,
        Action,
        Application,
        Duration,
        Sent,
        Received,
        SentDelta,
        ReceivedDelta,
        User,
        UnauthenticatedUser,
        DestinationName,
        HostName,
        Session,
        Device,
    }

    private readonly KeyValues fields = new(
        "date", "time", "tz", "eventtime", "type", "srcip", "srcport", "dstip", "dstport", "proto", "action", "app", "duration", "sentbyte", "rcvdbyte", "sentdelta", "rcvddelta",
        "user", "unauthuser", "dstname", "hostname", "sessionid", "devid");

    private readonly NetworkText text = new();
    private readonly Dictionary<ulong, (long Sent, long Received)> told = [];

    public void Parse(ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
    {
        var line = AfterHead(record);
        fields.Cut(line);
        var type = Get(line, Key.Type);
        if (type.IsEmpty)
        {
            sink.Reject("type missing");
            return;
        }

        if (!type.SequenceEqual("traffic"u8))
        {
            sink.Ignore(type.SequenceEqual("utm"u8) ? "fortigate utm" : type.SequenceEqual("event"u8) ? "fortigate event" : "fortigate other type");
            return;
        }

        if (Get(line, Key.Action).SequenceEqual("start"u8))
        {
            sink.Ignore("fortigate session start");
            return;
        }

        var filled = sink.NewEvent();
        if (Fill(line, filled) is { } reason)
        {
            sink.Reject(reason);
        }
        else
        {
            sink.Emit(filled);
        }
    }

    /// <summary>Nothing is held.</summary>
    public void Complete(IRecordSink sink)
    {
    }

    /// <summary>A syslog head has no <c>=</c>; a priority may stand right before the first key.</summary>
    private static ReadOnlySpan<byte> AfterHead(ReadOnlySpan<byte> record)
    {
        var close = record is [(byte)'<', ..] ? record[..Math.Min(record.Length, 5)].IndexOf((byte)'>') : -1;
        return record[(close + 1)..];
    }

    private ReadOnlySpan<byte> Get(ReadOnlySpan<byte> line, Key key) => fields.Get(line, (int)key) is var value && value.SequenceEqual("N/A"u8) ? default : value;

    private string? Fill(ReadOnlySpan<byte> line, SecurityEvent filled)
    {
        (filled.Source, filled.Kind) = (Source, EventKind.NetworkFlow);
        if (!TryTime(line, out var micros))
        {
            return Get(line, Key.EventTime).IsEmpty && Get(line, Key.Date).IsEmpty ? NetworkText.TimeMissing : NetworkText.TimeBad;
        }

        filled.TimeMicros = micros;
        filled.Transport = text.Transport(Get(line, Key.Protocol));
        if (text.SetEndpoints(
            filled, Get(line, Key.SourceAddress), Get(line, Key.SourcePort), Get(line, Key.DestinationAddress), Get(line, Key.DestinationPort)) is { } reason)
        {
            return reason;
        }

        var isPart = fields.Has((int)Key.SentDelta) || fields.Has((int)Key.ReceivedDelta);
        if (!NetworkText.TryCount(Get(line, isPart ? Key.SentDelta : Key.Sent), out var sent)
            || !NetworkText.TryCount(Get(line, isPart ? Key.ReceivedDelta : Key.Received), out var received))
        {
            return NetworkText.CountBad;
        }

        if (!NetworkText.TryCount(Get(line, Key.Duration), out var seconds) || seconds > uint.MaxValue)
        {
            return NetworkText.DurationBad;
        }

        (filled.SourceBytes, filled.DestinationBytes) = Untold(line, isPart, sent, received);
        if (!isPart && seconds is { } whole)
        {
            filled.DurationMicros = whole * LogTime.MicrosPerSecond;
            filled.TimeMicros = Math.Max(0, micros - filled.DurationMicros.Value);
        }

        filled.Application = Application(Get(line, Key.Application));
        filled.User = text.Lower(Get(line, Key.User)) ?? text.Lower(Get(line, Key.UnauthenticatedUser));
        text.SetFarEnd(filled, Get(line, Key.HostName));
        text.SetFarEnd(filled, Get(line, Key.DestinationName));
        filled.RecordId = NetworkText.Id(Get(line, Key.Session));
        filled.Outcome = Get(line, Key.Action) switch
        {
            var action when action.IsEmpty => Outcome.Unknown,
            var action when action.SequenceEqual("deny"u8) || action.SequenceEqual("blocked"u8) || action.SequenceEqual("ip-conn"u8) => Outcome.Failure,
            _ => Outcome.Success,
        };
        return null;
    }

    /// <summary>What of a session's bytes no earlier line told.</summary>
    private (long? Sent, long? Received) Untold(ReadOnlySpan<byte> line, bool isPart, long? sent, long? received)
    {
        var session = Get(line, Key.Session);
        if (session.IsEmpty || (!isPart && told.Count == 0))
        {
            return (sent, received);
        }

        var key = KeyHash.Of(Get(line, Key.Device), session, Get(line, Key.SourceAddress));
        if (!isPart)
        {
            // A session whose totals are smaller is another one that got the same number.
            return told.Remove(key, out var before) && sent >= before.Sent && received >= before.Received
                ? (sent - before.Sent, received - before.Received) : (sent, received);
        }

        if (told.Count >= MostSessions)
        {
            told.Clear();
        }

        if (HostText.Number(Get(line, Key.Sent)) is >= 0 and var sentSoFar && HostText.Number(Get(line, Key.Received)) is >= 0 and var receivedSoFar)
        {
            told[key] = (sentSoFar, receivedSoFar);
        }

        return (sent, received);
    }

    /// <summary>Application control's name, in the word of other sensors where there is one. A service is only a port's name, so it says nothing.</summary>
    private string? Application(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.IsEmpty || name.StartsWith("unknown"u8) || name.Contains((byte)'/') => null,
        _ when name.SequenceEqual("SSL"u8) || name.StartsWith("SSL_"u8) || name.StartsWith("HTTPS."u8) => "ssl",
        _ when name.SequenceEqual("HTTP"u8) || name.StartsWith("HTTP."u8) => "http",
        _ when name.StartsWith("SMB"u8) => "smb",
        _ => text.Lower(name),
    };

    private bool TryTime(ReadOnlySpan<byte> line, out long micros)
    {
        var stamp = Get(line, Key.EventTime);
        if (HostText.Number(stamp) is { } number and > 0)
        {
            // Seconds, milliseconds, microseconds or nanoseconds by the release: by length.
            micros = stamp.Length switch { <= 11 => number * LogTime.MicrosPerSecond, <= 14 => number * 1000, <= 17 => number, _ => number / 1000 };
            return micros < LogTime.LatestMicros;
        }

        Span<byte> iso = stackalloc byte[48];
        var date = Get(line, Key.Date);
        var time = Get(line, Key.Time);
        var zone = Get(line, Key.Zone);
        micros = 0;
        if (date.Length != 10 || time.Length is < 8 or > 18 || zone.Length > 6)
        {
            return false;
        }

        date.CopyTo(iso);
        iso[10] = (byte)'T';
        time.CopyTo(iso[11..]);
        zone.CopyTo(iso[(11 + time.Length)..]);
        return LogTime.TryIso8601(iso[..(11 + time.Length + zone.Length)], out micros);
    }
}
