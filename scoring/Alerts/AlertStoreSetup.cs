using Det0131.Scoring.Access;
using Det0131.Scoring.Alerts.Storage;
using Det0131.Scoring.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Det0131.Scoring.Alerts;

/// <summary>Registers the alert store and what rests beside it.</summary>
public static class AlertStoreSetup
{
    /// <summary>Alerts, allow-list, access keys and audit log, in <see cref="ServeOptions.Database"/> or in SQLite in <see cref="ServeOptions.Data"/>.</summary>
    public static IServiceCollection AddAlertStore(this IServiceCollection services, ServeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => Database.Open(
            options.Data, options.Database, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<Database>>()));
        services.AddSingleton<IAlertStore, DatabaseAlertStore>();
        services.AddSingleton<IAllowList, DatabaseAllowList>();
        services.AddSingleton<IKeyStore, DatabaseKeyStore>();
        services.AddSingleton<IAuditLog, DatabaseAuditLog>();
        return services;
    }
}
