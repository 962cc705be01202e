using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Det0131.Scoring.Access;

/// <summary>Authentication by <c>Authorization: Bearer det0131_...</c>.</summary>
internal sealed class BearerKeyHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, KeyRing ring, SignInService signIn)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private const string HeaderStart = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var headers = Request.Headers.Authorization;
        if (headers.Count == 0)
        {
            return AuthenticateResult.NoResult();
        }

        var secret = headers.Count == 1 && headers[0] is { } header && header.StartsWith(HeaderStart, StringComparison.OrdinalIgnoreCase) ? header[HeaderStart.Length..].Trim() : null;
        if (await ring.OpenAsync(secret, Context.RequestAborted) is { } key)
        {
            return AuthenticateResult.Success(new AuthenticationTicket(SignInService.Principal(key, Scheme.Name), Scheme.Name));
        }

        // A right key is never turned away for others' wrong ones behind the same address: with 256 random bits guessing is no danger, only noise.
        await signIn.RefusedAsync(RemoteAddress.Bucket(Context), Context.RequestAborted);
        return AuthenticateResult.Fail("No key in force has that secret.");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return base.HandleChallengeAsync(properties);
    }
}
