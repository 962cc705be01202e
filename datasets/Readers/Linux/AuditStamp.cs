using Det0131.Datasets.Readers.HostLogs;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.Linux;

/// <summary>Time, host and identity of an audit event.</summary>
internal static class AuditStamp
{
    /// <summary>A serial counts from the host's start, so the time belongs to the identity.</summary>
    public static void Set(SecurityEvent filled, long timeMicros, long serial, string? host, HostText text)
    {
        filled.TimeMicros = timeMicros;
        filled.Host = host;
        filled.RecordId = text.NumberText(serial);
        var identity = new IdentityBuilder(stackalloc byte[IdentityBuilder.ScratchBytes]);
        identity.Add(filled.Source);
        identity.Add(host);
        identity.Add(timeMicros);
        identity.Add(serial);
        filled.Identity = identity.ToIdentity();
    }
}
