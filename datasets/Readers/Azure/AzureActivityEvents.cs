using System.Text;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.Azure;

/// <summary>Fills an event from one record of the activity log: a call to Azure's management. Not thread-safe.</summary>
/// <remarks>
/// One operation gives several records (started, accepted, succeeded or failed); each is an event, and what is not yet decided has no outcome.
/// A service principal or managed identity stands as a role, because it is what programs act as. The log has no bytes and no client program.
/// </remarks>
internal sealed class AzureActivityEvents(Utf8Interner interner)
{
    private const int MaxTextBytes = 512;

    private readonly JsonFields claims = new(AzureFields.Claims.Paths);
    private readonly JsonFields decision = new(AzureFields.Authorization.Paths);
    private readonly JsonFields properties = new(AzureFields.Properties.Paths);

    /// <summary>Gives why the record cannot be used, or null.</summary>
    public string? Fill(JsonValues values, ReadOnlySpan<byte> operation, SecurityEvent filled)
    {
        var time = Scalar(values, AzureField.Time);
        if (time.IsEmpty)
        {
            return "time missing";
        }

        if (!LogTime.TryIso8601(time, out var micros))
        {
            return "time not understood";
        }

        (filled.TimeMicros, filled.Source, filled.Kind, filled.Platform) = (micros, "azure.activity", EventKind.CloudApiCall, Platform.IaaS);
        filled.CloudAction = Action(operation);
        var resource = Scalar(values, AzureField.Resource);
        filled.CloudResource = AzureResource.Name(resource, interner);
        filled.CloudAccount = AzureResource.Subscription(resource, interner) ?? LowerText(values, AzureField.Subscription);
        filled.Outcome = OutcomeOf(Scalar(values, AzureField.Result));
        Identify(values, filled, time, operation, resource);
        var claimedTenant = Caller(values, filled);
        filled.ForeignAccount = AzureGrants.ForeignAccount(filled.CloudAction, RequestBody(values), resource)
            ?? (claimedTenant is not null && LowerText(values, AzureField.Tenant) is { } tenant && tenant != claimedTenant ? claimedTenant : null);
        return null;
    }

    /// <summary><c>MICROSOFT.COMPUTE/DISKS/WRITE</c> as <c>microsoft.compute:disks/write</c>.</summary>
    private string Action(ReadOnlySpan<byte> operation)
    {
        Span<byte> action = stackalloc byte[MaxTextBytes];
        operation.CopyTo(action);
        action[operation.IndexOf((byte)'/')] = (byte)':';
        return interner.InternLower(action[..operation.Length]);
    }

    private static Outcome OutcomeOf(ReadOnlySpan<byte> result) =>
        Ascii.EqualsIgnoreCase(result, "Success"u8) || Ascii.EqualsIgnoreCase(result, "Succeeded"u8) || Ascii.EqualsIgnoreCase(result, "Completed"u8) ? Outcome.Success
        : Ascii.EqualsIgnoreCase(result, "Failure"u8) || Ascii.EqualsIgnoreCase(result, "Failed"u8) ? Outcome.Failure
        : Outcome.Unknown;

    /// <summary>The record's own id; exports without one have the operation's, which its records share.</summary>
    private void Identify(JsonValues values, SecurityEvent filled, ReadOnlySpan<byte> time, ReadOnlySpan<byte> operation, ReadOnlySpan<byte> resource)
    {
        var own = Scalar(values, AzureField.EventDataId);
        var shared = Scalar(values, AzureField.CorrelationId);
        var id = own.IsEmpty ? shared : own;
        if (id.IsEmpty)
        {
            return;
        }

        filled.RecordId = interner.Intern(id);
        var identity = new IdentityBuilder(stackalloc byte[IdentityBuilder.ScratchBytes]);
        identity.Add(filled.Source);
        identity.Add(id);
        if (own.IsEmpty)
        {
            identity.Add(time);
            identity.Add(operation);
            identity.Add(resource);
            identity.Add(Scalar(values, AzureField.Result));
        }

        filled.Identity = identity.ToIdentity();
    }

    /// <summary>Gives the tenant that the caller's token is of.</summary>
    private string? Caller(JsonValues values, SecurityEvent filled)
    {
        var knows = claims.TryRead(AzureFields.Record.Bytes(values, (int)AzureField.Claims), out var token);
        var decides = decision.TryRead(AzureFields.Record.Bytes(values, (int)AzureField.Authorization), out var evidence);
        var name = knows ? AzureFields.Claims.Scalar(token, (int)AzureClaim.Name, MaxTextBytes) : default;
        var caller = Scalar(values, AzureField.Caller);
        caller = caller.IsEmpty ? name : caller;
        caller = caller.IsEmpty && decides ? AzureFields.Authorization.Scalar(evidence, (int)AzureDecision.PrincipalId, MaxTextBytes) : caller;
        caller = caller.IsEmpty && knows ? AzureFields.Claims.Scalar(token, (int)AzureClaim.Object, MaxTextBytes) : caller;
        filled.CloudPrincipal = caller.IsEmpty ? null : interner.Intern(caller);
        filled.User = caller.IsEmpty ? null : interner.InternLower(caller);
        var isProgram = (knows && Ascii.EqualsIgnoreCase(AzureFields.Claims.Scalar(token, (int)AzureClaim.TokenOf, MaxTextBytes), "app"u8))
            || (decides && Ascii.EqualsIgnoreCase(AzureFields.Authorization.Scalar(evidence, (int)AzureDecision.PrincipalType, MaxTextBytes), "ServicePrincipal"u8))
            || (name.IsEmpty && Guid.TryParse(filled.User, out _));
        filled.UserClass = isProgram ? UserClass.CloudRole : name.IsEmpty && !caller.Contains((byte)'@') ? UserClass.Unknown : UserClass.Person;
        filled.CloudRole = isProgram ? filled.User : null;
        filled.SourceAddress = CloudClient.Address(Scalar(values, AzureField.CallerAddress), interner)
            ?? (knows ? CloudClient.Address(AzureFields.Claims.Scalar(token, (int)AzureClaim.Address, MaxTextBytes), interner) : null);
        var tenant = knows ? AzureFields.Claims.Scalar(token, (int)AzureClaim.Tenant, MaxTextBytes) : default;
        return tenant.IsEmpty ? null : interner.InternLower(tenant);
    }

    private ReadOnlySpan<byte> RequestBody(JsonValues values) =>
        properties.TryRead(AzureFields.Record.Bytes(values, (int)AzureField.Properties), out var found) ? AzureFields.Properties.Bytes(found, 0) : default;

    private string? LowerText(JsonValues values, AzureField field) => Scalar(values, field) is { IsEmpty: false } text ? interner.InternLower(text) : null;

    private static ReadOnlySpan<byte> Scalar(JsonValues values, AzureField field) => AzureFields.Record.Scalar(values, (int)field, MaxTextBytes);
}
