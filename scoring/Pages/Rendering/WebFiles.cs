using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace Det0131.Scoring.Pages.Rendering;

/// <summary>
/// Scripts, styles and map that browsers fetch: all of <c>wwwroot</c> beside the program, in memory. Addresses hold a hash of all of it, so
/// that a browser keeps them for ever and still sees a new version at once. Thread-safe.
/// </summary>
public sealed class WebFiles
{
    private static readonly FileExtensionContentTypeProvider Types = new(new Dictionary<string, string>
    {
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".mjs"] = "text/javascript; charset=utf-8",
        [".json"] = "application/json",
        [".svg"] = "image/svg+xml",
    });

    private readonly FrozenDictionary<string, WebFile> _files;

    /// <exception cref="DirectoryNotFoundException">The program was installed without its web files.</exception>
    public WebFiles()
    {
        var root = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var files = new Dictionary<string, WebFile>(StringComparer.Ordinal);
        foreach (var path in Directory.GetFiles(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (Types.TryGetContentType(path, out var type))
            {
                var content = File.ReadAllBytes(path);
                hash.AppendData(content);
                files[Path.GetRelativePath(root, path).Replace('\\', '/')] = new WebFile(content, type);
            }
        }

        _files = files.ToFrozenDictionary(StringComparer.Ordinal);
        Base = $"/assets/{Convert.ToHexStringLower(hash.GetHashAndReset())[..12]}/";
    }

    /// <summary>What addresses of files begin with.</summary>
    public string Base { get; }

    /// <summary>Serves the files, to anybody: the sign-in page needs them.</summary>
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/assets/{version}/{**path}", (string version, string path, HttpContext http) => Send(path, http))
            .AllowAnonymous().ExcludeFromDescription();

    private IResult Send(string path, HttpContext http)
    {
        if (!_files.TryGetValue(path, out var file))
        {
            return Results.NotFound();
        }

        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        http.Response.Headers.Vary = HeaderNames.AcceptEncoding;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        if (!http.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            return Results.Bytes(file.Content, file.Type);
        }

        http.Response.Headers.ContentEncoding = "gzip";
        return Results.Bytes(file.Packed, file.Type);
    }

    private sealed class WebFile(byte[] content, string type)
    {
        private readonly Lazy<byte[]> _packed = new(() => Pack(content));

        public byte[] Content => content;

        public string Type => type;

        public byte[] Packed => _packed.Value;

        private static byte[] Pack(byte[] content)
        {
            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            {
                gzip.Write(content);
            }

            return packed.ToArray();
        }
    }
}
