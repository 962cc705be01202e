namespace Det0131.Models.Jobs;

/// <summary>Exit codes of the programs, and the one place where an exception becomes a line for people.</summary>
public static class JobExit
{
    public const int Success = 0;

    /// <summary>The job could not be done; standard error says why.</summary>
    public const int Failed = 1;

    /// <summary>The command line was wrong.</summary>
    public const int Usage = 2;

    /// <summary>The job was done, but some input could not be used; standard error says which.</summary>
    public const int Partial = 3;

    /// <summary>Interrupted (128 + SIGINT).</summary>
    public const int Interrupted = 130;

    /// <summary>Says what is wrong with a command line.</summary>
    /// <param name="faults">One sentence each.</param>
    /// <param name="errors">Standard error.</param>
    public static int WrongUsage(IEnumerable<string> faults, TextWriter errors)
    {
        ArgumentNullException.ThrowIfNull(faults);
        ArgumentNullException.ThrowIfNull(errors);
        foreach (var fault in faults)
        {
            errors.WriteLine("error: " + fault);
        }

        errors.WriteLine("Add --help to see what is expected.");
        return Usage;
    }

    /// <summary>Runs a job. What the outside world can cause becomes one clear line; a fault of our own keeps its stack.</summary>
    /// <param name="job">Returns the exit code.</param>
    /// <param name="errors">Standard error.</param>
    public static int Run(Func<int> job, TextWriter errors)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(errors);
        try
        {
            return job();
        }
        catch (OperationCanceledException)
        {
            errors.WriteLine("interrupted");
            return Interrupted;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or FormatException or ArgumentException or TimeoutException
            || e.GetType().Namespace?.StartsWith("Det0131.", StringComparison.Ordinal) == true)
        {
            errors.WriteLine("error: " + e.Message);
            return Failed;
        }
    }
}
