namespace Det0131.Datasets.Readers.Windows.EventLogs;

/// <summary>
/// What the records of one chunk may cost. A record names a template, and a template may put one value in many places, so few bytes can be made to expand to very many: real chunks
/// expand five to ten times. Not thread-safe.
/// </summary>
internal sealed class ExpansionBudget
{
    public const int RecordBytes = 1 << 20;
    public const int ChunkBytes = 4 << 20;
    public const int RecordTokens = 1 << 16;
    public const int ChunkTokens = 1 << 19;

    private int bytesLeft;
    private int tokensLeft;

    /// <summary>Bytes of JSON that the next record may have.</summary>
    public int Bytes => Math.Min(RecordBytes, bytesLeft);

    /// <summary>Tokens of BinXml that it may take.</summary>
    public int Tokens => Math.Min(RecordTokens, tokensLeft);

    public void Reset() => (bytesLeft, tokensLeft) = (ChunkBytes, ChunkTokens);

    public void Spend(int bytes, int tokens)
    {
        bytesLeft = Math.Max(0, bytesLeft - bytes);
        tokensLeft = Math.Max(0, tokensLeft - tokens);
    }
}
