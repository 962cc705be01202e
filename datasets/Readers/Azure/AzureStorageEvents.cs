using System.Text;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.Azure;

/// <summary>Fills an event from one request of a storage account's resource log (blob, file, queue, table). Not thread-safe.</summary>
/// <remarks>
/// The caller is the source: <see cref="SecurityEvent.SourceBytes"/> is the request's body, <see cref="SecurityEvent.DestinationBytes"/> the answer's (a blob that is read).
/// A request signed with a key or token names nobody: its user is the kind of signature with the key's name and account (<c>sas:key1@data</c>), or the token's hash where no
/// key is named; the whole hash is in <see cref="SecurityEvent.CloudPrincipal"/>.
/// </remarks>
internal sealed class AzureStorageEvents(Utf8Interner interner)
{
    private const int MaxTextBytes = 512;
    private const int MaxAgentBytes = 200;
    private const int MaxPathBytes = 1024;
    private const int HashCharacters = 12;

    /// <summary>Names of accounts have 3 to 24 letters and digits.</summary>
    private const int MaxAccountBytes = 64;

    private const int FirstFailure = 400;

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

        (filled.TimeMicros, filled.Source, filled.Kind, filled.Platform) = (micros, "azure.storage", EventKind.CloudApiCall, Platform.IaaS);
        filled.CloudAction = Action(operation);
        filled.SourceBytes = AzureFields.Record.Count(values, (int)AzureField.RequestBodySize);
        filled.DestinationBytes = AzureFields.Record.Count(values, (int)AzureField.ResponseBodySize);
        filled.SourceAddress = CloudClient.Address(Scalar(values, AzureField.CallerAddress), interner);
        filled.UserAgent = CloudClient.Program(Scalar(values, AzureField.UserAgent, MaxAgentBytes), interner);
        filled.CloudAccount = AzureResource.Subscription(Scalar(values, AzureField.Resource), interner);
        filled.Outcome = AzureFields.Record.Count(values, (int)AzureField.StatusCode) switch
        {
            null => Outcome.Unknown,
            < FirstFailure => Outcome.Success,
            _ => Outcome.Failure,
        };
        Identify(values, filled, time, operation);
        var account = Resource(values, filled);
        Caller(values, account, filled);
        filled.ForeignAccount = Destination(Scalar(values, AzureField.DestinationUri, MaxPathBytes), account);
        return null;
    }

    private string Action(ReadOnlySpan<byte> operation)
    {
        Span<byte> action = stackalloc byte[MaxTextBytes];
        "storage:"u8.CopyTo(action);
        operation.CopyTo(action["storage:"u8.Length..]);
        return interner.Intern(action[..("storage:"u8.Length + operation.Length)]);
    }

    private void Identify(JsonValues values, SecurityEvent filled, ReadOnlySpan<byte> time, ReadOnlySpan<byte> operation)
    {
        var id = Scalar(values, AzureField.CorrelationId);
        if (id.IsEmpty)
        {
            return;
        }

        filled.RecordId = interner.Intern(id);
        var identity = new IdentityBuilder(stackalloc byte[IdentityBuilder.ScratchBytes]);
        identity.Add(filled.Source);
        identity.Add(id);
        identity.Add(time);
        identity.Add(operation);
        filled.Identity = identity.ToIdentity();
    }

    /// <summary>Account and container, and the object's path. Gives the account.</summary>
    private string? Resource(JsonValues values, SecurityEvent filled)
    {
        var name = Scalar(values, AzureField.AccountName, MaxAccountBytes);
        var account = name.IsEmpty ? null : interner.InternLower(name);
        var key = Scalar(values, AzureField.ObjectKey, MaxPathBytes).Trim("\"/"u8);
        if (key.IsEmpty)
        {
            key = PathOf(Scalar(values, AzureField.Uri, MaxPathBytes));
        }
        else if (account is not null && key.Length >= name.Length && Ascii.EqualsIgnoreCase(key[..name.Length], name) && (key.Length == name.Length || key[name.Length] == '/'))
        {
            key = key[name.Length..].TrimStart((byte)'/');
        }

        var slash = key.IndexOf((byte)'/');
        var container = slash < 0 ? key : key[..slash];
        filled.CloudResource = container.IsEmpty || container.Length > MaxTextBytes ? account : Joined(account, container);
        if (slash > 0 && slash + 1 < key.Length)
        {
            filled.FilePath = Encoding.UTF8.GetString(key[(slash + 1)..]);
            filled.FileExtension = PathText.Extension(key, interner);
        }

        return account;
    }

    private string Joined(string? account, ReadOnlySpan<byte> container)
    {
        Span<byte> joined = stackalloc byte[(MaxTextBytes * 2) + 1];
        var length = account is null ? 0 : Encoding.UTF8.GetBytes(account, joined);
        if (length > 0)
        {
            joined[length++] = (byte)'/';
        }

        container.CopyTo(joined[length..]);
        return interner.InternLower(joined[..(length + container.Length)]);
    }

    private void Caller(JsonValues values, string? account, SecurityEvent filled)
    {
        var name = Scalar(values, AzureField.RequesterName);
        var type = Scalar(values, AzureField.AuthenticationType);
        var principal = name.IsEmpty ? Scalar(values, AzureField.RequesterObject) : name;
        if (!principal.IsEmpty)
        {
            filled.CloudPrincipal = interner.Intern(principal);
            filled.User = interner.InternLower(principal);
            filled.UserClass = name.IsEmpty ? UserClass.CloudRole : UserClass.Person;
            filled.CloudRole = name.IsEmpty ? filled.User : null;
            return;
        }

        if (Ascii.EqualsIgnoreCase(type, "Anonymous"u8))
        {
            (filled.CloudPrincipal, filled.User) = ("anonymous", "anonymous");
            return;
        }

        var hash = Scalar(values, AzureField.TokenHash);
        filled.CloudPrincipal = hash.IsEmpty ? null : interner.Intern(hash);
        if (!type.IsEmpty)
        {
            filled.User = SignatureUser(type, hash, account);
        }
    }

    /// <summary><c>key1(HASH),SasSignature(HASH)</c>: tokens are made afresh, the key stays.</summary>
    private string SignatureUser(ReadOnlySpan<byte> type, ReadOnlySpan<byte> hash, string? account)
    {
        var open = hash.IndexOf((byte)'(');
        var key = open > 0 ? hash[..open] : hash[..Math.Min(hash.Length, HashCharacters)];
        Span<byte> user = stackalloc byte[MaxTextBytes * 3];
        type.CopyTo(user);
        var length = type.Length;
        if (!key.IsEmpty)
        {
            user[length++] = (byte)':';
            key.CopyTo(user[length..]);
            length += key.Length;
        }

        if (account is not null)
        {
            user[length++] = (byte)'@';
            length += Encoding.UTF8.GetBytes(account, user[length..]);
        }

        return interner.InternLower(user[..length]);
    }

    /// <summary>The account of <c>https://other.blob.core.windows.net/...</c>, when it is another.</summary>
    private string? Destination(ReadOnlySpan<byte> uri, string? account)
    {
        var host = uri.IndexOf("://"u8) is > 0 and var scheme ? uri[(scheme + 3)..] : default;
        var end = host.IndexOfAny(".:/"u8);
        var other = end > 0 ? interner.InternLower(host[..end]) : null;
        return other == account ? null : other;
    }

    /// <summary>The path of a URI, without its query, which may hold a signature.</summary>
    private static ReadOnlySpan<byte> PathOf(ReadOnlySpan<byte> uri)
    {
        var rest = uri.IndexOf("://"u8) is > 0 and var scheme ? uri[(scheme + 3)..] : default;
        var slash = rest.IndexOf((byte)'/');
        rest = slash < 0 ? default : rest[(slash + 1)..];
        return rest.IndexOf((byte)'?') is >= 0 and var query ? rest[..query] : rest;
    }

    private static ReadOnlySpan<byte> Scalar(JsonValues values, AzureField field, int maxBytes = MaxTextBytes) => AzureFields.Record.Scalar(values, (int)field, maxBytes);
}
