using System.Text.Json;

namespace Det0131.Models.Alerts;

/// <summary>OCSF observables: the values that an analyst pivots on, each once.</summary>
internal static class OcsfObservables
{
    // Type ids of OCSF's observable object, 1.5.0.
    private const int Hostname = 1;
    private const int IpAddress = 2;
    private const int UserName = 4;
    private const int ProcessName = 9;
    private const int ResourceUid = 10;
    private const int FilePath = 45;

    public static void Write(Utf8JsonWriter json, Alert alert)
    {
        var seen = new HashSet<(int, string)>();
        json.WriteStartArray("observables");
        if (alert.Entity.Host is { } host)
        {
            bool isAddress = OcsfEntities.IsAddress(host);
            Write(json, seen, isAddress ? "device.ip" : "device.hostname", isAddress ? IpAddress : Hostname, host);
        }

        Write(json, seen, "evidences.actor.user.name", UserName, alert.Entity.User);
        Write(json, seen, "evidences.dst_endpoint.hostname", Hostname, alert.Destination.Domain);
        Write(json, seen, "evidences.dst_endpoint.ip", IpAddress, alert.Destination.Address);
        Write(json, seen, "resources.uid", ResourceUid, alert.Destination.Resource);
        foreach (AlertEvent happened in alert.Events.Take(OcsfEvidence.MaxEvents))
        {
            Write(json, seen, "evidences.process.name", ProcessName, happened.Process);
            Write(json, seen, "evidences.src_endpoint.ip", IpAddress, happened.SourceAddress);
            Write(json, seen, "evidences.dst_endpoint.ip", IpAddress, happened.DestinationAddress);
            Write(json, seen, "evidences.query.hostname", Hostname, happened.DnsName);
            Write(json, seen, "evidences.file.path", FilePath, happened.FilePath);
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, HashSet<(int, string)> seen, string name, int typeId, string? value)
    {
        if (value is null || !seen.Add((typeId, value)))
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteNumber("type_id", typeId);
        json.WriteString("type", typeId switch
        {
            Hostname => "Hostname",
            IpAddress => "IP Address",
            UserName => "User Name",
            ProcessName => "Process Name",
            ResourceUid => "Resource UID",
            _ => "File Path",
        });
        json.WriteString("value", value);
        json.WriteEndObject();
    }
}
