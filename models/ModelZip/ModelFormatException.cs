namespace Det0131.Models.ModelZip;

/// <summary>
/// A model zip is damaged, hostile, newer than this program, or holds another kind of model. Says in which entry,
/// what was found there and what was expected.
/// </summary>
public sealed class ModelFormatException : Exception
{
    /// <summary>Makes the exception; the message is put together from the three parts.</summary>
    public ModelFormatException(string entry, string found, string expected, Exception? inner = null)
        : base($"Model zip, {entry}: found {found}, expected {expected}.", inner)
    {
        Entry = entry;
        Found = found;
        Expected = expected;
    }

    /// <summary>The zip entry in question, or <c>container</c> when the zip itself is at fault.</summary>
    public string Entry { get; }

    /// <summary>What was found there.</summary>
    public string Found { get; }

    /// <summary>What was expected instead.</summary>
    public string Expected { get; }
}
