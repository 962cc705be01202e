using Det0131.Models.Alerts;

namespace Det0131.Scoring.Delivery;

/// <summary>A place that alerts are posted to. Its secret is not shown. Immutable.</summary>
/// <param name="Id">12 lower-case hex digits.</param>
/// <param name="Url">http or https.</param>
/// <param name="Format"><c>ocsf</c> or <c>ecs</c>.</param>
/// <param name="LeastSeverity">Alerts below it are not sent.</param>
/// <param name="IsEnabled">Else nothing new is queued, and what waits goes on waiting.</param>
/// <param name="MadeAt">UTC.</param>
/// <param name="Waiting">Deliveries that wait to be sent, or to be tried again.</param>
/// <param name="Dead">Deliveries that were given up.</param>
public sealed record Webhook(string Id, Uri Url, string Format, AlertSeverity LeastSeverity, bool IsEnabled, DateTimeOffset MadeAt, long Waiting, long Dead);

/// <summary>A webhook to be added.</summary>
/// <param name="Url">http or https, at most 2,048 characters, no user name in it.</param>
/// <param name="Format"><c>ocsf</c> or <c>ecs</c>.</param>
/// <param name="LeastSeverity">Alerts below it are not sent.</param>
/// <param name="Secret">What deliveries are signed with, 16 to 256 printable ASCII characters; null: one is made.</param>
public sealed record WebhookDraft(string Url, string Format = "ocsf", AlertSeverity LeastSeverity = AlertSeverity.Informational, string? Secret = null)
{
    // A record's own text would hold the secret.
    public override string ToString() => $"webhook, {Format}, from {LeastSeverity}";
}

/// <summary>A webhook that was added.</summary>
/// <param name="Webhook">As it is stored.</param>
/// <param name="Secret">Shown now and never again.</param>
public sealed record WebhookMade(Webhook Webhook, string Secret)
{
    public override string ToString() => $"webhook {Webhook.Id}";
}

/// <summary>What is changed of a webhook; null leaves as it is.</summary>
public sealed record WebhookChange(bool? IsEnabled = null, AlertSeverity? LeastSeverity = null, string? Format = null);

/// <summary>A delivery that was given up after a day of trying. Immutable.</summary>
/// <param name="WebhookId">Where it should have gone.</param>
/// <param name="Cursor">Names it within its webhook: the change of the alert that it told of.</param>
/// <param name="AlertId">The alert.</param>
/// <param name="Activity">What it told.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="GivenUpAt">UTC.</param>
/// <param name="Problem">What went wrong last, in words.</param>
public sealed record DeadDelivery(string WebhookId, long Cursor, string AlertId, AlertActivity Activity, int Attempts, DateTimeOffset GivenUpAt, string Problem);

/// <summary>The webhooks that alerts are posted to. Every change stands in the audit log. Thread-safe.</summary>
public interface IWebhooks
{
    /// <summary>Oldest first.</summary>
    Task<IReadOnlyList<Webhook>> ListAsync(CancellationToken cancellation);

    /// <exception cref="ArgumentException">Lists every fault of the draft; also where there are 50 webhooks already.</exception>
    Task<WebhookMade> AddAsync(WebhookDraft draft, string who, CancellationToken cancellation);

    /// <exception cref="ArgumentException">The change is faulty.</exception>
    /// <exception cref="KeyNotFoundException">There is no such webhook.</exception>
    Task<Webhook> ChangeAsync(string id, WebhookChange change, string who, CancellationToken cancellation);

    /// <summary>Removes it with everything that waits for it.</summary>
    /// <exception cref="KeyNotFoundException">There is no such webhook.</exception>
    Task RemoveAsync(string id, string who, CancellationToken cancellation);

    /// <summary>Deliveries that were given up, latest first. They are kept for 30 days.</summary>
    Task<IReadOnlyList<DeadDelivery>> ListDeadAsync(int limit, CancellationToken cancellation);

    /// <summary>Queues given-up deliveries again.</summary>
    /// <param name="webhookId">The webhook.</param>
    /// <param name="cursor">One delivery; null: all of the webhook.</param>
    /// <param name="who">Who acts.</param>
    /// <param name="cancellation">Stops the waiting.</param>
    /// <returns>How many are queued.</returns>
    Task<int> SendAgainAsync(string webhookId, long? cursor, string who, CancellationToken cancellation);

    /// <summary>Drops given-up deliveries: they are not sent any more, and not listed.</summary>
    /// <param name="webhookId">The webhook.</param>
    /// <param name="cursor">One delivery; null: all of the webhook.</param>
    /// <param name="who">Who acts.</param>
    /// <param name="cancellation">Stops the waiting.</param>
    /// <returns>How many were dropped.</returns>
    Task<int> DropDeadAsync(string webhookId, long? cursor, string who, CancellationToken cancellation);
}
