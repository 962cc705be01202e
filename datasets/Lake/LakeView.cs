namespace Det0131.Datasets.Lake;

/// <summary>Parts of a lake as they were at one moment; their files stay until it is disposed, also when the parts are merged or removed meanwhile.</summary>
internal sealed class LakeView(IReadOnlyList<LakePart> parts, IDisposable? held) : IDisposable
{
    /// <summary>By day, then by path.</summary>
    public IReadOnlyList<LakePart> Parts => parts;

    public void Dispose() => held?.Dispose();
}
