namespace Det0131.Datasets.Readers;

/// <summary>A stream whose beginning can be looked at before it is read. Not thread-safe.</summary>
internal sealed class PeekStream(Stream inner) : ReadOnlyStream
{
    private byte[] head = [];
    private int headCount;
    private int headRead;

    /// <summary>What broke the stream while it was looked at, or null.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>
    /// The first bytes, fewer where the stream is shorter. Only before the first read. A stream that breaks here gives what came before;
    /// its fault is thrown by the read that reaches it.
    /// </summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        if (head.Length < count)
        {
            Array.Resize(ref head, count);
        }

        while (headCount < count && Fault is null)
        {
            try
            {
                var read = inner.Read(head.AsSpan(headCount, count - headCount));
                if (read == 0)
                {
                    break;
                }

                headCount += read;
            }
            catch (IOException problem)
            {
                Fault = problem;
            }
            catch (InvalidDataException problem)
            {
                Fault = problem;
            }
        }

        return head.AsSpan(0, Math.Min(count, headCount));
    }

    public override int Read(Span<byte> buffer)
    {
        if (headRead < headCount)
        {
            var count = Math.Min(buffer.Length, headCount - headRead);
            head.AsSpan(headRead, count).CopyTo(buffer);
            headRead += count;
            return count;
        }

        head = [];
        return Fault is null ? inner.Read(buffer) : throw Fault;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
