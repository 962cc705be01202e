using Microsoft.Extensions.Logging;

namespace Det0131.Scoring.Streaming;

/// <content>What it says.</content>
internal sealed partial class ScoringService
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Events} events in {Cuts} micro-batches scored again after the start")]
    private partial void LogReplayed(long events, int cuts);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Model version {Version} is not to be had: what it scored is scored again with {Other}")]
    private partial void LogReplayedByAnother(string version, string other);

    [LoggerMessage(Level = LogLevel.Error, Message = "The journal cannot be used, scoring waits: {Why}")]
    private partial void LogNotRead(string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "Alerts cannot be stored, scoring waits: {Why}")]
    private partial void LogNotStored(string why);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Scoring stopped")]
    private partial void LogStopped(Exception fault);
}
