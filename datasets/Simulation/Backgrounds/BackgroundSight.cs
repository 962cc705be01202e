using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.LakeEvents;
using Det0131.Models.Events;

namespace Det0131.Datasets.Simulation.Backgrounds;

/// <summary>Sees what the sensors of a background see, as late as they do: an act must not be known by a record that nobody there would have. Not thread-safe.</summary>
internal sealed class BackgroundSight(BackgroundSurvey survey) : LakeSight
{
    // From when a program asks until its packet passes the sensor: what a busy machine takes.
    private const int MostLate = 35_000;

    private readonly Dictionary<string, BackgroundHost> _hosts = survey.Hosts.ToDictionary(h => h.Name, StringComparer.Ordinal);

    /// <summary>Network records of formats that the background has, but for questions to no resolver (a host whose names are looked up in a tunnel); host records where that host has such a log.</summary>
    public override bool Sees(SecurityEvent enriched) =>
        enriched.Host is null
            ? survey.NetworkSources.Contains(enriched.Source) && !string.IsNullOrEmpty(enriched.DestinationAddress)
            : _hosts.TryGetValue(enriched.Host, out var host) && host.OwnSources.Contains(enriched.Source);

    public override long Late(DemoRandom random) => random.Between(0, MostLate);

    public override long SslAfter(DemoRandom random) => survey.SslDelays.Count == 0 ? base.SslAfter(random) : random.Pick(survey.SslDelays);

    public override long HttpAfter(DemoRandom random) => survey.HttpDelays.Count == 0 ? base.HttpAfter(random) : random.Pick(survey.HttpDelays);
}
