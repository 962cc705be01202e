using System.Text.Json;
using System.Text.Json.Serialization;

namespace Det0131.Models.Versioning;

/// <summary>One file of a version.</summary>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
public sealed record ManifestFile(long Bytes, string Sha256);

/// <summary>What the maker of a version says about it. Times of making do not belong here: the same input must give the same version.</summary>
public sealed record ManifestInfo
{
    /// <summary>Time of the first training event.</summary>
    public required DateTimeOffset TrainingStart { get; init; }

    /// <summary>Time of the last training event: the first part of the version's id.</summary>
    public required DateTimeOffset TrainingEnd { get; init; }

    /// <summary>Training rows by source, for example <c>zeek.conn</c>.</summary>
    public SortedDictionary<string, long> RowsBySource { get; init; } = new(StringComparer.Ordinal);

    /// <summary>By analytic, the model's columns in order.</summary>
    public SortedDictionary<string, string[]> FeatureSchema { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Accepted new alerts a day.</summary>
    public double BudgetAlertsPerDay { get; init; }

    /// <summary>Thresholds in bits, by a name such as <c>AN0367/0</c>.</summary>
    public SortedDictionary<string, double> ThresholdBits { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Id of the feedback snapshot that it learned from; null: none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Feedback { get; init; }

    /// <summary>Backtest figures and whatever else the maker wants to keep: any JSON, kept as given.</summary>
    public JsonElement? Metrics { get; init; }
}

/// <summary>A version's <c>manifest.json</c>.</summary>
/// <param name="FormatVersion">Version of the store's format; a higher one than this program knows is refused.</param>
/// <param name="Info">What the maker says about it.</param>
/// <param name="Files">Every file of the version but the manifest, by path.</param>
public sealed record Manifest(int FormatVersion, ManifestInfo Info, SortedDictionary<string, ManifestFile> Files)
{
    /// <summary>The manifest's name.</summary>
    public const string FileName = "manifest.json";

    /// <summary>The format that this program writes, and the newest that it reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>Most files of one version.</summary>
    public const int MaximumFiles = 20_000;
}
