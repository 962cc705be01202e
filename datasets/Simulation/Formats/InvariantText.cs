using System.Globalization;
using System.Runtime.CompilerServices;

namespace Det0131.Datasets.Simulation.Formats;

/// <summary>Interpolated text that reads the same on every machine.</summary>
internal static class InvariantText
{
    public static string Text(ref DefaultInterpolatedStringHandler text) => string.Create(CultureInfo.InvariantCulture, ref text);
}
