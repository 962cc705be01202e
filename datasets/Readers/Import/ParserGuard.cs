namespace Det0131.Datasets.Readers;

/// <summary>Runs a parser so that a defect in it costs one record. Thread-safe.</summary>
internal static class ParserGuard
{
    /// <summary>
    /// A parser must not throw for what a record holds. If one does all the same, one record must not end the import: it is refused with the
    /// exception's name, so that the defect is seen. Exceptions of whoever takes the events are not ours to hide.
    /// </summary>
    public static void Parse(IRecordParser parser, ReadOnlySpan<byte> record, bool isEnd, ImportSink sink)
    {
        try
        {
            if (isEnd)
            {
                parser.Complete(sink);
            }
            else
            {
                parser.Parse(record, sink.Position, sink);
            }
        }
        catch (Exception fault) when (!sink.InAccept && fault is not (StrictReadException or OperationCanceledException or OutOfMemoryException))
        {
            sink.Reject($"defect in the reader ({fault.GetType().Name})");
        }
    }
}
