namespace Det0131.Models.Context;

/// <summary>What the entities of a learned group do, and how much it sets them apart.</summary>
/// <param name="Name">Feature, scope and value in one text: <c>protocol.host||ssl/443</c>.</param>
/// <param name="Weight">Its part of the group's centre, a vector of length 1.</param>
public sealed record PeerHabit(string Name, double Weight);

/// <summary>Entities that behave alike, found in the counts. Immutable.</summary>
/// <param name="Id">Its name, kept from training to training: <c>windows-3</c>.</param>
/// <param name="Basis">The platform's group, or the kind of entity, that it is a part of.</param>
/// <param name="Reason">Three to five values that most of its members have and most others do not; fewer where there are no more.</param>
/// <param name="Centre">The group's habits, heaviest first: what the next training begins with.</param>
/// <param name="Members">Baseline entities (<c>host:pc7</c>), in ordinal order.</param>
public sealed record LearnedPeerGroup(string Id, string Basis, IReadOnlyList<string> Reason, IReadOnlyList<PeerHabit> Centre, IReadOnlyList<string> Members);
