namespace Det0131.Reports;

/// <summary>A table. Cells are plain text, escaped when written. Immutable.</summary>
/// <param name="Caption">What it shows.</param>
/// <param name="Columns">Headings; one that begins with <c>#</c> is a column of numbers, set to the right (the mark is not shown).</param>
/// <param name="Rows">As many cells each as there are columns; the first heads the row.</param>
public sealed record ReportTable(string Caption, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);
