namespace Det0131.Reports;

/// <summary>How a series is drawn.</summary>
public enum SeriesKind
{
    /// <summary>Bars.</summary>
    Bar,

    /// <summary>A line through its points.</summary>
    Line,

    /// <summary>A line that keeps its value until the next point.</summary>
    Step,

    /// <summary>Points, with their intervals where they have one.</summary>
    Point,
}

/// <summary>One point. Finite numbers.</summary>
/// <param name="X">Place on a value axis; on an axis of names the name's position.</param>
/// <param name="Y">Height.</param>
/// <param name="Low">Lower end of its interval; null: none is drawn.</param>
/// <param name="High">Upper end.</param>
public readonly record struct ChartPoint(double X, double Y, double? Low = null, double? High = null);

/// <param name="Name">For the legend.</param>
/// <param name="Kind">How it is drawn.</param>
/// <param name="Points">In order of X.</param>
public sealed record ChartSeries(string Name, SeriesKind Kind, IReadOnlyList<ChartPoint> Points);

/// <param name="Name">What is measured, with its unit.</param>
/// <param name="IsLog">Logarithmic; points at 0 or below are then not drawn.</param>
/// <param name="Names">Names along the axis; null: numbers.</param>
/// <param name="Max">Where the axis ends, so that charts beside each other compare; null: where the numbers do.</param>
public sealed record ChartAxis(string Name, bool IsLog = false, IReadOnlyList<string>? Names = null, double? Max = null);

/// <summary>A chart. Its numbers are also written as a table, for those who cannot see it. Immutable.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Caption">How to read it.</param>
/// <param name="X">Horizontal axis; of names it may be laid vertical by <paramref name="IsHorizontal"/>.</param>
/// <param name="Y">Vertical axis.</param>
/// <param name="Series">One or more.</param>
/// <param name="IsHorizontal">Names run down the side, bars to the right.</param>
public sealed record ReportChart(string Title, string Caption, ChartAxis X, ChartAxis Y, IReadOnlyList<ChartSeries> Series, bool IsHorizontal = false);
