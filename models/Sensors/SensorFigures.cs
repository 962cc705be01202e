namespace Det0131.Models.Sensors;

/// <summary>How the records of different sensors met. Immutable.</summary>
/// <param name="Flows">Flow records of network sensors, without doubles.</param>
/// <param name="Joined">Of these, such as a host's own log names the process of.</param>
/// <param name="Ambiguous">Of these, such as fit connections of several processes: not joined.</param>
/// <param name="Doubles">Records dropped because another sensor told more of the same flow, query or request.</param>
/// <param name="Early">Events that did not wait for their counterpart, or host records that were forgotten before their time, because there were too many.</param>
public readonly record struct SensorFigures(long Flows, long Joined, long Ambiguous, long Doubles, long Early)
{
    /// <summary>Share of the flows that was joined, 0 to 1; 0 where there are none.</summary>
    public double Share => Flows == 0 ? 0 : (double)Joined / Flows;

    public static SensorFigures operator +(SensorFigures a, SensorFigures b) =>
        new(a.Flows + b.Flows, a.Joined + b.Joined, a.Ambiguous + b.Ambiguous, a.Doubles + b.Doubles, a.Early + b.Early);

    public static SensorFigures operator -(SensorFigures a, SensorFigures b) =>
        new(a.Flows - b.Flows, a.Joined - b.Joined, a.Ambiguous - b.Ambiguous, a.Doubles - b.Doubles, a.Early - b.Early);

    /// <summary>For the last lines of a program: <c>12,345 of 100,000 flow records joined to a process (12.3 %), 17 ambiguous, 40 doubles left out</c>.</summary>
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{Joined:N0} of {Flows:N0} flow records of network sensors joined to a process ({Share * 100:0.0} %), {Ambiguous:N0} ambiguous, {Doubles:N0} doubles left out{(Early > 0 ? $", {Early:N0} too many to wait for" : "")}");
}
