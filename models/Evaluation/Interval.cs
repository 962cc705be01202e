namespace Det0131.Models.Evaluation;

/// <summary>An estimate with its confidence interval. Low is at most Value, which is at most High.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end; may be infinite.</param>
public readonly record struct Interval(double Value, double Low, double High);
