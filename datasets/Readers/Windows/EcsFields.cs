using System.Text;

namespace Det0131.Datasets.Readers.Windows;

/// <summary>
/// Reads the same data from the Elastic Common Schema, where the Sysmon and Security pipelines of Elastic have moved it out of
/// <c>winlog.event_data</c>. Not thread-safe.
/// </summary>
internal sealed class EcsFields
{
    private static readonly (string Path, WindowsField Field)[] Moved =
    [
        ("process.executable", WindowsField.Image),
        ("process.entity_id", WindowsField.ProcessGuid),
        ("process.command_line", WindowsField.CommandLine),
        ("process.pe.original_file_name", WindowsField.OriginalFileName),
        ("process.parent.executable", WindowsField.ParentImage),
        ("process.parent.entity_id", WindowsField.ParentProcessGuid),
        ("network.transport", WindowsField.Protocol),
        ("source.ip", WindowsField.SourceIp),
        ("source.port", WindowsField.SourcePort),
        ("source.domain", WindowsField.SourceHostname),
        ("destination.ip", WindowsField.DestinationIp),
        ("destination.port", WindowsField.DestinationPort),
        ("destination.domain", WindowsField.DestinationHostname),
        ("file.path", WindowsField.TargetFilename),
        ("dns.question.name", WindowsField.QueryName),
        ("process.pid", WindowsField.ProcessId),
        ("process.parent.pid", WindowsField.ParentProcessId),
        ("user.domain", WindowsField.SubjectDomainName),
        ("user.name", WindowsField.SubjectUserName),
        ("network.direction", WindowsField.Direction),
    ];

    private readonly JsonFields json = new([.. Moved.Select(moved => moved.Path)]);

    /// <summary>Sets what the event data does not have. Does nothing to a record without <c>process.executable</c>: there <c>user</c> is the emitter's.</summary>
    public void FillMissing(ReadOnlySpan<byte> record, int eventId, WindowsFields fields)
    {
        if (!json.TryRead(record, out var values) || !values.Has(0))
        {
            return;
        }

        Span<byte> user = stackalloc byte[256];
        var userLength = 0;
        for (var slot = 0; slot < Moved.Length; slot++)
        {
            var field = FieldFor(Moved[slot].Field, eventId);
            var value = values.Bytes(slot);
            if (!values.Has(slot) || fields.Has(field) || values.Kind(slot) is JsonFieldKind.Array or JsonFieldKind.Object)
            {
                continue;
            }

            if (field == WindowsField.Direction)
            {
                SetDirection(value, eventId, fields);
            }
            else if (eventId < 4000 && field is WindowsField.SubjectDomainName or WindowsField.SubjectUserName)
            {
                userLength = Append(value, user, userLength, isName: field == WindowsField.SubjectUserName);
            }
            else
            {
                fields.Set(field, value);
            }
        }

        if (userLength > 0 && !fields.Has(WindowsField.User))
        {
            fields.Set(WindowsField.User, user[..userLength]);
        }
    }

    /// <summary>4688 has the new process's id in NewProcessId and its creator's in ProcessId.</summary>
    private static WindowsField FieldFor(WindowsField field, int eventId) => (field, eventId) switch
    {
        (WindowsField.ProcessId, 4688) => WindowsField.NewProcessId,
        (WindowsField.ParentProcessId, 4688) => WindowsField.ProcessId,
        _ => field,
    };

    private static void SetDirection(ReadOnlySpan<byte> value, int eventId, WindowsFields fields)
    {
        var isOut = Ascii.EqualsIgnoreCase(value, "egress"u8) || Ascii.EqualsIgnoreCase(value, "outbound"u8);
        if (eventId == 5156)
        {
            fields.Set(WindowsField.Direction, isOut ? "%%14593"u8 : "%%14592"u8);
        }
        else if (!fields.Has(WindowsField.Initiated))
        {
            fields.Set(WindowsField.Initiated, isOut ? "true"u8 : "false"u8);
        }
    }

    private static int Append(ReadOnlySpan<byte> value, Span<byte> user, int used, bool isName)
    {
        if (value.Length + used + 1 > user.Length)
        {
            return used;
        }

        if (isName && used > 0)
        {
            user[used++] = (byte)'\\';
        }

        value.CopyTo(user[used..]);
        return used + value.Length;
    }
}
