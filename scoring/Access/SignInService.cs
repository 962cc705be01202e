using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;

namespace Det0131.Scoring.Access;

/// <summary>What became of a sign-in.</summary>
public enum SignInOutcome : byte
{
    /// <summary>The session has begun: go on to where the person wanted to be.</summary>
    SignedIn = 0,

    /// <summary>No key in force has that secret.</summary>
    Refused = 1,

    /// <summary>Too many refusals from that address; the key was not looked at.</summary>
    TooMany = 2,
}

/// <summary>Sign-in of a browser by key. The sign-in page calls it; thread-safe.</summary>
public sealed class SignInService(KeyRing ring, RefusalCounter refusals, IAuditLog audit, TimeProvider time)
{
    /// <summary>Checks a secret and begins a session.</summary>
    /// <param name="http">The request; the cookie goes into its answer.</param>
    /// <param name="secret">What the person typed; spaces around it are cut.</param>
    /// <param name="cancellation">Stops the waiting for the store.</param>
    public async Task<SignInOutcome> SignInAsync(HttpContext http, string? secret, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(http);
        var from = RemoteAddress.Bucket(http);
        if (refusals.IsFull(from))
        {
            return SignInOutcome.TooMany;
        }

        if (await ring.OpenAsync(secret?.Trim(), cancellation) is not { } key)
        {
            await RefusedAsync(from, cancellation);
            return SignInOutcome.Refused;
        }

        await http.SignInAsync(AccessSchemes.Session, Principal(key, AccessSchemes.Session));
        await audit.WriteAsync(new AuditLine(time.GetUtcNow(), key.Name, "sign_in", key.Id, "from " + from), cancellation);
        return SignInOutcome.SignedIn;
    }

    /// <summary>Ends the session.</summary>
    public static Task SignOutAsync(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return http.SignOutAsync(AccessSchemes.Session);
    }

    /// <summary>Seconds until an address may try again; for the page that says so.</summary>
    public TimeSpan RetryAfter(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return refusals.RetryAfter(RemoteAddress.Bucket(http));
    }

    /// <summary>Counts and writes down a secret that opened nothing. Beyond the limit of an address no more lines are written: nobody fills the log by guessing.</summary>
    internal async Task RefusedAsync(string from, CancellationToken cancellation)
    {
        if (refusals.Count(from))
        {
            await audit.WriteAsync(new AuditLine(time.GetUtcNow(), "unknown", "sign_in.refused", null, "from " + from), cancellation);
        }
    }

    /// <summary>Who a key is, for one scheme.</summary>
    internal static ClaimsPrincipal Principal(AccessKey key, string scheme) => new(new ClaimsIdentity(
        [new Claim(ClaimTypes.NameIdentifier, key.Id), new Claim(ClaimTypes.Name, key.Name), new Claim(ClaimTypes.Role, key.Role.ToString())], scheme));
}
