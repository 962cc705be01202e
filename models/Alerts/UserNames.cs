using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Det0131.Models.Alerts;

/// <summary>
/// The user names of one alert and their pseudonyms, for finding them inside texts. Finds a name where it stands as a word of its own,
/// whatever its case: <c>alice</c> in <c>/Users/alice/x</c> and <c>alice>root</c>, not in <c>malice</c>. Not thread-safe.
/// </summary>
internal sealed class UserNames(Pseudonymiser pseudonymiser)
{
    // One letter is a word too often to be taken for a name.
    private const int MinNameLength = 2;

    private readonly List<(string Name, string Pseudonym)> names = [];

    public void Add(AlertEntity entity, IReadOnlyList<AlertEntity> members)
    {
        Add(entity.User);
        foreach (AlertEntity member in members)
        {
            Add(member.User);
        }
    }

    public void Add(IReadOnlyList<AlertEvent> events)
    {
        foreach (AlertEvent happened in events)
        {
            Add(happened.User);
        }
    }

    [return: NotNullIfNotNull(nameof(name))]
    public string? User(string? name) => name is null ? null : pseudonymiser.User(name);

    [return: NotNullIfNotNull(nameof(text))]
    public string? Replace(string? text)
    {
        if (text is null)
        {
            return null;
        }

        foreach ((string name, string pseudonym) in names)
        {
            text = Replace(text, name, pseudonym);
        }

        return text;
    }

    // DOMAIN\alice and alice@example.com are also written as plain alice: all of them get the pseudonym of the full name.
    private void Add(string? user)
    {
        if (user is null || pseudonymiser.User(user) == user)
        {
            return;
        }

        string pseudonym = pseudonymiser.User(user);
        Add(user, pseudonym);
        Add(user[(user.LastIndexOf('\\') + 1)..], pseudonym);
        int at = user.IndexOf('@', StringComparison.Ordinal);
        Add(at > 0 ? user[..at] : user, pseudonym);
    }

    private void Add(string name, string pseudonym)
    {
        if (name.Length < MinNameLength || pseudonymiser.User(name) == name
            || names.Exists(known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            return;
        }

        // Longest first, so that a full name is replaced before its parts.
        int index = names.FindIndex(known => known.Name.Length < name.Length);
        names.Insert(index < 0 ? names.Count : index, (name, pseudonym));
    }

    private static string Replace(string text, string name, string pseudonym)
    {
        int found = text.IndexOf(name, StringComparison.OrdinalIgnoreCase);
        if (found < 0)
        {
            return text;
        }

        var replaced = new StringBuilder();
        int from = 0;
        while (found >= 0)
        {
            int end = found + name.Length;
            bool isWord = (found == 0 || !char.IsLetterOrDigit(text[found - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end]));
            replaced.Append(text, from, found - from).Append(isWord ? pseudonym : text.AsSpan(found, name.Length));
            from = end;
            found = text.IndexOf(name, from, StringComparison.OrdinalIgnoreCase);
        }

        return replaced.Append(text, from, text.Length - from).ToString();
    }
}
