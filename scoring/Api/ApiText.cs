using System.Globalization;
using System.Text.Json;

namespace Det0131.Scoring.Api;

/// <summary>Reads what stands in a query string or header. Every fault says what was found and what was expected.</summary>
internal static class ApiText
{
    /// <summary>An enumeration's member as the API writes it: <c>in-progress</c>.</summary>
    /// <exception cref="BadHttpRequestException">It is none.</exception>
    public static T Member<T>(string name, string text)
        where T : struct, Enum
    {
        foreach (var member in Enum.GetValues<T>())
        {
            if (Name(member) == text)
            {
                return member;
            }
        }

        throw Wrong(name, text, "one of " + string.Join(", ", Enum.GetValues<T>().Select(Name)));
    }

    /// <summary>ISO 8601; without a zone it is UTC.</summary>
    /// <exception cref="BadHttpRequestException">It is none.</exception>
    public static DateTimeOffset Time(string name, string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw Wrong(name, text, "a time such as 2026-11-21T08:00:00Z");

    /// <exception cref="BadHttpRequestException">It is none, or out of range.</exception>
    public static long Whole(string name, string text, long least, long most) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw Wrong(name, text, $"a whole number from {least} to {most}");

    /// <summary>What a member is called in JSON and query strings.</summary>
    public static string Name<T>(T member)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(member.ToString());

    public static BadHttpRequestException Wrong(string name, string found, string expected) => new($"{name} is '{Hosting.Answers.Shown(found)}'; expected {expected}.");
}
