using System.Globalization;
using Det0131.Models.Alerts;

namespace Det0131.Scoring.Hosting;

/// <summary>One thing that the service is told, by option or by configuration. Immutable.</summary>
/// <param name="Name">Name of the option without dashes: <c>settle</c>.</param>
/// <param name="Key">Name in the configuration under <c>Det0131:</c>, which is the property's name: <c>SettleSeconds</c>.</param>
/// <param name="Kind">What is expected.</param>
/// <param name="Unit">What a number counts, or what a text is.</param>
/// <param name="Default">As it is printed.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Apply">Puts a value in. Throws <see cref="FormatException"/> saying what was expected.</param>
public sealed record ServeSetting(
    string Name, string Key, SettingKind Kind, string Unit, string Default, string Description, Func<ServeOptions, IReadOnlyList<string>, ServeOptions> Apply)
{
    /// <summary>Puts values in.</summary>
    /// <param name="options">What there is so far.</param>
    /// <param name="values">At least one.</param>
    /// <param name="where">Where they stand, for the message: <c>--settle</c>, <c>Det0131:SettleSeconds</c>.</param>
    /// <exception cref="FormatException">A value is of the wrong shape.</exception>
    public ServeOptions Set(ServeOptions options, IReadOnlyList<string> values, string where)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (Kind != SettingKind.Many && values.Count != 1)
        {
            throw new FormatException($"{where} is given {values.Count} times; expected once.");
        }

        try
        {
            return Apply(options, values);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new FormatException($"{where} is '{TerminalText.Escape(string.Join(", ", values))}'; expected {Expected()}.", e);
        }
    }

    internal static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    internal static long Whole(string text) => long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private string Expected() => Kind switch
    {
        SettingKind.Number => $"a number of {Unit}",
        SettingKind.Whole => $"a whole number of {Unit}",
        SettingKind.Flag => "true or false",
        _ => Unit,
    };
}

/// <summary>What a setting's value looks like.</summary>
public enum SettingKind : byte
{
    Text = 0,

    /// <summary>Any number of texts.</summary>
    Many = 1,

    Number = 2,

    Whole = 3,

    /// <summary>True, false; as an option without a value it means true.</summary>
    Flag = 4,
}
