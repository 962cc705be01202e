using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Det0131.Scoring.Access;

namespace Det0131.Scoring.Tests.Hosting;

/// <summary>TLS by Kestrel's own configuration, as the service guide shows it: certificate and key in PEM files.</summary>
public sealed partial class TlsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("det0131-tls-");
    private readonly X509Certificate2 _certificate;

    public TlsTests()
    {
        using var authority = new TestAuthority();
        _certificate = authority.Make();
        TestAuthority.Write(_certificate, In("tls.crt"), In("tls.key"));
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task SignIn_OverTls_GivesASecureSession()
    {
        await using var service = await RunningService.StartAsync(settings: new Dictionary<string, string?>
        {
            ["Kestrel:Endpoints:Https:Url"] = "https://127.0.0.1:0",
            ["Kestrel:Certificates:Default:Path"] = In("tls.crt"),
            ["Kestrel:Certificates:Default:KeyPath"] = In("tls.key"),
        });
        Assert.Equal("https", service.Address.Scheme);
        var shown = "";
        using var handler = new HttpClientHandler
        {
            AllowAutoRedirect = false,
            ServerCertificateCustomValidationCallback = (_, certificate, _, _) =>
            {
                shown = certificate?.Thumbprint ?? "";
                return true;
            },
        };
        using var browser = new HttpClient(handler) { BaseAddress = service.Address };
        var page = await browser.GetStringAsync("/sign-in");
        Assert.Equal(_certificate.Thumbprint, shown);

        using var answer = await browser.PostAsync("/sign-in", new FormUrlEncodedContent(
        [
            new("Key", await service.SecretAsync(Role.Analyst)),
            new("__RequestVerificationToken", Token().Match(page).Groups[1].Value),
        ]));
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        var session = Assert.Single(answer.Headers.GetValues("Set-Cookie"), cookie => cookie.Contains("session", StringComparison.OrdinalIgnoreCase));
        Assert.Contains("; secure", session, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; httponly", session, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; samesite=strict", session, StringComparison.OrdinalIgnoreCase);
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
