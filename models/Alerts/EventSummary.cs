using System.Globalization;
using System.Text;
using Det0131.Models.Events;

namespace Det0131.Models.Alerts;

/// <summary>Says in one line what an event was. Log-derived text enters as it is: whoever prints it escapes it.</summary>
public static class EventSummary
{
    /// <summary>Longest summary, in characters: one or two lines of a terminal. Longer ones are cut and end in an ellipsis.</summary>
    public const int MaxLength = 240;

    /// <summary>For example <c>curl (by bash) sent 4.2 MB to files.example.net:21 (ftp)</c>.</summary>
    public static string Of(SecurityEvent happened, long? bytesOut)
    {
        ArgumentNullException.ThrowIfNull(happened);
        var text = new StringBuilder();
        switch (happened.Kind)
        {
            case EventKind.ProcessStart:
                text.Append(happened.Process ?? "a process").Append(" started");
                AppendIf(text, " by ", happened.Parent);
                AppendIf(text, ": ", happened.CommandLine);
                break;
            case EventKind.DnsQuery:
                Actor(text, happened);
                text.Append(" asked for ").Append(happened.DnsName ?? "a name that the log hides");
                AppendIf(text, " ", happened.DnsType);
                AppendIf(text, " at ", happened.DestinationAddress);
                break;
            case EventKind.HttpRequest:
                Actor(text, happened);
                text.Append(' ').Append(happened.HttpMethod ?? "HTTP").Append(" to ");
                Destination(text, happened);
                Bytes(text, ", ", bytesOut);
                break;
            case EventKind.FileAccess:
                Actor(text, happened);
                text.Append(" file ").Append(happened.FilePath ?? "without a path");
                AppendIf(text, " by ", happened.Application);
                AppendIf(text, " to ", happened.DestinationAddress);
                Bytes(text, ", ", bytesOut);
                break;
            case EventKind.CloudApiCall:
                text.Append(happened.CloudPrincipal ?? happened.User ?? "somebody").Append(" called ")
                    .Append(happened.CloudAction ?? "an action");
                AppendIf(text, " on ", happened.CloudResource);
                AppendIf(text, " from ", happened.SourceAddress);
                Bytes(text, ", ", bytesOut);
                break;
            default:
                Actor(text, happened);
                text.Append(bytesOut switch
                {
                    // What left is what the answering end sent: whoever connected fetched it.
                    { } fetched when fetched == happened.DestinationBytes && fetched != happened.SourceBytes => $" fetched {PlainQuantity.Bytes(fetched)} from ",
                    { } sent => $" sent {PlainQuantity.Bytes(sent)} to ",
                    null => " connected to ",
                });
                Destination(text, happened);
                break;
        }

        if (happened is { IsJoined: true, Process: not null })
        {
            text.Append("; process by the host's own log");
        }

        return Cut(text.ToString());
    }

    private static void Actor(StringBuilder text, SecurityEvent happened)
    {
        text.Append(happened.Process ?? happened.SourceAddress ?? happened.Host ?? "somebody");
        if (happened.Process is not null)
        {
            AppendIf(text, " (by ", happened.Parent, ")");
        }
    }

    private static void Destination(StringBuilder text, SecurityEvent happened)
    {
        text.Append(happened.Domain ?? happened.DestinationAddress ?? "an unknown destination");
        if (happened.DestinationPort is { } port)
        {
            text.Append(':').Append(port.ToString(CultureInfo.InvariantCulture));
        }

        AppendIf(text, " (", happened.Application ?? happened.Transport, ")");
    }

    private static void Bytes(StringBuilder text, string before, long? bytes)
    {
        if (bytes is { } count)
        {
            text.Append(before).Append(PlainQuantity.Bytes(count)).Append(" out");
        }
    }

    private static void AppendIf(StringBuilder text, string before, string? value, string after = "")
    {
        if (value is not null)
        {
            text.Append(before).Append(value).Append(after);
        }
    }

    private static string Cut(string text)
    {
        if (text.Length <= MaxLength)
        {
            return text;
        }

        int end = MaxLength - 1;
        return string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[end - 1]) ? end - 1 : end), "…");
    }
}
