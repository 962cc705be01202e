namespace Det0131.Models.Baselines;

/// <summary>One row of a baseline. Immutable.</summary>
/// <param name="Feature">Index of the feature in the table's schema.</param>
/// <param name="Entity">Whose behaviour, for example <c>host:pc1</c>.</param>
/// <param name="Scope">"" when the feature has no scope.</param>
/// <param name="Value">The value seen; "" for magnitudes; the hour of the day, "0" to "23", for circular features.</param>
/// <param name="Unit">Number of the feature's time unit, from 0.</param>
/// <param name="Magnitude">The unit's magnitude, finite and at least 0; 0 for features without one.</param>
public readonly record struct BaselineRow(int Feature, string Entity, string Scope, string Value, int Unit, double Magnitude);

/// <summary>
/// What remains of the values that were evicted from one (feature, entity, scope), per unit. Immutable.
/// </summary>
/// <param name="Rows">How many evicted rows the unit had: they stay in n.</param>
/// <param name="Values">How many of the evicted values were seen in this unit first: they stay in K, each once.</param>
public readonly record struct EvictedRows(int Feature, string Entity, string Scope, int Unit, int Rows, int Values);

/// <summary>A value that an entity was seen with. Immutable.</summary>
/// <param name="Periods">In how many units.</param>
public sealed record LearnedValue(string Scope, string Value, int Periods, int FirstUnit, int LastUnit);
