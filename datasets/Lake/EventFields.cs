namespace Det0131.Datasets.Lake;

/// <summary>Which fields of an event are read; the others stay as in a new event. Fewer fields, less time.</summary>
[Flags]
public enum EventFields
{
    /// <summary>Time, identity, source, platform, kind and everything that features look at.</summary>
    Behaviour = 1,

    /// <summary>The part of <see cref="Behaviour"/> that tells who the hosts are and what surrounds them: see <see cref="SiteSurvey"/>.</summary>
    Site = 32,

    /// <summary>The keys by which processes were joined: nearly as many texts as events.</summary>
    ProcessKeys = 2,

    /// <summary>Where the record stands: its own id, file and line.</summary>
    Provenance = 4,

    /// <summary>The record's text.</summary>
    Raw = 8,

    /// <summary>The key by which requests were joined to their flow.</summary>
    FlowKeys = 16,

    /// <summary>The keys by which records were joined: process, parent and flow key.</summary>
    Keys = ProcessKeys | FlowKeys,

    WithoutRaw = Behaviour | Keys | Provenance,

    All = WithoutRaw | Raw,
}
