using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Det0131.Scoring.Alerts;
using Det0131.Scoring.Delivery;
using Det0131.Scoring.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Det0131.Scoring.Tests.Delivery;

/// <summary>The endpoints in a real server on loopback, with everybody an admin.</summary>
public sealed class WebhookEndpointsTests
{
    [Fact]
    public async Task MapWebhooks_LifeOfAWebhook_IsAnswered()
    {
        var folder = Directory.CreateTempSubdirectory("det0131-hooks-").FullName;
        var options = new ServeOptions { Data = folder };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider());
        builder.Services.AddAuthorization(policies => policies.AddPolicy("admin", p => p.RequireAssertion(_ => true)));
        builder.Services.AddAlertStore(options).AddDelivery(options);
        await using (var app = builder.Build())
        {
            app.UseAuthorization();
            app.MapGroup("/v1").MapWebhooks("admin", _ => "anna");
            await app.StartAsync();
            using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

            using var made = await http.PostAsJsonAsync("/v1/webhooks", new { url = "https://siem.example.com/in", format = "ecs" });
            Assert.Equal(HttpStatusCode.Created, made.StatusCode);
            var answer = JsonElement.Parse(await made.Content.ReadAsStringAsync());
            Assert.Equal(43, answer.GetProperty("secret").GetString()!.Length);
            var id = answer.GetProperty("webhook").GetProperty("id").GetString();

            Assert.DoesNotContain("secret", await http.GetStringAsync("/v1/webhooks"), StringComparison.OrdinalIgnoreCase);
            using var changed = await http.PatchAsJsonAsync($"/v1/webhooks/{id}", new { isEnabled = false });
            Assert.False(JsonElement.Parse(await changed.Content.ReadAsStringAsync()).GetProperty("isEnabled").GetBoolean());
            Assert.Equal("[]", await http.GetStringAsync("/v1/webhooks/dead"));
            using var again = await http.PostAsync($"/v1/webhooks/{id}/send-again", null);
            Assert.Equal("{\"count\":0}", await again.Content.ReadAsStringAsync());

            using var inside = await http.PostAsJsonAsync("/v1/webhooks", new { url = "http://169.254.169.254/" });
            using var noNumber = await http.GetAsync("/v1/webhooks/dead?limit=all");
            using var removed = await http.DeleteAsync($"/v1/webhooks/{id}");
            using var twice = await http.DeleteAsync($"/v1/webhooks/{id}");
            Assert.Equal(
                [HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.NoContent, HttpStatusCode.NotFound],
                new[] { inside, noNumber, removed, twice }.Select(r => r.StatusCode));
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }
}
