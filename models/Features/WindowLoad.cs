using System.Runtime.InteropServices;

namespace Det0131.Models.Features;

/// <summary>What one entity holds of one feature's windows.</summary>
internal sealed class HeldShare(int feature, string entity)
{
    public int Feature { get; } = feature;

    public string Entity { get; } = entity;

    public int Held { get; set; }
}

/// <summary>Counts windows, conversations and distinct names against the bounds of a stream. Not thread-safe.</summary>
internal sealed class WindowLoad(StreamBounds bounds)
{
    private readonly Dictionary<(int Feature, string Entity), HeldShare> _shares = [];
    private int _total;

    /// <returns>Where to count what is opened; null: a bound is reached.</returns>
    public HeldShare? TryOpen(int feature, string entity)
    {
        if (_total >= bounds.Total)
        {
            return null;
        }

        var share = Of(feature, entity);
        return TryAdd(share) ? share : null;
    }

    public bool TryAdd(HeldShare share)
    {
        if (_total >= bounds.Total || share.Held >= bounds.PerEntity)
        {
            return false;
        }

        Hold(share, 1);
        return true;
    }

    /// <summary>Counts what is there already, bounds or not.</summary>
    public HeldShare Hold(int feature, string entity, int count)
    {
        var share = Of(feature, entity);
        Hold(share, count);
        return share;
    }

    public void Release(HeldShare share, int count)
    {
        _total -= count;
        share.Held -= count;
        if (share.Held == 0)
        {
            _shares.Remove((share.Feature, share.Entity));
        }
    }

    private void Hold(HeldShare share, int count)
    {
        _total += count;
        share.Held += count;
    }

    private HeldShare Of(int feature, string entity)
    {
        ref var share = ref CollectionsMarshal.GetValueRefOrAddDefault(_shares, (feature, entity), out _);
        return share ??= new HeldShare(feature, entity);
    }
}
