namespace Det0131.Datasets.Simulation.Acts;

/// <summary>The characters in which DNS tunnels write bytes into names.</summary>
internal static class TunnelAlphabet
{
    public const string Hexadecimal = "0123456789abcdef";
    public const string Base32 = "abcdefghijklmnopqrstuvwxyz234567";
    public const string Base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    public const string Base64Url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    /// <summary>The alphabet of an encoding and the bits that one character carries.</summary>
    public static (string Characters, int Bits) Of(string encoding) => encoding switch
    {
        "hex" => (Hexadecimal, 4),
        "base32" => (Base32, 5),
        "base64" => (Base64, 6),
        "base64url" => (Base64Url, 6),
        _ => throw new ArgumentException($"Found the encoding '{encoding}'; expected hex, base32, base64 or base64url."),
    };
}
