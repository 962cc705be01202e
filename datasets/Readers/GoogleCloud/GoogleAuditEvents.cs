using System.Text;
using System.Text.Json;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.GoogleCloud;

/// <summary>Makes the event of one audit log entry. Not thread-safe.</summary>
/// <remarks>
/// A service account stands as a role: programs act as it, and a person who acts as it is the user. Audit logs hold no byte counts, and reading objects is in them only
/// where data access logs are switched on.
/// </remarks>
internal sealed class GoogleAuditEvents(Utf8Interner interner)
{
    private const int MaxTextBytes = 512;
    private const int MaxAgentBytes = 300;
    private const int MaxPathBytes = 2048;

    private readonly JsonFields fields = new(GoogleFields.Audit.Paths);

    public void Make(JsonValues entry, ReadOnlySpan<byte> payload, IRecordSink sink)
    {
        if (!fields.TryRead(payload, out var audit))
        {
            sink.Reject(payload[0] == '{' ? JsonFields.NotValid : "audit payload is no object");
            return;
        }

        var filled = sink.NewEvent();
        if (Fill(entry, audit, filled) is { } reason)
        {
            sink.Reject(reason);
        }
        else
        {
            sink.Emit(filled);
        }
    }

    private string? Fill(JsonValues entry, JsonValues audit, SecurityEvent filled)
    {
        if (GoogleEntry.Fill(entry, "gcp.audit", EventKind.CloudApiCall, interner, filled) is { } reason)
        {
            return reason;
        }

        var method = Scalar(audit, GoogleAuditField.Method);
        if (method.IsEmpty)
        {
            return "method name missing";
        }

        filled.CloudAction = GoogleResource.Action(Scalar(audit, GoogleAuditField.Service), method, interner);
        var name = Scalar(audit, GoogleAuditField.Resource, MaxPathBytes);
        filled.CloudAccount ??= GoogleResource.Project(name, interner);
        if (GoogleResource.TryObject(name, out var bucket, out var key))
        {
            filled.CloudResource = interner.Intern(bucket);
            if (!key.IsEmpty)
            {
                filled.FilePath = Encoding.UTF8.GetString(key);
                filled.FileExtension = PathText.Extension(key, interner);
            }
        }
        else
        {
            filled.CloudResource = GoogleResource.Name(name, interner);
        }

        filled.UserAgent = CloudClient.Program(Scalar(audit, GoogleAuditField.UserAgent, MaxAgentBytes), interner);
        Address(Scalar(audit, GoogleAuditField.CallerAddress), filled);
        Caller(audit, filled);
        filled.Outcome = GoogleFields.Audit.Count(audit, (int)GoogleAuditField.StatusCode) is > 0 ? Outcome.Failure : Outcome.Success;
        filled.ForeignAccount = GoogleGrants.ForeignAccount(
            GoogleFields.Audit.Bytes(audit, (int)GoogleAuditField.BindingDeltas),
            GoogleFields.Audit.Bytes(audit, (int)GoogleAuditField.Request),
            GoogleFields.Audit.Bytes(audit, (int)GoogleAuditField.Metadata),
            filled.CloudPrincipal,
            filled.CloudAccount)
            ?? GoogleGrants.ForeignProject(filled.CloudPrincipal, filled.CloudAccount);
        return null;
    }

    /// <summary>An address, else what stands there: <c>private</c>, <c>gce-internal-ip</c>.</summary>
    private void Address(ReadOnlySpan<byte> text, SecurityEvent filled)
    {
        filled.SourceAddress = CloudClient.Address(text, interner);
        if (filled.SourceAddress is null && !text.IsEmpty)
        {
            filled.Domain = interner.InternLower(text);
        }
    }

    private void Caller(JsonValues audit, SecurityEvent filled)
    {
        var principal = Scalar(audit, GoogleAuditField.Principal);
        if (principal.IsEmpty)
        {
            // user:name@domain; of federated identities principal://iam.googleapis.com/...
            principal = Scalar(audit, GoogleAuditField.PrincipalSubject);
            var colon = principal.IndexOf((byte)':');
            principal = colon > 0 && principal[..colon].IndexOf((byte)'/') < 0 && !principal[(colon + 1)..].StartsWith("//"u8) ? principal[(colon + 1)..] : principal;
        }

        if (principal.IsEmpty)
        {
            // Public objects are read by nobody in particular.
            (filled.CloudPrincipal, filled.User) = ("anonymous", "anonymous");
            return;
        }

        filled.CloudPrincipal = interner.Intern(principal);
        filled.User = interner.InternLower(principal);
        if (!GoogleGrants.IsServiceAccount(filled.User))
        {
            filled.UserClass = filled.User.StartsWith("system:", StringComparison.Ordinal) ? UserClass.System
                : filled.User.Contains('@', StringComparison.Ordinal) ? UserClass.Person : UserClass.Unknown;
            return;
        }

        (filled.UserClass, filled.CloudRole) = (UserClass.CloudRole, filled.User);
        filled.User = Delegate(GoogleFields.Audit.Json(audit, (int)GoogleAuditField.Delegation)) ?? filled.User;
    }

    /// <summary>The first person of the chain that led to the service account; Google's own agents are none.</summary>
    private string? Delegate(ReadOnlySpan<byte> chain)
    {
        if (chain.IsEmpty)
        {
            return null;
        }

        var reader = new Utf8JsonReader(chain);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("principalEmail"u8) && reader.Read()
                && reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped && !reader.ValueSpan.IsEmpty)
            {
                var found = interner.InternLower(TextExcerpt.Cut(reader.ValueSpan, MaxTextBytes));
                if (!GoogleGrants.IsServiceAccount(found))
                {
                    return found;
                }
            }
        }

        return null;
    }

    private static ReadOnlySpan<byte> Scalar(JsonValues audit, GoogleAuditField field, int maxBytes = MaxTextBytes) => GoogleFields.Audit.Scalar(audit, (int)field, maxBytes);
}
