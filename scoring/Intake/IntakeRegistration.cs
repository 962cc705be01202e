using Det0131.Scoring.Hosting;
using Det0131.Scoring.Operations;
using Det0131.Scoring.Streaming;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Det0131.Scoring.Intake;

/// <summary>Puts journal and intake into the service. Thread-safe.</summary>
public static class IntakeRegistration
{
    /// <summary>
    /// Registers <see cref="EventJournal"/>, <see cref="IEventJournal"/>, <see cref="IEventIntake"/>, and the services for syslog and watched folders. Needs
    /// <see cref="IScoringStatus"/>, <see cref="ServiceMetrics"/> and logging; a <see cref="TimeProvider"/> is added where there is none.
    /// </summary>
    /// <exception cref="InvalidDataException">A mapping file has a fault.</exception>
    /// <exception cref="IOException">A mapping file cannot be read.</exception>
    public static IServiceCollection AddIntake(this IServiceCollection services, ServeOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        services.TryAddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(made => EventJournal.Open(
            Path.Combine(options.Data, "journal"), made.GetRequiredService<TimeProvider>(), null, made.GetService<ILogger<EventJournal>>()));
        services.AddSingleton<IEventJournal>(made => made.GetRequiredService<EventJournal>());
        var formats = IntakeFormats.Of(options);
        services.AddSingleton(made => new EventFilter(made.GetRequiredService<TimeProvider>(), formats));
        services.AddSingleton(made => GateOf(made, options));
        services.AddSingleton<IEventIntake>(made => ActivatorUtilities.CreateInstance<EventIntake>(made));
        services.AddHostedService<SyslogListener>();
        services.AddHostedService<FolderFollower>();
        return services;
    }

    private static IntakeGate GateOf(IServiceProvider made, ServeOptions options)
    {
        var journal = made.GetRequiredService<EventJournal>();
        var status = made.GetRequiredService<IScoringStatus>();
        var estimate = new WaitEstimate(made.GetRequiredService<TimeProvider>(), () => status.EventsSeen);

        // What all bodies hold at once: as much as one of the largest may unpack to.
        return new IntakeGate(options.MaxBodyBytes * EventIntake.UnpackedRatio, () => journal.CountFrom(status.ScoredUpTo), options.MaxWaitingEvents, estimate);
    }
}
