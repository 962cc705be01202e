namespace Det0131.Models.Alerts;

/// <summary>The product's version as exported records carry it.</summary>
public static class ProductInfo
{
    /// <summary>Three numbers: <c>0.1.0</c>, from the assembly.</summary>
    public static string Version { get; } = typeof(ProductInfo).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
