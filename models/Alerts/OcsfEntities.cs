using System.Net;
using System.Text.Json;
using Det0131.Models.Events;

namespace Det0131.Models.Alerts;

/// <summary>OCSF's objects for hosts, users and resources.</summary>
internal static class OcsfEntities
{
    private const int OtherId = 99;

    /// <summary>The affected host; left out for cloud entities without one.</summary>
    public static void WriteDevice(Utf8JsonWriter json, AlertEntity entity)
    {
        if (entity.Host is not { } host)
        {
            return;
        }

        json.WriteStartObject("device");
        json.WriteNumber("type_id", 0);
        json.WriteString("type", "Unknown");
        WriteNameOrAddress(json, host);
        (int osId, string osName) = entity.Platform switch
        {
            Platform.Windows => (100, "Windows"),
            Platform.Linux => (200, "Linux"),
            Platform.MacOS => (300, "macOS"),
            Platform.ESXi => (OtherId, "VMware ESXi"),
            _ => (0, "Unknown"),
        };
        json.WriteStartObject("os");
        json.WriteString("name", osName);
        json.WriteNumber("type_id", osId);
        json.WriteString("type", osId == OtherId ? osName : osId == 0 ? "Unknown" : osName);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>What lost data: the host, and a cloud resource where one was acted on.</summary>
    public static void WriteResources(Utf8JsonWriter json, Alert alert)
    {
        json.WriteStartArray("resources");
        if (alert.Entity.Host is { } host)
        {
            WriteResource(json, alert.Entity, host, "Host");
        }

        if (alert.Destination.Resource is { } resource)
        {
            WriteResource(json, alert.Entity, resource, "Cloud resource");
        }

        json.WriteEndArray();
    }

    public static void WriteUser(Utf8JsonWriter json, string user, UserClass userClass)
    {
        int bar = user.LastIndexOf('\\');
        json.WriteStartObject("user");
        json.WriteString("name", user[(bar + 1)..]);
        json.WriteIf("domain", bar > 0 ? user[..bar] : null);
        (int typeId, string type) = userClass switch
        {
            UserClass.Person => (1, "User"),
            UserClass.Service => (4, "Service"),
            UserClass.System => (3, "System"),
            UserClass.CloudRole => (OtherId, "Cloud role"),
            _ => (0, "Unknown"),
        };
        json.WriteNumber("type_id", typeId);
        json.WriteString("type", type);
        json.WriteEndObject();
    }

    /// <summary>An address is an <c>ip</c>, everything else a <c>hostname</c>.</summary>
    public static void WriteNameOrAddress(Utf8JsonWriter json, string host) =>
        json.WriteString(IsAddress(host) ? "ip" : "hostname", host);

    public static bool IsAddress(string text) => IPAddress.TryParse(text, out _) && text.AsSpan().IndexOfAny('.', ':') >= 0;

    private static void WriteResource(Utf8JsonWriter json, AlertEntity entity, string name, string type)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("uid", name);
        json.WriteString("type", type);
        json.WriteString("criticality", entity.Criticality.ToString());
        json.WriteEndObject();
    }
}
