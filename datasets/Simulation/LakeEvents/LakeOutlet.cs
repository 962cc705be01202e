using System.Globalization;
using Det0131.Datasets.Enrichment;
using Det0131.Datasets.Readers;
using Det0131.Datasets.Readers.HostLogs;
using Det0131.Datasets.Simulation.Acts;
using Det0131.Datasets.Simulation.Machines;
using Det0131.Models.Events;

namespace Det0131.Datasets.Simulation.LakeEvents;

/// <summary>What every lake sensor needs: an event to fill, the enrichment, the joins of the import, and the way out. Not thread-safe.</summary>
internal sealed class LakeOutlet(ActLedger acts, EventEnricher enricher, Action<SecurityEvent> take, LakeSight sight)
{
    /// <summary>How far back the import looks for a process's start.</summary>
    private const long JoinWindowMicros = 86_400_000_000;

    private readonly SecurityEvent _shared = new();

    public ActLedger Acts { get; } = acts;

    public LakeSight Sight { get; } = sight;

    /// <summary>The readers' own texts of host logs.</summary>
    public HostText Text { get; } = new();

    /// <summary>Times of logs that print milliseconds.</summary>
    public static long Milliseconds(long at) => at - (at % 1_000);

    /// <summary>Times of logs that print seconds.</summary>
    public static long Seconds(long at) => at - (at % LogTime.MicrosPerSecond);

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A cleared event, the same each time.</summary>
    public SecurityEvent Begin()
    {
        _shared.Clear();
        return _shared;
    }

    public void Enrich(SecurityEvent filled) => enricher.Enrich(filled);

    /// <summary>Hands an enriched event with identity out, for the act on stage.</summary>
    public void Emit(SecurityEvent enriched) => Emit(enriched, Acts.Playing);

    public void Emit(SecurityEvent enriched, Act? act)
    {
        if (!Sight.Sees(enriched))
        {
            return;
        }

        take(enriched);
        act?.Recorded(enriched.TimeMicros, string.Create(CultureInfo.InvariantCulture, $"event:{enriched.Identity:x32}"));
    }

    /// <summary>Gives an enriched network event what its process's start tells, as the import's join does.</summary>
    public static void Join(SecurityEvent enriched, StartFacts? start)
    {
        if (start is null || !IsWithin(enriched.TimeMicros, start))
        {
            return;
        }

        if (enriched.User is null || enriched.User == start.User)
        {
            enriched.UserClass = enriched.UserClass == UserClass.Unknown ? start.UserClass : enriched.UserClass;
            enriched.PrivilegeChange ??= start.PrivilegeChange;
        }

        if (enriched.CommandLine is null || enriched.CommandLine == start.CommandLine)
        {
            enriched.Tool ??= start.Tool;
            enriched.Verb ??= start.Verb;
        }

        if (enriched.Parent is null)
        {
            (enriched.Parent, enriched.ParentPath) = (start.Parent, enriched.ParentPath ?? start.ParentPath);
        }

        enriched.User ??= start.User;
        enriched.OriginalName ??= start.OriginalName;
        enriched.CommandLine ??= start.CommandLine;
    }

    /// <summary>Gives a process start the name of its parent where only the parent's own start tells it.</summary>
    public static void JoinParent(SecurityEvent enriched, StartFacts? parent)
    {
        if (enriched.Parent is null && parent is not null && IsWithin(enriched.TimeMicros, parent))
        {
            (enriched.Parent, enriched.ParentPath) = (parent.Process, parent.ProcessPath);
        }
    }

    /// <summary>What to remember of an enriched process start.</summary>
    public static StartFacts FactsOf(SecurityEvent start) => new(
        start.TimeMicros, start.User, start.UserClass, start.PrivilegeChange, start.Process, start.ProcessPath, start.OriginalName, start.Parent, start.ParentPath,
        start.CommandLine, start.Tool, start.Verb);

    private static bool IsWithin(long timeMicros, StartFacts start) => timeMicros >= start.TimeMicros && timeMicros - start.TimeMicros <= JoinWindowMicros;
}
