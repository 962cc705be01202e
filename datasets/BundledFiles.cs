namespace Det0131.Datasets;

/// <summary>
/// Files that the build places beside the assembly (<c>Npm.targets</c>): the DuckDB library and the public data lists; and the demo's samples. Thread-safe.
/// </summary>
public static class BundledFiles
{
    /// <summary>Country ranges, CC0: lines <c>first address,last address,ISO 3166-1 alpha-2</c>, in address order.</summary>
    public const string CountryIPv4 = "data/country-ipv4.csv";

    /// <inheritdoc cref="CountryIPv4"/>
    public const string CountryIPv6 = "data/country-ipv6.csv";

    /// <summary>Autonomous systems, CC BY 4.0 (DB-IP) and RouteViews: lines <c>first address,last address,number,name</c>; names may be quoted.</summary>
    public const string AsnIPv4 = "data/asn-ipv4.csv";

    /// <inheritdoc cref="AsnIPv4"/>
    public const string AsnIPv6 = "data/asn-ipv6.csv";

    /// <summary>Public suffix rules: <c>export default [</c>, one quoted rule a line (<c>*.</c> and <c>!</c> as publicsuffix.org writes them), <c>];</c>.</summary>
    public const string PublicSuffixRules = "data/public-suffix-rules.js";

    /// <summary>Name, version and licence of the package that the list came in (JSON).</summary>
    public const string CountryPackage = "data/country.package.json";

    /// <inheritdoc cref="CountryPackage"/>
    public const string AsnPackage = "data/asn.package.json";

    /// <inheritdoc cref="CountryPackage"/>
    public const string PublicSuffixPackage = "data/public-suffix.package.json";

    /// <summary>The demo's model: an exported version, learned from invented logs.</summary>
    public const string DemoModel = "samples/" + Simulation.SampleArchive.ModelName;

    /// <summary>The logs of the demo's week, invented.</summary>
    public const string DemoLogArchive = "samples/" + Simulation.SampleArchive.LogsName;

    /// <summary>The DuckDB library of this system.</summary>
    public static string DuckDb =>
        OperatingSystem.IsWindows() ? "native/duckdb.dll" :
        OperatingSystem.IsMacOS() ? "native/libduckdb.dylib" : "native/libduckdb.so";

    /// <summary>Full path of one of the names above.</summary>
    /// <exception cref="FileNotFoundException">The build did not place it.</exception>
    public static string PathOf(string name)
    {
        var path = Path.Combine(AppContext.BaseDirectory, name.Replace('/', Path.DirectorySeparatorChar));
        return File.Exists(path)
            ? path
            : throw new FileNotFoundException($"Found no {name} in {AppContext.BaseDirectory}; expected it there, where building Det0131.Datasets places it.", path);
    }
}
