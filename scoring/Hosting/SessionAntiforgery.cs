using Det0131.Scoring.Access;
using Microsoft.AspNetCore.Antiforgery;

namespace Det0131.Scoring.Hosting;

/// <summary>
/// A change that a browser's session asks of the API must carry the page's token; with a key in the header no other site can have sent it.
/// Pages check the token of their forms themselves.
/// </summary>
internal static class SessionAntiforgery
{
    public static void UseSessionAntiforgery(this WebApplication app) => app.Use(async (http, next) =>
    {
        var changes = !(HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) || HttpMethods.IsOptions(http.Request.Method));
        if (changes && http.User.Identity?.AuthenticationType == AccessSchemes.Session && !AccessRegistration.IsPage(http.Request.Path)
            && !await http.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(http))
        {
            await Answers.Wrong($"The antiforgery token is missing or old: load the page again. Scripts send it in the header {AccessSchemes.AntiforgeryHeader}; programs use a key.").ExecuteAsync(http);
            return;
        }

        await next(http);
    });
}
