using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Det0131.Datasets.DuckDb;

/// <summary>DuckDB refused something. The message holds its text and the beginning of the SQL.</summary>
public sealed class DuckDbException : Exception
{
    private const int SqlCharsShown = 120;

    public DuckDbException()
    {
    }

    public DuckDbException(string message)
        : base(message)
    {
    }

    public DuckDbException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    [DoesNotReturn]
    internal static void Throw(string? duckDbText, string what)
    {
        var shown = what.Length <= SqlCharsShown ? what : string.Concat(what.AsSpan(0, SqlCharsShown), " ...");
        throw new DuckDbException($"DuckDB: {duckDbText ?? "no reason given"} (in: {shown.ReplaceLineEndings(" ")})");
    }

    /// <summary>An interrupted query is a cancelled one when its token says so, else an error.</summary>
    [DoesNotReturn]
    internal static void Throw(string? duckDbText, string what, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Throw(duckDbText, what);
    }

    internal static string? Text(nint utf8) => Marshal.PtrToStringUTF8(utf8);
}
