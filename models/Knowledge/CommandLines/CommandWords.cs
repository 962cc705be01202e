namespace Det0131.Models.Knowledge.CommandLines;

/// <summary>
/// Walks over the words of a command line of any shell, once, allocating nothing. White space separates words inside quotes too, so that the
/// words of <c>sh -c "curl -T x"</c> are seen; brackets and quotes around a word are left off.
/// </summary>
/// <remarks>
/// <c>| ; &amp;</c> end a command only next to white space, a bracket or a quote: inside a URL or a form field they are data.
/// </remarks>
public ref struct CommandWords
{
    private const string Openers = "\"'`({[,;|&!";
    private const string Closers = "\"'`)}],;|&";

    private readonly ReadOnlySpan<char> line;
    private int next;
    private bool commandExpected;

    /// <param name="line">A command line, or the rest of one.</param>
    /// <param name="startsWithCommand">Whether the first word is a command: false for a tool's arguments.</param>
    public CommandWords(ReadOnlySpan<char> line, bool startsWithCommand = true)
    {
        this.line = line;
        commandExpected = startsWithCommand;
    }

    /// <summary>The current word, never empty.</summary>
    public ReadOnlySpan<char> Current { get; private set; }

    /// <summary>Position of the current word in the line.</summary>
    public int Start { get; private set; }

    /// <summary>True when a command starts with this word: the first one, and those after <c>| ; &amp; ( { $(</c>.</summary>
    public bool StartsCommand { get; private set; }

    /// <summary>Goes to the next word; false at the end.</summary>
    public bool MoveNext()
    {
        while (next < line.Length)
        {
            int from = next;
            while (from < line.Length && char.IsWhiteSpace(line[from]))
            {
                from++;
            }

            int to = from;
            while (to < line.Length && !char.IsWhiteSpace(line[to]))
            {
                to++;
            }

            next = to;
            bool starts = commandExpected;
            commandExpected = false;
            while (from < to && (Openers.Contains(line[from]) || (line[from] == '$' && from + 1 < to && line[from + 1] == '(')))
            {
                starts |= EndsCommand(line[from]);
                from++;
            }

            int end = to;
            bool bracketed = line[from..to].Contains('[');
            while (end > from && Closers.Contains(line[end - 1]) && !(bracketed && line[end - 1] == ']'))
            {
                commandExpected |= EndsCommand(line[end - 1]);
                end--;
            }

            if (from < end)
            {
                Current = line[from..end];
                Start = from;
                StartsCommand = starts;
                return true;
            }

            commandExpected |= starts;
        }

        Current = default;
        return false;
    }

    private static bool EndsCommand(char character) => character is '|' or ';' or '&' or '(' or '{' or '`';
}
