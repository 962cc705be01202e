using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Det0131.Scoring.Hosting;

namespace Det0131.Scoring.Intake;

/// <summary>
/// TLS before syslog (RFC 5425): TLS 1.2 or later, the service's certificate, and where authorities are given senders that show a certificate of one of
/// them. A certificate whose file changes is read again for the next connection; while that fails the one before goes on. Thread-safe.
/// </summary>
internal sealed partial class SyslogTls : IDisposable
{
    // A sender that does not come to the end of its handshake holds a connection for so long.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly string _certificate;
    private readonly string _key;
    private readonly X509Certificate2Collection? _authorities;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private SslStreamCertificateContext _context;
    private (DateTime Certificate, DateTime Key) _writtenAt;

    /// <param name="options">Names the files.</param>
    /// <param name="time">The clock of the handshake.</param>
    /// <param name="log">Told when a changed certificate cannot be used.</param>
    /// <exception cref="ArgumentException">A file is not there, or is not what it should be.</exception>
    public SyslogTls(ServeOptions options, TimeProvider time, ILogger log)
    {
        (_certificate, _key, _time, _log) = (options.SyslogTlsCertificate!, options.SyslogTlsKey!, time, log);
        _writtenAt = WrittenAt();
        _context = Checked("syslog-tls-certificate and syslog-tls-key", $"{_certificate}, {_key}", "a certificate and its key in PEM", Read);
        if (options.SyslogTlsClients is { } clients)
        {
            _authorities = Checked("syslog-tls-clients", clients, "certificates in PEM", () =>
            {
                var found = new X509Certificate2Collection();
                found.ImportFromPemFile(clients);
                return found.Count > 0 ? found : throw new CryptographicException("it holds none");
            });
        }
    }

    /// <summary>Shakes hands.</summary>
    /// <returns>The stream of what was sent; it owns the other.</returns>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The sender cannot do that, or is not to be trusted.</exception>
    /// <exception cref="IOException">It went.</exception>
    /// <exception cref="OperationCanceledException">It took too long, or the service stops.</exception>
    public async Task<Stream> SecureAsync(Stream plain, CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        var secure = new SslStream(plain, leaveInnerStreamOpen: false);
        try
        {
            await secure.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = Current(),
                    ClientCertificateRequired = _authorities is not null,
                    RemoteCertificateValidationCallback = (_, certificate, _, _) => _authorities is null || IsOfAuthority(certificate),
                },
                either.Token);
            return secure;
        }
        catch
        {
            await secure.DisposeAsync();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var authority in _authorities ?? [])
        {
            authority.Dispose();
        }
    }

    private static T Checked<T>(string option, string found, string expected, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new ArgumentException($"{option}: found '{found}', which cannot be used ({fault.Message}); expected {expected}.", fault);
        }
    }

    private bool IsOfAuthority(X509Certificate? certificate)
    {
        if (certificate is not X509Certificate2 shown)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities!);
        chain.ChainPolicy.VerificationTime = _time.GetUtcNow().UtcDateTime;
        // A private authority seldom has a place to ask; whoever lost a key replaces the authority.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        return chain.Build(shown);
    }

    private SslStreamCertificateContext Current()
    {
        lock (_lock)
        {
            if (WrittenAt() is var now && now != _writtenAt)
            {
                try
                {
                    _context = Read();
                }
                catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
                {
                    LogKept(_log, _certificate, fault.Message);
                }

                _writtenAt = now;
            }

            return _context;
        }
    }

    private (DateTime Certificate, DateTime Key) WrittenAt() => (File.GetLastWriteTimeUtc(_certificate), File.GetLastWriteTimeUtc(_key));

    private SslStreamCertificateContext Read()
    {
        using var read = X509Certificate2.CreateFromPemFile(_certificate, _key);
        // Windows does not take a key that is in memory alone.
        var own = X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null);
        var signers = new X509Certificate2Collection();
        signers.ImportFromPemFile(_certificate);
        return SslStreamCertificateContext.Create(own, signers, offline: true);
    }

    [LoggerMessage(3133, LogLevel.Error, "{File} has changed and cannot be used, the certificate before goes on: {Reason}")]
    private static partial void LogKept(ILogger log, string file, string reason);
}
