namespace Det0131.Models.Drift;

/// <summary>Which way something changed.</summary>
public enum ChangeKind
{
    /// <summary>Seen by the later version alone, or usual in twice the amount.</summary>
    BecameNormal,

    /// <summary>Seen by the earlier version alone, or usual in half the amount.</summary>
    StoppedBeingNormal,
}

/// <summary>One learned value that changed. Immutable. Names and values are log-derived: whoever prints them escapes them.</summary>
/// <param name="Kind">Which way.</param>
/// <param name="Feature">The feature that learned it.</param>
/// <param name="Entity">Whose: <c>host:pc7</c>.</param>
/// <param name="Scope">Within what; "" for none.</param>
/// <param name="Value">The value; "" for an amount.</param>
/// <param name="What">The same in words.</param>
/// <param name="PeriodsBefore">Periods that the earlier version saw it in.</param>
/// <param name="PeriodsAfter">Periods that the later version saw it in.</param>
/// <param name="Factor">For an amount: how many times the earlier one it is; else null.</param>
public sealed record NormalChange(
    ChangeKind Kind, string Feature, string Entity, string Scope, string Value, string What, int PeriodsBefore, int PeriodsAfter, double? Factor);

/// <summary>What changed under one element. Immutable. Counts are of all; the lists hold the most important ones.</summary>
/// <param name="Analytic"><c>AN0367</c>.</param>
/// <param name="Element">MITRE's name, or a shared one's.</param>
/// <param name="IsMitre">One of the 13.</param>
/// <param name="BecameNormal">Values of entities that both versions know.</param>
/// <param name="StoppedBeingNormal">The same.</param>
/// <param name="OfNewEntities">Values of entities that the later version alone knows: counted, not listed.</param>
/// <param name="OfGoneEntities">Values of entities that the earlier version alone knows.</param>
/// <param name="Uncertain">Values missing on a side that has dropped values of that scope: neither counted as changed nor listed.</param>
/// <param name="Became">Most periods first.</param>
/// <param name="Stopped">Most periods first.</param>
public sealed record ElementChanges(
    string Analytic, string Element, bool IsMitre, long BecameNormal, long StoppedBeingNormal, long OfNewEntities, long OfGoneEntities, long Uncertain,
    IReadOnlyList<NormalChange> Became, IReadOnlyList<NormalChange> Stopped);

/// <summary>Part of one entity in a feature's drift. Immutable.</summary>
/// <param name="Entity">Which.</param>
/// <param name="Part">Its part of the index; the parts of all entities add up to it. May be negative: it moves against the others.</param>
/// <param name="Before">Its observations before.</param>
/// <param name="After">And after.</param>
public sealed record DriftDriver(string Entity, double Part, long Before, long After);

/// <summary>How far a feature's bits have moved. Immutable.</summary>
/// <param name="Analytic"><c>AN0367</c>.</param>
/// <param name="Element">The element that the feature belongs to there.</param>
/// <param name="Feature">The feature.</param>
/// <param name="Index">Population stability index over the shape's bins, joined to ten; null when one side has nothing.</param>
/// <param name="Bins">Bins compared.</param>
/// <param name="Before">Observations before.</param>
/// <param name="After">And after.</param>
/// <param name="Drivers">Entities with the largest parts, up or down.</param>
public sealed record FeatureDrift(string Analytic, string Element, string Feature, double? Index, int Bins, long Before, long After, IReadOnlyList<DriftDriver> Drivers);

/// <summary>The threshold of one kind of group in both versions. Immutable.</summary>
/// <param name="Analytic"><c>AN0367</c>.</param>
/// <param name="Kind">Kinds of events and size class, in words.</param>
/// <param name="Before">Bits from which alerts opened; null: the earlier version had no such group.</param>
/// <param name="After">Bits from which alerts open now.</param>
/// <param name="GroupsBefore">Groups of this kind in the earlier training.</param>
/// <param name="GroupsAfter">And in the later.</param>
public sealed record ThresholdChange(string Analytic, string Kind, double? Before, double? After, long GroupsBefore, long GroupsAfter);

/// <summary>How one version sees an incident. Immutable.</summary>
/// <param name="Score">Bits of its best group.</param>
/// <param name="Threshold">Bits from which it opens an alert.</param>
/// <param name="ReturnPeriodDays">Once in so many days; null: not calibrated.</param>
/// <param name="ReturnPeriod">The same in words.</param>
/// <param name="Opens">Whether one of its groups passed its threshold.</param>
public sealed record IncidentView(double Score, double Threshold, double? ReturnPeriodDays, string ReturnPeriod, bool Opens);

/// <summary>An incident that opens an alert under one version or both. Immutable.</summary>
/// <param name="Analytic"><c>AN0367</c>.</param>
/// <param name="Entity">Log-derived text.</param>
/// <param name="Destination">Log-derived text.</param>
/// <param name="Day">UTC.</param>
/// <param name="Before">Under the earlier version; null: that version formed no such group (it takes the host for another).</param>
/// <param name="After">Under the later one.</param>
public sealed record IncidentChange(string Analytic, string Entity, string Destination, DateOnly Day, IncidentView? Before, IncidentView? After);

/// <summary>What the last days of a lake are to both versions. Immutable. Counts are of all; the lists hold the rarest.</summary>
/// <param name="From">First day scored, UTC.</param>
/// <param name="Until">Last day scored.</param>
/// <param name="Events">Events read.</param>
/// <param name="Incidents">Incidents, alerts or not, that either version formed.</param>
/// <param name="OpenBefore">Incidents over the earlier version's threshold.</param>
/// <param name="OpenAfter">And over the later one's.</param>
/// <param name="Appear">Over the threshold under the later version alone.</param>
/// <param name="Vanish">Under the earlier alone.</param>
/// <param name="Stay">Under both.</param>
/// <param name="Appearing">The rarest that appear.</param>
/// <param name="Vanishing">The rarest that vanish.</param>
/// <param name="Moving">Of those that stay, the ones whose score moved most.</param>
/// <param name="Drift">How the bits of the same groups moved.</param>
public sealed record LakeDifference(
    DateOnly From, DateOnly Until, long Events, long Incidents, long OpenBefore, long OpenAfter, long Appear, long Vanish, long Stay,
    IReadOnlyList<IncidentChange> Appearing, IReadOnlyList<IncidentChange> Vanishing, IReadOnlyList<IncidentChange> Moving, IReadOnlyList<FeatureDrift> Drift);

/// <summary>What differs between two model versions. Immutable.</summary>
/// <param name="Before">Id of the earlier version.</param>
/// <param name="After">Id of the later one.</param>
/// <param name="EntitiesBefore">Users and hosts that the earlier one knows.</param>
/// <param name="EntitiesAfter">And the later one.</param>
/// <param name="RowsBefore">Baseline rows.</param>
/// <param name="RowsAfter">Baseline rows.</param>
/// <param name="Elements">By analytic and element, in MITRE's order.</param>
/// <param name="Drift">By baseline rows, the largest index first.</param>
/// <param name="Thresholds">By analytic and kind of group.</param>
/// <param name="Lake">Null: no lake was given.</param>
public sealed record VersionDifference(
    string Before, string After, long EntitiesBefore, long EntitiesAfter, long RowsBefore, long RowsAfter,
    IReadOnlyList<ElementChanges> Elements, IReadOnlyList<FeatureDrift> Drift, IReadOnlyList<ThresholdChange> Thresholds, LakeDifference? Lake);
