using System.Text.Json;
using Det0131.Datasets.Coverage;
using static Det0131.Training.Coverage.CoverageText;

namespace Det0131.Training.Coverage;

/// <summary>Coverage as JSON: everything, every entity, snake_case, the same bytes for the same lake.</summary>
internal static class CoverageJson
{
    public static void Write(CoverageReport report, Stream to)
    {
        using var json = new Utf8JsonWriter(to, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteNumber("events", report.Statistics.Events);
        json.WriteNumber("events_of_nobody", report.OfNobody);
        json.WriteNumber("events_left_out", report.LeftOut);
        Strings(json, "analytics_without_logs", report.Silent.Select(a => a.Id));
        json.WriteStartArray("sources");
        foreach (var source in report.Statistics.Sources)
        {
            json.WriteStartObject();
            json.WriteString("source", source.Source);
            json.WriteString("platform", source.Platform);
            json.WriteNumber("events", source.Events);
            json.WriteNumber("days", source.Days);
            json.WriteString("first", Time(source.FirstMicros));
            json.WriteString("last", Time(source.LastMicros));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Elements(json, report);
        Spots(json, report);
        json.WriteStartArray("entities");
        foreach (var entity in report.Entities)
        {
            Entity(json, entity);
            if (json.BytesPending > 1 << 16)
            {
                json.Flush();
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        to.WriteByte((byte)'\n');
    }

    private static void Elements(Utf8JsonWriter json, CoverageReport report)
    {
        json.WriteStartArray("elements");
        foreach (var e in report.Elements)
        {
            json.WriteStartObject();
            json.WriteString("analytic", e.Analytic.Id);
            json.WriteString("platform", e.Analytic.Platform.ToString().ToLowerInvariant());
            json.WriteString("element", e.Element.Name);
            json.WriteBoolean("is_mitre", e.Element.IsMitre);
            json.WriteNumber("share", Math.Round(e.Share, 4));
            json.WriteStartArray("of");
            foreach (var kind in e.Kinds)
            {
                json.WriteStartObject();
                json.WriteString("kind", NameOf(kind.Kind));
                json.WriteNumber("full", kind.Full);
                json.WriteNumber("part", kind.Part);
                json.WriteNumber("none", kind.None);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("blind_spots");
            foreach (var (spot, entities) in e.Spots)
            {
                json.WriteStartObject();
                json.WriteString("id", spot.Id);
                json.WriteNumber("entities", entities);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Spots(Utf8JsonWriter json, CoverageReport report)
    {
        json.WriteStartArray("blind_spots");
        foreach (var met in report.Spots)
        {
            json.WriteStartObject();
            json.WriteString("id", met.Spot.Id);
            json.WriteString("analytic", met.Analytic);
            json.WriteNumber("entities", met.Entities);
            json.WriteString("blind", met.Spot.Blind);
            json.WriteString("switch_on", met.Spot.SwitchOn);
            Strings(json, "elements", met.Elements);
            Strings(json, "examples", met.Examples);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Entity(Utf8JsonWriter json, CoverageEntity entity)
    {
        json.WriteStartObject();
        json.WriteString("kind", NameOf(entity.Kind));
        json.WriteString("name", entity.Name);
        json.WriteString("platform", entity.Platform.ToString().ToLowerInvariant());
        json.WriteString("analytic", CoverageReport.AnalyticOf(entity).Id);
        json.WriteBoolean("is_service", entity.IsService);
        json.WriteBoolean("is_network_only", entity.IsNetworkOnly);
        json.WriteNumber("events", entity.Events);
        json.WriteStartObject("sources");
        foreach (var (source, events) in entity.Sources)
        {
            json.WriteNumber(source, events);
        }

        json.WriteEndObject();
        json.WriteStartObject("signals");
        for (var i = 0; i < CoverageSignal.All.Count; i++)
        {
            if (entity.CountOf(i) > 0)
            {
                json.WriteNumber(CoverageSignal.All[i].Name, entity.CountOf(i));
            }
        }

        json.WriteEndObject();
        json.WriteStartArray("elements");
        foreach (var element in CoverageReport.Of(entity))
        {
            json.WriteStartObject();
            json.WriteString("element", element.Element.Name);
            json.WriteString("state", element.State.ToString().ToLowerInvariant());
            Strings(json, "blind_spots", element.Spots.Select(s => s.Id));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Strings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static string Time(long micros) => Text($"{DateTime.UnixEpoch.AddTicks(micros * 10):yyyy-MM-ddTHH:mm:ss.ffffffZ}");
}
