namespace Det0131.Datasets.Lake;

/// <summary>Which fields of an event are read; the others stay as in a new event. Fewer fields, less time.</summary>
[Flags]
public enum EventFields
{
    /// <summary>Time, identity, source, platform, kind and everything that features look at.</summary>
    Behaviour = 1,

    /// <summary>The keys by which records were joined: process, parent and flow key.</summary>
    Keys = 2,

    /// <summary>Where the record stands: its own id, file and line.</summary>
    Provenance = 4,

    /// <summary>The record's text.</summary>
    Raw = 8,

    WithoutRaw = Behaviour | Keys | Provenance,

    All = WithoutRaw | Raw,
}
