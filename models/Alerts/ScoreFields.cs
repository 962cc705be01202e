using System.Text.Json;

namespace Det0131.Models.Alerts;

/// <summary>
/// Det0131's own part of an exported alert, the same in every format: under <c>unmapped.det0131</c> in OCSF, <c>det0131</c> in ECS, and
/// shared with the export of groups. Bits are printed so that they read back as the same double.
/// </summary>
internal static class ScoreFields
{
    public static void WriteAlert(Utf8JsonWriter json, Alert alert)
    {
        json.WriteString("headline", alert.Headline);
        WriteScore(json, alert.ScoreBits, alert.ReturnPeriod);
        json.WriteNumber("maturity_periods", alert.MaturityPeriods);
        json.WriteString("model_version", alert.ModelVersion);
        json.WriteString("asset_criticality", alert.Entity.Criticality.ToString());
        json.WriteIf("peer_group", alert.Entity.PeerGroup);
        json.WriteString("first_local", AlertTime.LocalIso(alert.FirstMicros, alert.TimeZoneId));
        json.WriteString("last_local", AlertTime.LocalIso(alert.LastMicros, alert.TimeZoneId));
        json.WriteString("time_zone", AlertTime.ZoneName(alert.TimeZoneId));
        json.WriteIf("bytes_out", alert.BytesOut);
        json.WriteStrings("flags", Flags(alert.Flags));
        WriteDestination(json, alert.Destination);
        WriteContributions(json, alert.Contributions);
        WriteIndicators(json, alert.Indicators);
        WriteCampaign(json, alert.CampaignMembers);
        WriteNextChecks(json, alert.NextChecks);
    }

    public static void WriteScore(Utf8JsonWriter json, double scoreBits, ReturnPeriod returnPeriod)
    {
        json.WriteNumber("score_bits", scoreBits);
        json.WriteStartObject("return_period");
        json.WriteString("kind", returnPeriod.Kind switch
        {
            ReturnPeriodKind.Measured => "measured",
            ReturnPeriodKind.RarerThan => "rarer_than",
            _ => "uncalibrated",
        });
        if (returnPeriod.RatePerDay is { } rate)
        {
            json.WriteNumber("days", returnPeriod.Days);
            json.WriteNumber("rate_per_day", rate);
        }

        json.WriteString("text", returnPeriod.ToString());
        json.WriteEndObject();
    }

    public static void WriteEntity(Utf8JsonWriter json, AlertEntity entity)
    {
        json.WriteIf("host", entity.Host);
        json.WriteIf("user", entity.User);
        json.WriteString("platform", entity.Platform.ToString());
        json.WriteString("user_class", entity.UserClass.ToString());
    }

    public static void WriteDestination(Utf8JsonWriter json, AlertDestination destination)
    {
        json.WriteStartObject("destination");
        json.WriteString("key", destination.Key);
        json.WriteIf("domain", destination.Domain);
        json.WriteIf("address", destination.Address);
        json.WriteIf("port", destination.Port);
        json.WriteIf("transport", destination.Transport);
        json.WriteIf("application", destination.Application);
        json.WriteIf("country", destination.Country);
        json.WriteIf("network", destination.Network);
        json.WriteIf("resource", destination.Resource);
        json.WriteIf("tool", destination.Tool);
        json.WriteBoolean("local", destination.IsLocal);
        json.WriteEndObject();
    }

    public static void WriteContributions(Utf8JsonWriter json, IReadOnlyList<AlertContribution> contributions)
    {
        json.WriteStartArray("contributions");
        foreach (AlertContribution contribution in contributions)
        {
            json.WriteStartObject();
            json.WriteString("feature", contribution.FeatureId);
            json.WriteString("element", contribution.ElementName);
            json.WriteNumber("bits", contribution.Bits);
            json.WriteIf("surprisal_bits", contribution.SurprisalBits);
            json.WriteString("observed", contribution.Observed);
            json.WriteIf("typical", contribution.Typical);
            json.WriteString("sentence", contribution.Sentence);
            json.WriteIf("would_have_been_normal", contribution.WouldHaveBeenNormal);
            json.WriteIf("maturity_periods", contribution.MaturityPeriods);
            json.WriteIf("value_text", contribution.Value.Text);
            json.WriteIf("value_number", contribution.Value.Number);
            json.WriteIf("value_unit", contribution.Value.Unit);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The marks' stable names, for programs.</summary>
    public static IEnumerable<string> Flags(AlertFlags flags)
    {
        if (flags.HasFlag(AlertFlags.OverBudget))
        {
            yield return "over_budget";
        }

        if (flags.HasFlag(AlertFlags.Campaign))
        {
            yield return "campaign";
        }

        if (flags.HasFlag(AlertFlags.ManyCauses))
        {
            yield return "many_causes";
        }

        if (flags.HasFlag(AlertFlags.OptimisticRates))
        {
            yield return "optimistic_rates";
        }

        if (flags.HasFlag(AlertFlags.ColdStart))
        {
            yield return "cold_start";
        }
    }

    private static void WriteIndicators(Utf8JsonWriter json, IReadOnlyList<KnowledgeIndicator> indicators)
    {
        json.WriteStartArray("indicators");
        foreach (KnowledgeIndicator indicator in indicators)
        {
            json.WriteStartObject();
            json.WriteString("id", indicator.Id);
            json.WriteString("element", indicator.ElementName);
            json.WriteString("text", indicator.Text);
            json.WriteString("source", indicator.Source);
            json.WriteNumber("points", indicator.Points);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteCampaign(Utf8JsonWriter json, IReadOnlyList<AlertEntity> members)
    {
        if (members.Count == 0)
        {
            return;
        }

        json.WriteStartArray("campaign_members");
        foreach (AlertEntity member in members)
        {
            json.WriteStartObject();
            WriteEntity(json, member);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteNextChecks(Utf8JsonWriter json, IReadOnlyList<NextCheck> checks)
    {
        json.WriteStartArray("next_checks");
        foreach (NextCheck check in checks)
        {
            json.WriteStartObject();
            json.WriteString("kind", check.Kind switch
            {
                NextCheckKind.Verify => "verify",
                NextCheckKind.Contain => "contain",
                NextCheckKind.Preserve => "preserve",
                _ => "ask",
            });
            json.WriteString("text", check.Text);
            json.WriteString("source", check.Source);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
