namespace Det0131.Datasets.Readers.Network;

/// <summary>The first lines of a file, for formats that share it with other lines of syslog.</summary>
internal readonly ref struct HeadLines(ReadOnlySpan<byte> head)
{
    private const int LinesLookedAt = 40;

    private readonly ReadOnlySpan<byte> head = head;

    public delegate bool LineTest(ReadOnlySpan<byte> line);

    /// <summary>Whether one of them passes. Lines of JSON and headers with # are left out.</summary>
    public bool Any(LineTest test)
    {
        var rest = head;
        for (var count = 0; count < LinesLookedAt && !rest.IsEmpty; count++)
        {
            var end = rest.IndexOf((byte)'\n');
            var line = (end < 0 ? rest : rest[..end]).TrimEnd((byte)'\r');
            if (line is [not ((byte)'{' or (byte)'[' or (byte)'#'), ..] && test(line))
            {
                return true;
            }

            rest = end < 0 ? default : rest[(end + 1)..];
        }

        return false;
    }
}
