using Det0131.Models.Alerts;

namespace Det0131.Scoring.Access;

/// <summary>Roles as people write them: <c>ingest</c>, <c>analyst</c>, <c>data-scientist</c>, <c>admin</c>.</summary>
public static class RoleNames
{
    /// <summary>By number of the role.</summary>
    public static IReadOnlyList<string> All { get; } = ["ingest", "analyst", "data-scientist", "admin"];

    public static string Of(Role role) => All[(int)role];

    /// <exception cref="ArgumentException">It is none; the message lists them.</exception>
    public static Role Parse(string? text)
    {
        for (var i = 0; i < All.Count; i++)
        {
            if (All[i] == text)
            {
                return (Role)i;
            }
        }

        throw new ArgumentException($"The role is '{Shown(text)}'; expected {string.Join(", ", All)}.");
    }

    private static string Shown(string? text) => TerminalText.Escape(text is { Length: > 40 } ? text[..40] + "..." : text ?? "");
}
