using System.Text.Json;
using Microsoft.AspNetCore.Html;

namespace Det0131.Scoring.Pages.Rendering;

/// <summary>Data for a chart's script, inside the page. Thread-safe.</summary>
public static class ChartData
{
    // The default encoder writes < > & ' and everything beyond ASCII as \uXXXX, so that no text can end the script element.
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>A script element that is not run. Texts in it must have gone through <see cref="Shown.Plain"/>.</summary>
    public static IHtmlContent Of(object data) =>
        new HtmlString($"<script type=\"application/json\">{JsonSerializer.Serialize(data, Options)}</script>");
}
