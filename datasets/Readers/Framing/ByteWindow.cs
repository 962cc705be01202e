using System.Buffers;

namespace Det0131.Datasets.Readers;

/// <summary>A sliding view of a stream: what was read and not yet used, in one pooled buffer that grows when one record needs it. Not thread-safe.</summary>
internal sealed class ByteWindow(Stream stream, int initialBytes) : IDisposable
{
    private byte[] buffer = ArrayPool<byte>.Shared.Rent(initialBytes);
    private int capacity = initialBytes; // The pool may give more; tests want small windows.
    private int start;
    private int end;

    public ReadOnlySpan<byte> Data => buffer.AsSpan(start, end - start);

    public bool Ended { get; private set; }

    /// <summary>Why the stream broke off, or null. Set once, together with <see cref="Ended"/>.</summary>
    public string? Failure { get; private set; }

    public void Advance(int count) => start += count;

    /// <summary>Adds bytes behind <see cref="Data"/>; its content keeps its order but moves. False when the stream has ended.</summary>
    public bool Fill()
    {
        if (Ended)
        {
            return false;
        }

        MakeRoom();
        try
        {
            var count = stream.Read(buffer.AsSpan(end, capacity - end));
            end += count;
            Ended = count == 0;
        }
        catch (InvalidDataException problem)
        {
            Break(problem.Message);
        }
        catch (IOException problem)
        {
            Break(problem.Message);
        }

        return !Ended;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
        capacity = start = end = 0;
        Ended = true;
        stream.Dispose();
    }

    private void Break(string why)
    {
        Failure = why;
        Ended = true;
    }

    private void MakeRoom()
    {
        if (start > 0 && (end == capacity || start == end))
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            start = 0;
        }

        if (end < capacity)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(capacity * 2);
        capacity *= 2;
        buffer.AsSpan(0, end).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
