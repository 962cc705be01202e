using System.Net;
using System.Text;
using System.Text.Json;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.Aws;

/// <summary>Fills an event from one CloudTrail record. Not thread-safe.</summary>
/// <remarks>
/// The caller is the source: <see cref="SecurityEvent.SourceBytes"/> is what it sent to the service (bytesTransferredIn),
/// <see cref="SecurityEvent.DestinationBytes"/> what the service gave out (bytesTransferredOut: an object that is downloaded).
/// </remarks>
internal sealed class CloudTrailEvents(Utf8Interner interner)
{
    private const int MaxTextBytes = 512;
    private const int MaxAgentBytes = 200;

    /// <summary>Gives why the record cannot be used, or null.</summary>
    public string? Fill(JsonValues values, SecurityEvent filled)
    {
        var time = values.Bytes((int)CloudTrailField.EventTime);
        if (time.IsEmpty)
        {
            return "time missing";
        }

        if (!LogTime.TryIso8601(time, out var micros))
        {
            return "time not understood";
        }

        var source = Bytes(values, CloudTrailField.EventSource);
        var name = Bytes(values, CloudTrailField.EventName);
        if (source.IsEmpty || name.IsEmpty)
        {
            return "event source or name missing";
        }

        (filled.TimeMicros, filled.Source, filled.Kind, filled.Platform) = (micros, "aws.cloudtrail", EventKind.CloudApiCall, Platform.IaaS);
        filled.CloudAction = Action(source, name);
        filled.RecordId = values.Text((int)CloudTrailField.EventId);
        filled.Identity = filled.RecordId is null ? UInt128.Zero : EventIdentity.Of(filled.Source, filled.RecordId);
        filled.CloudAccount = Text(values, CloudTrailField.RecipientAccount) ?? Text(values, CloudTrailField.IdentityAccount);
        Caller(values, filled);
        Resource(values, filled);
        Address(Bytes(values, CloudTrailField.SourceIpAddress), filled);
        filled.UserAgent = CloudClient.Program(Bytes(values, CloudTrailField.UserAgent, MaxAgentBytes), interner);
        filled.SourceBytes = Count(values, CloudTrailField.BytesIn);
        filled.DestinationBytes = Count(values, CloudTrailField.BytesOut);
        var hasFailed = values.Has((int)CloudTrailField.ErrorCode) || Bytes(values, CloudTrailField.ConsoleLogin).SequenceEqual("Failure"u8);
        filled.Outcome = hasFailed ? Outcome.Failure : Outcome.Success;
        filled.ForeignAccount = CloudTrailGrants.ForeignAccount(values.Bytes((int)CloudTrailField.RequestParameters), filled.CloudAccount)
            ?? Text(values, CloudTrailField.IdentityAccount) switch
            {
                { } caller when AwsArn.IsAccount(caller) && caller != filled.CloudAccount => caller,
                _ => null,
            };
        return null;
    }

    /// <summary><c>s3:GetObject</c>.</summary>
    private string Action(ReadOnlySpan<byte> source, ReadOnlySpan<byte> name)
    {
        var dot = source.IndexOf((byte)'.');
        var service = dot < 0 ? source : source[..dot];
        Span<byte> action = stackalloc byte[(MaxTextBytes * 2) + 1];
        service.CopyTo(action);
        action[service.Length] = (byte)':';
        name.CopyTo(action[(service.Length + 1)..]);
        return interner.Intern(action[..(service.Length + 1 + name.Length)]);
    }

