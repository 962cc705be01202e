using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.GoogleCloud;

/// <summary>What all log entries have: time, id and project. Thread-safe.</summary>
internal static class GoogleEntry
{
    private const int MaxTextBytes = 512;

    /// <summary>Gives why the entry cannot be used, or null.</summary>
    public static string? Fill(JsonValues entry, string source, EventKind kind, Utf8Interner interner, SecurityEvent filled)
    {
        var time = GoogleFields.Entry.Scalar(entry, (int)GoogleField.Time, MaxTextBytes);
        if (time.IsEmpty)
        {
            return "time missing";
        }

        if (!TryTime(time, out var micros))
        {
            return "time not understood";
        }

        (filled.TimeMicros, filled.Source, filled.Kind, filled.Platform) = (micros, source, kind, Platform.IaaS);
        var log = GoogleFields.Entry.Scalar(entry, (int)GoogleField.LogName, MaxTextBytes);
        var project = GoogleFields.Entry.Scalar(entry, (int)GoogleField.Project, MaxTextBytes);
        filled.CloudAccount = project.IsEmpty ? GoogleResource.Project(log, interner) : interner.Intern(project);
        var id = GoogleFields.Entry.Scalar(entry, (int)GoogleField.InsertId, MaxTextBytes);
        if (!id.IsEmpty)
        {
            // Entries of one log with one time and one insert id are one entry, wherever they are exported to; the time may be written otherwise there.
            filled.RecordId = interner.Intern(id);
            var identity = new IdentityBuilder(stackalloc byte[IdentityBuilder.ScratchBytes]);
            identity.Add(source);
            identity.Add(log);
            identity.Add(micros);
            identity.Add(id);
            filled.Identity = identity.ToIdentity();
        }

        return null;
    }

    /// <summary>As in the entry, or as BigQuery writes it: <c>2021-10-19 02:57:47.339377 UTC</c>.</summary>
    public static bool TryTime(ReadOnlySpan<byte> text, out long micros) =>
        LogTime.TryIso8601(text.EndsWith(" UTC"u8) ? text[..^" UTC"u8.Length] : text, out micros);
}
