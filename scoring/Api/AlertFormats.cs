using System.Buffers;
using Det0131.Models.Alerts;
using Det0131.Scoring.Alerts;

namespace Det0131.Scoring.Api;

/// <summary>Alerts in the forms of other systems, one JSON object a line.</summary>
internal static class AlertFormats
{
    public const string Ndjson = "application/x-ndjson";

    /// <returns>Null: the API's own form.</returns>
    /// <exception cref="BadHttpRequestException">There is no such form.</exception>
    public static string? Parse(string? format) => format switch
    {
        null or "native" => null,
        "ocsf" or "ecs" => format,
        _ => throw ApiText.Wrong("format", format, "native, ocsf or ecs"),
    };

    public static IResult Answer(IReadOnlyList<StoredAlert> alerts, string format)
    {
        var bytes = new ArrayBufferWriter<byte>();
        if (format == "ocsf")
        {
            using var writer = new OcsfWriter(bytes);
            foreach (var stored in alerts)
            {
                writer.Write(stored.Alert, Activity(stored));
            }
        }
        else
        {
            using var writer = new EcsWriter(bytes);
            foreach (var stored in alerts)
            {
                writer.Write(stored.Alert);
            }
        }

        return TypedResults.Bytes(bytes.WrittenMemory, Ndjson);
    }

    /// <summary>What happened last, in OCSF's words.</summary>
    public static AlertActivity Activity(StoredAlert stored) =>
        stored.IsClosed ? AlertActivity.Close : stored.Revision == 1 ? AlertActivity.Create : AlertActivity.Update;
}
