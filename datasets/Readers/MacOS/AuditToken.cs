using System.Text.Json;

namespace Det0131.Datasets.Readers.MacOS;

/// <summary>
/// A process as Endpoint Security names it. <see cref="Pid"/> and <see cref="PidVersion"/> together are never used twice while the Mac runs.
/// </summary>
/// <param name="LoginUser">auid: who logged in; 4294967295 for nobody (services).</param>
/// <param name="EffectiveUser">euid.</param>
/// <param name="Pid">Process id.</param>
/// <param name="PidVersion">Counts up with every fork and exec.</param>
internal readonly record struct AuditToken(long LoginUser, long EffectiveUser, long Pid, long PidVersion)
{
    /// <summary>
    /// Reads both forms: an object (record version 9 and before), or an array in the order of audit_token_t (version 10, macOS 26):
    /// auid, euid, egid, ruid, rgid, pid, asid, pidversion.
    /// </summary>
    /// <returns>False for anything else, also when the pid is missing.</returns>
    public static bool TryRead(ReadOnlySpan<byte> json, out AuditToken token)
    {
        token = default;
        if (json.IsEmpty)
        {
            return false;
        }

        // The caller's scan has seen that this is whole, valid JSON.
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.StartObject => TryReadObject(ref reader, out token),
            JsonTokenType.StartArray => TryReadArray(ref reader, out token),
            _ => false,
        };
    }

    private static bool TryReadObject(ref Utf8JsonReader reader, out AuditToken token)
    {
        long auid = uint.MaxValue, euid = uint.MaxValue, pid = -1, version = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int field = reader.ValueTextEquals("auid"u8) ? 0
                : reader.ValueTextEquals("euid"u8) ? 1
                : reader.ValueTextEquals("pid"u8) ? 2
                : reader.ValueTextEquals("pidversion"u8) ? 3 : -1;
            reader.Read();
            reader.Skip();
            if (field >= 0 && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long value))
            {
                (auid, euid, pid, version) = field switch
                {
                    0 => (value, euid, pid, version),
                    1 => (auid, value, pid, version),
                    2 => (auid, euid, value, version),
                    _ => (auid, euid, pid, value),
                };
            }
        }

        token = new AuditToken(auid, euid, pid, version);
        return pid >= 0;
    }

    private static bool TryReadArray(ref Utf8JsonReader reader, out AuditToken token)
    {
        Span<long> values = stackalloc long[8];
        int count = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.Number && count < values.Length && reader.TryGetInt64(out long value))
        {
            values[count++] = value;
        }

        token = new AuditToken(values[0], values[1], values[5], values[7]);
        return count == values.Length && reader.TokenType == JsonTokenType.EndArray && values[5] >= 0;
    }
}
