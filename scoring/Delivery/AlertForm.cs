using System.Buffers;
using Det0131.Models.Alerts;

namespace Det0131.Scoring.Delivery;

/// <summary>An alert that is told to the outside. Immutable.</summary>
/// <param name="Cursor">The change that it tells of.</param>
/// <param name="Alert">As it is now, with the status of the change.</param>
/// <param name="Activity">What happened.</param>
internal sealed record OutgoingAlert(long Cursor, Alert Alert, AlertActivity Activity);

/// <summary>The forms in which alerts leave. Thread-safe.</summary>
internal static class AlertForm
{
    public const string Ocsf = "ocsf";
    public const string Ecs = "ecs";

    /// <summary>One line of JSON with its line feed, in ASCII.</summary>
    public static byte[] Line(string form, OutgoingAlert outgoing)
    {
        var line = new ArrayBufferWriter<byte>(4096);
        if (form == Ecs)
        {
            using var writer = new EcsWriter(line);
            writer.Write(outgoing.Alert);
        }
        else
        {
            using var writer = new OcsfWriter(line);
            writer.Write(outgoing.Alert, outgoing.Activity);
        }

        return line.WrittenSpan.ToArray();
    }

    public static string Name(AlertActivity activity) => activity switch
    {
        AlertActivity.Create => "create",
        AlertActivity.Update => "update",
        _ => "close",
    };
}
