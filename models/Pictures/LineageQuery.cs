using Det0131.Models.Features;

namespace Det0131.Models.Pictures;

/// <summary>Walks from who starts what. Thread-safe.</summary>
internal sealed class LineageQuery(TableView table)
{
    private static readonly Feature ParentChild = FeatureCatalogue.Get("lineage.parent_child");
    private static readonly Feature TransferTool = FeatureCatalogue.Get("lineage.transfer_tool");
    private static readonly Feature ProcessProtocol = FeatureCatalogue.Get("lineage.process_protocol");

    /// <summary>Null for features that tell no lineage, and where the observation names no process.</summary>
    public LineagePicture? Lineage(PictureTarget target)
    {
        var (parent, process) = Pair(target);
        if (string.IsNullOrEmpty(process))
        {
            return null;
        }

        // A tool is named without its extension and has callers, who may only name it on their command line.
        var starts = target.Feature.Id == TransferTool.Id ? TransferTool : ParentChild;
        var more = 0;
        List<LineageLink> links = [];
        if (parent is not null)
        {
            links.AddRange(Most(Into(ParentChild, LineageStep.IntoParent, target, parent), ref more));
        }

        var observed = parent is null || process == parent ? null : starts == TransferTool
            ? Link(TransferTool, target, LineageStep.ParentToProcess, parent, process, process, parent)
            : Link(ParentChild, target, LineageStep.ParentToProcess, parent, process, parent, process);
        var siblings = parent is null ? [] : Out(ParentChild, LineageStep.ParentToProcess, target, parent);
        links.AddRange(Most(Enumerable.Concat(observed is null ? [] : [observed with { IsObserved = target.Feature.Id != ProcessProtocol.Id }],
            starts == TransferTool ? Callers(target, process) : Into(ParentChild, LineageStep.ParentToProcess, target, process)), ref more));
        links.AddRange(Most(siblings.Where(l => !links.Contains(l) && l.To != process), ref more));
        links.AddRange(Most(Out(ParentChild, LineageStep.FromProcess, target, process), ref more));
        links.AddRange(Most(Protocols(target, process), ref more));
        return new()
        {
            FeatureId = target.Feature.Id, Meaning = target.Feature.Meaning, Entity = target.Entity, Scope = target.Scope,
            IsInModel = target.IsInModel, Note = target.Note, PeriodNoun = table.PeriodNoun(ParentChild),
            Parent = parent, Process = process, Links = links, MoreLinks = more,
        };
    }

    private static (string? Parent, string? Process) Pair(PictureTarget target) => target.Feature.Id switch
    {
        "lineage.parent_child" => (target.Scope, target.Value),
        "lineage.transfer_tool" => (target.Value, target.Scope),
        "lineage.process_protocol" => (null, target.Scope),
        "command.tool" or "command.verb" or "command.token" => Cut(target.Scope),
        _ => (null, null),
    };

    private static (string? Parent, string? Process) Cut(string pair)
    {
        var at = pair.IndexOf('>', StringComparison.Ordinal);
        return at < 0 ? (null, pair) : (pair[..at], pair[(at + 1)..]);
    }

    /// <summary>What a program starts here; where it starts nothing here, what it starts elsewhere.</summary>
    private IEnumerable<LineageLink> Out(Feature feature, LineageStep step, PictureTarget target, string from)
    {
        var leaf = table.Leaf(feature, target.EntityId, table.StringId(from));
        var values = leaf >= 0
            ? table.Values(leaf).Select(v => (v.Value, Periods: v.Units))
            : table.Index.ValuesElsewhere(feature.Index, target.Entity, from).OrderByDescending(v => v.Count).ThenBy(v => v.Value, StringComparer.Ordinal)
                .Take(LineagePicture.MostLinks).Select(v => (v.Value, Periods: 0));
        return values.Select(v => new LineageLink(step, from, v.Value, v.Periods, Others(feature, target, from, v.Value), false));
    }

    /// <summary>Who starts a program.</summary>
    private List<LineageLink> Into(Feature feature, LineageStep step, PictureTarget target, string to)
    {
        List<LineageLink> links = [];
        var value = table.StringId(to);
        var (first, until) = table.Leaves(feature, target.EntityId);
        for (var leaf = first; leaf < until; leaf++)
        {
            if (table.UnitsOf(leaf, value) is { Length: > 0 and var units })
            {
                var from = table.ScopeOf(leaf);
                links.Add(new(step, from, to, units, Others(feature, target, from, to), false));
            }
        }

        return links;
    }

    private IEnumerable<LineageLink> Callers(PictureTarget target, string tool) =>
        table.Values(table.Leaf(TransferTool, target.EntityId, table.StringId(tool)))
            .Select(v => new LineageLink(LineageStep.ParentToProcess, v.Value, tool, v.Units, Others(TransferTool, target, tool, v.Value), false));

    private IEnumerable<LineageLink> Protocols(PictureTarget target, string process)
    {
        var known = Out(ProcessProtocol, LineageStep.FromProcess, target, process).Select(l => l with { IsProtocol = true });
        return target.Feature.Id == ProcessProtocol.Id && target.Value is { } spoken
            ? known.Prepend(Link(ProcessProtocol, target, LineageStep.FromProcess, process, spoken, process, spoken) with { IsObserved = true, IsProtocol = true })
            : known;
    }

    private LineageLink Link(Feature feature, PictureTarget target, LineageStep step, string from, string to, string scope, string value) =>
        new(step, from, to, table.UnitsOf(table.Leaf(feature, target.EntityId, table.StringId(scope)), table.StringId(value)).Length,
            Others(feature, target, scope, value), false);

    private int Others(Feature feature, PictureTarget target, string scope, string value) =>
        table.Index.OthersWith(feature.Index, target.Entity, scope, value).Organisation;

    /// <summary>The observed one, then those of most periods, then of most others; each pair once.</summary>
    private static List<LineageLink> Most(IEnumerable<LineageLink> links, ref int more)
    {
        var all = links.OrderByDescending(l => l.IsObserved).ThenByDescending(l => l.Periods).ThenByDescending(l => l.OthersWith).ThenBy(l => l.From, StringComparer.Ordinal).ThenBy(l => l.To, StringComparer.Ordinal)
            .DistinctBy(l => (l.From, l.To)).ToList();
        more += Math.Max(0, all.Count - LineagePicture.MostLinks);
        return [.. all.Take(LineagePicture.MostLinks)];
    }
}
