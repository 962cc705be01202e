namespace Det0131.Datasets.Simulation.Machines;

/// <summary>The words of a Unix command line.</summary>
internal static class CommandWords
{
    /// <summary>Splits at blanks; text between single quotes stays one argument, without the quotes.</summary>
    public static List<string> Split(string commandLine)
    {
        var parts = new List<string>();
        var quoted = commandLine.Split('\'');
        for (var i = 0; i < quoted.Length; i++)
        {
            if (i % 2 == 1)
            {
                parts.Add(quoted[i]);
            }
            else
            {
                parts.AddRange(quoted[i].Split(' ', StringSplitOptions.RemoveEmptyEntries));
            }
        }

        return parts;
    }
}
