using Det0131.Scoring.Alerts.Storage;
using Det0131.Scoring.Hosting;
using Det0131.Scoring.Operations;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Det0131.Scoring.Delivery;

/// <summary>Registers what sends alerts out.</summary>
public static class DeliverySetup
{
    private static readonly TimeSpan BetweenRemovals = TimeSpan.FromHours(1);

    /// <summary>Webhooks, and the file and syslog that the options name. Needs the alert store; keys of data protection are set up beside the sessions.</summary>
    /// <exception cref="ArgumentException">The options' syslog target is faulty.</exception>
    public static IServiceCollection AddDelivery(this IServiceCollection services, ServeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        services.AddDataProtection();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ServiceMetrics>();
        services.AddSingleton(p => new DatabaseWebhooks(p.GetRequiredService<Database>(), p.GetRequiredService<IDataProtectionProvider>(), options.AllowInternalWebhooks));
        services.AddSingleton<IWebhooks>(p => p.GetRequiredService<DatabaseWebhooks>());
        services.AddSingleton(p => new WebhookSender(options.AllowInternalWebhooks, new DeliveryPatience(), p.GetRequiredService<TimeProvider>()));
        services.AddSingleton(p => new WebhookQueue(
            p.GetRequiredService<Database>(), p.GetRequiredService<DatabaseWebhooks>(), p.GetRequiredService<WebhookSender>(), new DeliveryPatience(), p.GetRequiredService<ServiceMetrics>()));
        services.AddSingleton(p => new Outlet("webhook", p.GetRequiredService<WebhookQueue>().SendDueAsync));
        services.AddSingleton(p => Removal(p.GetRequiredService<WebhookQueue>(), p.GetRequiredService<TimeProvider>()));
        if (options.AlertFile is { } path)
        {
            services.AddSingleton(p => Feed(p, new AlertFile(path, options.AlertFormat)));
        }

        if (options.AlertSyslog is { } target)
        {
            // Made here, so that a faulty target stops the start and not the first alert.
            using (new AlertSyslog(target, options.AlertFormat, Environment.MachineName, TimeProvider.System))
            {
            }

            services.AddSingleton(p => new AlertSyslog(target, options.AlertFormat, Environment.MachineName, p.GetRequiredService<TimeProvider>()));
            services.AddSingleton(p => Feed(p, p.GetRequiredService<AlertSyslog>()));
        }

        return services.AddHostedService<DeliveryService>();
    }

    private static Outlet Feed(IServiceProvider provider, IAlertChannel channel)
    {
        var feed = new ChannelFeed(provider.GetRequiredService<Database>(), channel, provider.GetRequiredService<ServiceMetrics>());
        return new Outlet(channel.Name, async cancellation =>
        {
            await feed.SendAllAsync(cancellation);
            return null;
        });
    }

    private static Outlet Removal(WebhookQueue queue, TimeProvider time)
    {
        var next = time.GetUtcNow();
        return new Outlet("removal", async cancellation =>
        {
            if (time.GetUtcNow() >= next)
            {
                await queue.RemoveOldAsync(cancellation);
                next = time.GetUtcNow() + BetweenRemovals;
            }

            return null;
        });
    }
}
