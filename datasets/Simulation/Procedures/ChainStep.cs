namespace Det0131.Datasets.Simulation.Procedures;

/// <summary>
/// One program of a procedure's chain. The chain is written as <c>~explorer.exe => cmd.exe /c x => curl.exe -T f url ++ other</c>:
/// <c>~</c> runs since before, <c>=></c> starts a child of the last, <c>++</c> a sibling of it; <c>[path]</c> gives the image where it is not the
/// usual one; <c>@word rest</c> is something the programs do or the hypervisor logs. Immutable.
/// </summary>
/// <param name="IsSibling">Whether the last program's parent is its parent.</param>
/// <param name="Path">Image path, or empty for the usual one.</param>
/// <param name="Command">The command line as it is typed, or what follows the word.</param>
/// <param name="Word">What is logged instead of a start: <c>create</c>, <c>hostd</c>, <c>vmkernel</c>, ...; empty for a program.</param>
internal sealed record ChainStep(bool IsSibling, bool IsResident, string Path, string Command, string Word)
{
    /// <summary>Words that may follow a command in the same step; others stand alone.</summary>
    private static readonly string[] Trailing = [" @create ", " @hostd ", " @vmkernel "];

    /// <summary>The first word of the command.</summary>
    public string Name => Command.Split(' ', 2)[0];

    /// <summary>What follows it.</summary>
    public string Arguments => Command.Split(' ', 2) is [_, var rest] ? rest : "";

    public static IReadOnlyList<ChainStep> Parse(string chain)
    {
        var steps = new List<ChainStep>();
        foreach (var (child, childIndex) in chain.Split(" => ", StringSplitOptions.RemoveEmptyEntries).Select((text, index) => (text, index)))
        {
            foreach (var (text, index) in child.Split(" ++ ").Select((text, index) => (text, index)))
            {
                var rest = text;
                var after = new List<ChainStep>();
                foreach (var mark in Trailing)
                {
                    if (rest.IndexOf(mark, StringComparison.Ordinal) is > 0 and var at)
                    {
                        after.Add(Told(rest[(at + 2)..]));
                        rest = rest[..at];
                    }
                }

                steps.Add(One(rest, index > 0));
                steps.AddRange(after);
            }
        }

        return steps;
    }

    private static ChainStep One(string text, bool sibling)
    {
        if (text[0] == '@')
        {
            return Told(text[1..]);
        }

        var resident = text[0] == '~';
        text = resident ? text[1..] : text;
        var path = "";
        if (text[0] == '[')
        {
            var close = text.IndexOf(']', StringComparison.Ordinal);
            path = text[1..close];
            text = text[(close + 2)..];
        }

        return new ChainStep(sibling, resident, path, text, "");
    }

    private static ChainStep Told(string text)
    {
        var blank = text.IndexOf(' ', StringComparison.Ordinal);
        return blank < 0 ? new ChainStep(true, false, "", "", text) : new ChainStep(true, false, "", text[(blank + 1)..], text[..blank]);
    }
}
