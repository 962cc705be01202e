using Det0131.Datasets.Readers.Aws;
using Det0131.Datasets.Readers.Network;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.Exchange;

/// <summary>
/// Parses records of the Open Cybersecurity Schema Framework: process activity (launches), network, HTTP, DNS and API activity; other classes are ignored.
/// Not thread-safe.
/// </summary>
internal sealed class OcsfParser : IRecordParser
{
    private const int ResourceName = 0;
    private const int ResourceId = 1;

    private readonly JsonFields fields = new(ExchangeSchema.Ocsf.Paths);
    private readonly JsonFields resource = new("name", "uid");
    private readonly ExchangeEvents events = new();
    private readonly NetworkText text = new();
    private readonly Utf8Interner interner = Utf8Interner.Shared;

    public void Parse(ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
    {
        if (!fields.TryRead(record, out var values))
        {
            sink.Reject(JsonFields.NotValid);
            return;
        }

        var row = new ExchangeRow(ExchangeSchema.Ocsf, values);
        var filled = sink.NewEvent();
        var number = HostLogs.HostText.Number(row.Get(ExchangeField.Class));
        (filled.Kind, filled.Source) = number switch
        {
            1007 => (EventKind.ProcessStart, "ocsf.process_activity"),
            4001 => (EventKind.NetworkFlow, "ocsf.network_activity"),
            4002 => (EventKind.HttpRequest, "ocsf.http_activity"),
            4003 => (EventKind.DnsQuery, "ocsf.dns_activity"),
            6003 => (EventKind.CloudApiCall, "ocsf.api_activity"),
            _ => default((EventKind, string)),
        };
        if (filled.Kind == 0)
        {
            sink.Ignore(number is null ? "ocsf record without class" : "ocsf other class");
            return;
        }

        if (filled.Kind == EventKind.ProcessStart && !row.Get(ExchangeField.Activity).SequenceEqual("1"u8))
        {
            sink.Ignore("ocsf process event that starts none");
            return;
        }

        var reason = events.Common(row, filled) ?? filled.Kind switch
        {
            EventKind.DnsQuery => events.Query(row, filled),
            EventKind.HttpRequest => events.Request(row, filled),
            EventKind.ProcessStart => events.Start(row, filled),
            EventKind.CloudApiCall => Call(row, filled),
            _ => events.Flow(row, filled),
        };
        if (reason is null)
        {
            sink.Emit(filled);
        }
        else
        {
            sink.Reject(reason);
        }
    }

    /// <summary>Nothing is held.</summary>
    public void Complete(IRecordSink sink)
    {
    }

    /// <summary>A call of a cloud's interface, in the words of CloudTrail's reader: <c>s3:GetObject</c>. The schema has no bytes.</summary>
    private string? Call(in ExchangeRow row, SecurityEvent filled)
    {
        var operation = row.Get(ExchangeField.Operation);
        var service = row.Get(ExchangeField.Service);
        if (operation.IsEmpty)
        {
            return "operation missing";
        }

        // s3.amazonaws.com, storage.googleapis.com
        var dot = service.IndexOf((byte)'.');
        var name = text.Text(operation);
        filled.CloudAction = service.IsEmpty ? name : interner.Intern($"{text.Lower(dot < 0 ? service : service[..dot])}:{name}");
        filled.Platform = Platform.IaaS;
        filled.Host = null;
        filled.SourceAddress = text.Address(row.Get(ExchangeField.SourceAddress));
        filled.UserAgent = text.Text(row.Get(ExchangeField.UserAgent));
        filled.CloudAccount = text.Lower(row.Get(ExchangeField.Account));
        filled.CloudPrincipal = text.Text(row.Get(ExchangeField.CallerId));
        var role = AwsArn.AssumedRole(filled.CloudPrincipal);
        role = role.IsEmpty && row.Get(ExchangeField.CallerIssuer).IndexOf(":role/"u8) > 0 ? AwsArn.LastName(text.Text(row.Get(ExchangeField.CallerIssuer))) : role;
        filled.CloudRole = role.IsEmpty ? null : interner.Intern(role);
        filled.UserClass = filled.CloudRole is null ? UserClass.Unknown : UserClass.CloudRole;
        var caller = text.Lower(row.Get(ExchangeField.CallerAccount));
        filled.ForeignAccount = caller is not null && filled.CloudAccount is not null && caller != filled.CloudAccount ? caller : null;
        if (resource.TryRead(row.FirstObject(ExchangeField.Resources) is { IsEmpty: false } first ? first : "{}"u8, out var named))
        {
            filled.CloudResource = text.Text(named.Bytes(ResourceName)) ?? text.Text(named.Bytes(ResourceId));
        }

        return null;
    }
}