    private void Caller(JsonValues values, SecurityEvent filled)
    {
        var arn = Text(values, CloudTrailField.IdentityArn);
        var principal = Text(values, CloudTrailField.IdentityPrincipalId);
        var invoker = Text(values, CloudTrailField.IdentityInvokedBy);
        var name = Text(values, CloudTrailField.IdentityUserName);
        var type = Bytes(values, CloudTrailField.IdentityType);
        filled.CloudPrincipal = arn ?? principal ?? invoker ?? name;
        if (type.SequenceEqual("AssumedRole"u8))
        {
            filled.UserClass = UserClass.CloudRole;
            filled.CloudRole = Text(values, CloudTrailField.IssuerUserName) ?? Known(AwsArn.AssumedRole(arn));
            name = Known(AwsArn.LastName(arn ?? principal));
        }
        else if (type.SequenceEqual("Root"u8))
        {
            filled.UserClass = UserClass.System;
            name = "root";
        }
        else if (type.SequenceEqual("AWSService"u8))
        {
            filled.UserClass = UserClass.Service;
            name = invoker;
        }
        else if (Bytes(values, CloudTrailField.IdentityAccount).SequenceEqual("ANONYMOUS_PRINCIPAL"u8))
        {
            // A request without a signature: public objects are read so.
            filled.CloudPrincipal = name = "anonymous";
        }
        else if (!type.IsEmpty && !type.SequenceEqual("AWSAccount"u8) && !type.SequenceEqual("Unknown"u8))
        {
            filled.UserClass = UserClass.Person;
        }

        filled.User = Lower(name ?? Known(AwsArn.LastName(arn ?? principal)) ?? invoker);
    }

    private void Resource(JsonValues values, SecurityEvent filled)
    {
        filled.CloudResource = FirstText(values, CloudTrailFields.ResourceNames)
            ?? FirstArn(values.Kind((int)CloudTrailField.Resources) == JsonFieldKind.Array ? values.Bytes((int)CloudTrailField.Resources) : default)
            ?? FirstText(values, CloudTrailFields.OtherResourceNames);
        if (filled.CloudResource is { } resource)
        {
            filled.CloudResource = Known(AwsArn.Resource(resource));
        }

        var key = Bytes(values, CloudTrailField.Key);
        if (!key.IsEmpty)
        {
            filled.FilePath = Encoding.UTF8.GetString(key);
            filled.FileExtension = PathText.Extension(key, interner);
        }
    }

    private string? FirstText(JsonValues values, CloudTrailField[] fields)
    {
        foreach (var field in fields)
        {
            if (Text(values, field) is { } text)
            {
                return text;
            }
        }

        return null;
    }

    /// <summary>The first ARN in resources: <c>[{"type":...,"ARN":"arn:..."}]</c>, in older records under ARN or arn.</summary>
    private string? FirstArn(ReadOnlySpan<byte> resources)
    {
        if (resources.IsEmpty)
        {
            return null;
        }

        var reader = new Utf8JsonReader(resources);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && (reader.ValueTextEquals("ARN"u8) || reader.ValueTextEquals("arn"u8))
                && reader.Read() && reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped)
            {
                return interner.Intern(TextExcerpt.Cut(reader.ValueSpan, MaxTextBytes));
            }
        }

        return null;
    }

    /// <summary>An address, else the name of the service that called (<c>cloudformation.amazonaws.com</c>, <c>AWS Internal</c>).</summary>
    private void Address(ReadOnlySpan<byte> text, SecurityEvent filled)
    {
        if (text.IsEmpty)
        {
            return;
        }

        var caller = interner.InternLower(text);
        if ((caller.Contains('.', StringComparison.Ordinal) || caller.Contains(':', StringComparison.Ordinal)) && IPAddress.IsValid(caller))
        {
            filled.SourceAddress = caller;
        }
        else
        {
            filled.Domain = caller;
        }
    }

    private static long? Count(JsonValues values, CloudTrailField field) => values.Int64((int)field) is >= 0 and var count ? count : null;

    private static ReadOnlySpan<byte> Bytes(JsonValues values, CloudTrailField field, int maxBytes = MaxTextBytes) =>
        values.Kind((int)field) is JsonFieldKind.Object or JsonFieldKind.Array ? default : TextExcerpt.Cut(values.Bytes((int)field), maxBytes);

    private string? Text(JsonValues values, CloudTrailField field) => Bytes(values, field) is { IsEmpty: false } text ? interner.Intern(text) : null;

    private string? Known(ReadOnlySpan<char> text) => text.IsEmpty ? null : interner.Intern(text);

    private string? Lower(string? text)
    {
        if (text is null)
        {
            return null;
        }

        // No text is longer in characters than it was in bytes; "root" and the like are short.
        Span<char> lower = stackalloc char[MaxTextBytes];
        return Known(lower[..text.AsSpan().ToLowerInvariant(lower)]);
    }
}
