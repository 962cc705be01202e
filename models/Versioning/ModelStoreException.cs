namespace Det0131.Models.Versioning;

/// <summary>A model version or an export is damaged, newer than this program, or not there. Says which file, and why.</summary>
public sealed class ModelStoreException : Exception
{
    /// <summary>Makes the exception from the problems found.</summary>
    /// <param name="subject">The version, or the file that was to be imported.</param>
    /// <param name="problems">At least one, each beginning with the file it is about.</param>
    /// <param name="inner">What caused it, if anything.</param>
    public ModelStoreException(string subject, IReadOnlyList<string> problems, Exception? inner = null)
        : base($"{subject}: {string.Join("; ", problems.Take(5))}{(problems.Count > 5 ? $"; and {problems.Count - 5} more" : "")}.", inner)
    {
        Subject = subject;
        Problems = problems;
    }

    /// <summary>The version, or the file that was to be imported.</summary>
    public string Subject { get; }

    /// <summary>Everything found, each beginning with the file it is about.</summary>
    public IReadOnlyList<string> Problems { get; }
}
