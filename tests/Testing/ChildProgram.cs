using System.Diagnostics;

namespace Det0131.Testing;

/// <summary>What a program gave back: exit code, standard output, standard error.</summary>
internal readonly record struct ChildRun(int Code, string Output, string Errors);

/// <summary>
/// Runs other programs. None of the test's own streams is left to them: the runner is told of results over these, and a result is lost when a child writes
/// between. Whoever is not asynchronous may wait for it: nothing goes on on a test's own threads.
/// </summary>
internal static class ChildProgram
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>How to start a program so that all its streams are the caller's to read, write and close.</summary>
    public static ProcessStartInfo StartOf(string program, params IEnumerable<string> arguments) =>
        new(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };

    /// <summary>Starts a program that is given nothing to read.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">There is no such program.</exception>
    public static Process Start(ProcessStartInfo start)
    {
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
        process.StandardInput.Close();
        return process;
    }

    /// <summary>Runs a program to its end, at most three minutes.</summary>
    /// <param name="program">Its name or path.</param>
    /// <param name="arguments">What it is called with.</param>
    public static Task<ChildRun> RunAsync(string program, params IEnumerable<string> arguments) => RunAsync(StartOf(program, arguments));

    /// <summary>The same with something to read.</summary>
    /// <param name="start">From <see cref="StartOf"/>.</param>
    /// <param name="input">What it reads.</param>
    /// <param name="limit">How long it may take; null: three minutes.</param>
    /// <exception cref="TimeoutException">It took longer; it was ended. Says what it wrote.</exception>
    public static async Task<ChildRun> RunAsync(ProcessStartInfo start, string input = "", TimeSpan? limit = null)
    {
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var ends = new CancellationTokenSource(limit ?? Limit);
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), ends.Token).ConfigureAwait(false);
            process.StandardInput.Close();
            await process.WaitForExitAsync(ends.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{start.FileName} {string.Join(' ', start.ArgumentList)} ran over {limit ?? Limit}:\n{await output.ConfigureAwait(false)}{await errors.ConfigureAwait(false)}");
        }

        return new ChildRun(process.ExitCode, await output.ConfigureAwait(false), await errors.ConfigureAwait(false));
    }
}
