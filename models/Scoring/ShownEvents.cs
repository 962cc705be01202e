namespace Det0131.Models.Scoring;

/// <summary>
/// Which events are shown of many: the earliest, and among them always the one that sent most bytes, of which an alert may speak. In whatever order and
/// pieces they are added, the same stay.
/// </summary>
internal static class ShownEvents
{
    /// <summary>Adds one; when it is one too many, leaves out the latest that is not the largest.</summary>
    /// <param name="shown">What is shown, in any order.</param>
    /// <param name="e">The next.</param>
    /// <param name="most">How many are shown, 2 or more.</param>
    public static void Add(List<GroupEvent> shown, in GroupEvent e, int most)
    {
        shown.Add(e);
        if (shown.Count <= most)
        {
            return;
        }

        var largest = 0;
        for (var i = 1; i < shown.Count; i++)
        {
            largest = IsLarger(shown[i], shown[largest]) ? i : largest;
        }

        var latest = largest == 0 ? 1 : 0;
        for (var i = latest + 1; i < shown.Count; i++)
        {
            latest = i != largest && GroupEvent.Compare(shown[i], shown[latest]) > 0 ? i : latest;
        }

        shown[latest] = shown[^1];
        shown.RemoveAt(shown.Count - 1);
    }

    /// <summary>Those that are shown, in their order.</summary>
    public static List<GroupEvent> Of(IEnumerable<GroupEvent> events, int most)
    {
        var shown = new List<GroupEvent>(most + 1);
        foreach (var e in events)
        {
            Add(shown, e, most);
        }

        shown.Sort(static (a, b) => GroupEvent.Compare(a, b));
        return shown;
    }

    private static bool IsLarger(in GroupEvent a, in GroupEvent b) => a.Bytes != b.Bytes ? a.Bytes > b.Bytes : GroupEvent.Compare(a, b) < 0;
}
