namespace Det0131.Models.ModelZip;

/// <summary>What the writer and the reader of model zips agree on: names, signatures, versions and limits.</summary>
internal static class ModelZipLayout
{
    public const string FeaturesColumn = "Features";
    public const string ChainEntry = "TransformerChain/Model.key";
    public const string ConcatEntry = "TransformerChain/Transform_000/Model.key";
    public const string PredictionEntry = "TransformerChain/Transform_001/Model.key";
    public const string GamEntry = "TransformerChain/Transform_001/Model/Model.key";
    public const string TrainSchemaEntry = "TransformerChain/Transform_001/TrainSchema";
    public const string SchemaEntry = "Schema";
    public const string VersionEntry = "TrainingInfo/Version.txt";

    /// <summary>Scope of a transform in a chain: training, testing and scoring.</summary>
    public const int ScopeEverything = 7;

    /// <summary>Largest zip that is read. The largest model that can be made (every limit reached) is not; one of 60 columns with 256 steps is 0.3 MB.</summary>
    public const int MaximumZipBytes = 16 * 1024 * 1024;

    /// <summary>Most entries of a zip that is read; one written by ML.NET has 7.</summary>
    public const int MaximumEntries = 256;

    private const string DataAssembly = "Microsoft.ML.Data";
    private const string FastTreeAssembly = "Microsoft.ML.FastTree";

    public static readonly ModelComponent Chain = new("XF CHAIN", 0x10001, 0x10001, "TransformerChain", "", DataAssembly);
    public static readonly ModelComponent Concat = new("CONCAT F", 0x10003, 0x10003, "ConcatTransform", "ConcatFunction", DataAssembly);
    public static readonly ModelComponent Prediction = new("REG PRED", 0x10001, 0x10001, "RegressionPredXfer", "", DataAssembly);
    public static readonly ModelComponent Gam = new("GAM REGP", 0x10002, 0x10002, "RegressionGamPredictor", "", FastTreeAssembly);
}

/// <summary>The part of a <c>Model.key</c> header that tells one kind of component from another.</summary>
/// <param name="Signature">8 ASCII characters; a space is stored as 0.</param>
/// <param name="VersionWritten">Version of the component's format.</param>
/// <param name="VersionReadable">Oldest reader that can still read it.</param>
/// <param name="Loader">Loader signature, at most 24 Latin-1 characters.</param>
/// <param name="AlternateLoader">Alternate loader signature, or empty.</param>
/// <param name="Assembly">Simple name of the assembly that loads it.</param>
internal sealed record ModelComponent(
    string Signature, uint VersionWritten, uint VersionReadable, string Loader, string AlternateLoader, string Assembly)
{
    /// <summary>Full name as the library writes it. The assembly version has stayed 1.0.0.0 in every release since 2019.</summary>
    public string AssemblyFullName => $"{Assembly}, Version=1.0.0.0, Culture=neutral, PublicKeyToken=cc7b13ffcd2ddd51";
}
