using Microsoft.Win32.SafeHandles;

namespace Det0131.Datasets.Following;

/// <summary>Reads at a place of a file. Thread-safe.</summary>
public static class FileBytes
{
    /// <summary>Fills the span from an offset; fewer bytes only at the end of the file.</summary>
    public static int Read(SafeFileHandle file, Span<byte> into, long offset)
    {
        var total = 0;
        while (total < into.Length)
        {
            var count = RandomAccess.Read(file, into[total..], offset + total);
            if (count == 0)
            {
                break;
            }

            total += count;
        }

        return total;
    }
}
