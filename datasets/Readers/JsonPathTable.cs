using System.Numerics;
using System.Text;

namespace Det0131.Datasets.Readers;

/// <summary>
/// The wanted paths as a tree, looked up by (parent node, key). A key may span several names of a path (<c>"id.orig_h"</c>), so every
/// way to cut a path is an entry. Fixed after construction, so keys in hostile records cannot grow it. Immutable.
/// </summary>
internal sealed class JsonPathTable
{
    public const int Root = 0;

    /// <summary>Levels that <see cref="System.Text.Json.Utf8JsonReader"/> accepts by default.</summary>
    public const int MaxDepth = 64;

    private readonly Entry[] entries;
    private readonly int mask;
    private readonly List<int> slotOfNode = [-1];
    private readonly List<bool> hasChildren = [true];
    private readonly int[][] slotsBelow;

    public JsonPathTable(ReadOnlySpan<string> paths)
    {
        if (paths.IsEmpty)
        {
            throw new ArgumentException("Found no path; expected at least one.", nameof(paths));
        }

        var nodeOfPath = new Dictionary<string, int>(StringComparer.Ordinal) { [""] = Root };
        var edges = new HashSet<(int Parent, string Key, int Node)>();
        for (var slot = 0; slot < paths.Length; slot++)
        {
            AddPath(paths[slot], slot, nodeOfPath, edges);
        }

        var size = (int)BitOperations.RoundUpToPowerOf2((uint)edges.Count * 2);
        mask = size - 1;
        entries = new Entry[size];
        foreach (var (parent, key, node) in edges)
        {
            hasChildren[parent] = true;
            Place(new Entry(parent, Encoding.UTF8.GetBytes(key), node));
        }

        slotsBelow = new int[slotOfNode.Count][];
        foreach (var (path, node) in nodeOfPath)
        {
            slotsBelow[node] = [.. nodeOfPath
                .Where(other => other.Key == path || other.Key.StartsWith(path + ".", StringComparison.Ordinal))
                .Select(other => slotOfNode[other.Value]).Where(slot => slot >= 0)];
        }
    }

    public int NodeCount => slotOfNode.Count;

    public int SlotOf(int node) => slotOfNode[node];

    public bool HasChildren(int node) => hasChildren[node];

    public ReadOnlySpan<int> SlotsBelow(int node) => slotsBelow[node];

    /// <summary>The node for a key below <paramref name="parent"/>, or -1.</summary>
    public int Find(int parent, ReadOnlySpan<byte> key)
    {
        for (var at = Hash(parent, key) & mask; entries[at].Key is { } found; at = (at + 1) & mask)
        {
            if (entries[at].Parent == parent && key.SequenceEqual(found))
            {
                return entries[at].Node;
            }
        }

        return -1;
    }

    private void AddPath(string path, int slot, Dictionary<string, int> nodeOfPath, HashSet<(int, string, int)> edges)
    {
        if (string.IsNullOrEmpty(path) || path.StartsWith('.') || path.EndsWith('.'))
        {
            throw new ArgumentException($"Found the path '{path}'; expected names joined by dots.");
        }

        // All places where the path can be cut: after each name.
        var ends = Enumerable.Range(1, path.Length - 1).Where(at => path[at] == '.').Append(path.Length).ToArray();
        var starts = new List<(int Node, int From)> { (Root, 0) };
        foreach (var end in ends)
        {
            if (!nodeOfPath.TryGetValue(path[..end], out var node))
            {
                node = slotOfNode.Count;
                nodeOfPath[path[..end]] = node;
                slotOfNode.Add(-1);
                hasChildren.Add(false);
            }

            foreach (var (parent, from) in starts)
            {
                edges.Add((parent, path[from..end], node));
            }

            starts.Add((node, end + 1));
        }

        var last = nodeOfPath[path];
        if (slotOfNode[last] >= 0)
        {
            throw new ArgumentException($"Found the path '{path}' twice; expected each once.");
        }

        slotOfNode[last] = slot;
    }

    private void Place(Entry entry)
    {
        var at = Hash(entry.Parent, entry.Key!) & mask;
        while (entries[at].Key is not null)
        {
            at = (at + 1) & mask;
        }

        entries[at] = entry;
    }

    /// <summary>Length and three bytes tell the few wanted keys apart well enough; equality is checked anyway.</summary>
    private static int Hash(int parent, ReadOnlySpan<byte> key) => unchecked(
        (int)((uint)((parent * 31) + key.Length + (key.IsEmpty ? 0 : (key[0] << 4) + (key[^1] << 9) + (key[key.Length / 2] << 14))) * 2654435769u >> 12));

    private readonly record struct Entry(int Parent, byte[]? Key, int Node);
}
