using System.Globalization;
using System.Text;

namespace Det0131.Models.Alerts;

/// <summary>Writes the one sentence that an alert begins with. Log-derived text enters as it is: whoever prints it escapes it.</summary>
public static class AlertHeadline
{
    /// <summary>
    /// For example <c>alice on pc7 sent 412 MB by ftp to files.example.net (NL) at 03:12 on 4 Mar, outside the usual hours</c>.
    /// </summary>
    /// <param name="entity">Who.</param>
    /// <param name="destination">Where to.</param>
    /// <param name="bytesOut">Bytes that left; null where not counted.</param>
    /// <param name="firstMicros">First event.</param>
    /// <param name="timeZoneId">The entity's zone; unknown ones print as UTC.</param>
    /// <param name="why">What is most unusual, in a few words that follow a comma; null for none.</param>
    /// <param name="campaignMembers">Entities of a campaign; under 2 for a single one.</param>
    /// <param name="moreDestinations">Further destinations of the same alert.</param>
    public static string Write(
        AlertEntity entity,
        AlertDestination destination,
        long? bytesOut,
        long firstMicros,
        string timeZoneId,
        string? why,
        int campaignMembers = 0,
        int moreDestinations = 0)
    {
        ArgumentNullException.ThrowIfNull(entity);
        ArgumentNullException.ThrowIfNull(destination);
        var text = new StringBuilder();
        text.Append(Who(entity));
        if (campaignMembers > 1)
        {
            text.Append(" and ").Append((campaignMembers - 1).ToString("#,0", CultureInfo.InvariantCulture)).Append(" more");
        }

        Action(text, destination, bytesOut);
        if (moreDestinations > 0)
        {
            text.Append(" and ").Append(moreDestinations.ToString("#,0", CultureInfo.InvariantCulture)).Append(moreDestinations == 1 ? " more destination" : " more destinations");
        }

        DateTimeOffset local = AlertTime.Local(firstMicros, timeZoneId);
        text.Append(local.ToString("' at 'HH:mm' on 'd MMM", CultureInfo.InvariantCulture));
        if (AlertTime.ZoneName(timeZoneId) == "UTC")
        {
            text.Append(" UTC");
        }

        return why is null ? text.ToString() : text.Append(", ").Append(why).ToString();
    }

    /// <summary>
    /// Who it is, without saying a name twice: <c>jenkins on build02</c> for the account <c>jenkins@build02</c> of build02, <c>sofia as
    /// data-analyst</c> for a session of that role, <c>uid 501 on mac7</c> for an account of which the log only has the number.
    /// </summary>
    public static string Who(AlertEntity entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        if (entity is not { User: { Length: > 0 } user, Host: { Length: > 0 } host })
        {
            return entity.ToString();
        }

        if (user.LastIndexOf($":assumed-role/{host}/", StringComparison.Ordinal) is >= 0 and var at && user[(at + ":assumed-role/".Length + host.Length + 1)..] is { Length: > 0 } session)
        {
            return $"{session} as {host}";
        }

        user = user.Length > host.Length + 1 && user.EndsWith("@" + host, StringComparison.Ordinal) ? user[..^(host.Length + 1)] : user;
        return $"{(user.All(char.IsAsciiDigit) ? "uid " : "")}{user} on {host}";
    }

    private static void Action(StringBuilder text, AlertDestination destination, long? bytesOut)
    {
        if (destination.Resource is not null)
        {
            text.Append(bytesOut is { } moved ? $" moved {PlainQuantity.Bytes(moved)} of " : " used ").Append(destination.Resource);
        }
        else if (destination.Tool is { } tool && destination.Domain is null && destination.Address is null)
        {
            text.Append(" ran ").Append(tool);
            return;
        }
        else
        {
            text.Append(bytesOut is { } sent ? $" sent {PlainQuantity.Bytes(sent)}" : " talked");
            if ((destination.Application ?? destination.Transport) is { } protocol)
            {
                text.Append(" by ").Append(protocol);
            }

            text.Append(destination.IsClient ? " in answer to " : " to ").Append(destination.Name);
        }

        if ((destination.IsLocal ? "local" : destination.Country) is { } place)
        {
            text.Append(" (").Append(place).Append(')');
        }
    }
}
