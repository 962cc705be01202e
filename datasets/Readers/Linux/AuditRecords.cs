namespace Det0131.Datasets.Readers.Linux;

/// <summary>The record types that make up an event of a system call.</summary>
internal enum AuditType : byte
{
    /// <summary>Stands alone, or is of no interest.</summary>
    Other = 0,
    Syscall,
    Execve,
    Path,
    Directory,
    SocketAddress,
    Title,
    End,

    /// <summary>The auditd replacement of Azure: everything in one record.</summary>
    Auoms,
}

/// <summary>Reads the bodies of audit records into <see cref="AuditFacts"/>. Stateless but for scratch space; not thread-safe.</summary>
internal sealed class AuditRecords
{
    private readonly byte[] scratch = new byte[16 * 1024];

    /// <summary>The type by its name, or by its number (linux/audit.h) as the kernel's own log writes it.</summary>
    public static AuditType TypeOf(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual("SYSCALL"u8) || name.SequenceEqual("1300"u8) => AuditType.Syscall,
        _ when name.SequenceEqual("PATH"u8) || name.SequenceEqual("1302"u8) => AuditType.Path,
        _ when name.SequenceEqual("PROCTITLE"u8) || name.SequenceEqual("1327"u8) => AuditType.Title,
        _ when name.SequenceEqual("CWD"u8) || name.SequenceEqual("1307"u8) => AuditType.Directory,
        _ when name.SequenceEqual("EXECVE"u8) || name.SequenceEqual("1309"u8) => AuditType.Execve,
        _ when name.SequenceEqual("SOCKADDR"u8) || name.SequenceEqual("1306"u8) => AuditType.SocketAddress,
        _ when name.SequenceEqual("EOE"u8) || name.SequenceEqual("1320"u8) => AuditType.End,
        _ when name.StartsWith("AUOMS_"u8) => AuditType.Auoms,
        _ => AuditType.Other,
    };

    /// <summary>The field of a SYSCALL record that a key stands for.</summary>
    public static bool TryField(ReadOnlySpan<byte> key, out AuditField field)
    {
        AuditField? found = key switch
        {
            _ when key.SequenceEqual("arch"u8) => AuditField.Arch,
            _ when key.SequenceEqual("syscall"u8) => AuditField.Syscall,
            _ when key.SequenceEqual("SYSCALL"u8) => AuditField.SyscallName,
            _ when key.SequenceEqual("success"u8) => AuditField.Success,
            _ when key.SequenceEqual("exit"u8) => AuditField.Exit,
            _ when key.SequenceEqual("a0"u8) => AuditField.FirstArgument,
            _ when key.SequenceEqual("pid"u8) => AuditField.ProcessId,
            _ when key.SequenceEqual("ppid"u8) => AuditField.ParentId,
            _ when key.SequenceEqual("auid"u8) => AuditField.LoginId,
            _ when key.SequenceEqual("uid"u8) => AuditField.UserId,
            _ when key.SequenceEqual("euid"u8) => AuditField.EffectiveId,
            _ when key.SequenceEqual("AUID"u8) || key.SequenceEqual("audit_user"u8) => AuditField.LoginName,
            _ when key.SequenceEqual("UID"u8) || key.SequenceEqual("user"u8) => AuditField.UserName,
            _ when key.SequenceEqual("EUID"u8) || key.SequenceEqual("effective_user"u8) => AuditField.EffectiveName,
            _ when key.SequenceEqual("exe"u8) => AuditField.Executable,
            _ when key.SequenceEqual("comm"u8) => AuditField.CommandName,
            _ => null,
        };
        field = found ?? default;
        return found is not null;
    }

    public void Read(AuditType type, ReadOnlySpan<byte> body, AuditFacts facts)
    {
        switch (type)
        {
            case AuditType.Syscall:
                ReadSyscall(body, facts);
                break;
            case AuditType.Execve:
                ReadArguments(body, facts);
                break;
            case AuditType.Path:
                ReadPath(body, facts);
                break;
            case AuditType.Directory:
                ReadText(body, "cwd"u8, AuditField.Directory, facts);
                break;
            case AuditType.Title:
                ReadTitle(body, facts);
                break;
            case AuditType.SocketAddress:
                ReadSocketAddress(body, facts);
                break;
            case AuditType.Auoms:
                ReadAuoms(body, facts);
                break;
            default:
                break;
        }
    }

    private void ReadSyscall(ReadOnlySpan<byte> body, AuditFacts facts)
    {
        var fields = new AuditFieldReader(body);
        while (fields.Next())
        {
            if (!TryField(fields.Key, out var field))
            {
                continue;
            }

            var isText = field >= AuditField.LoginName && field <= AuditField.CommandName;
            facts.Set(field, isText ? AuditText.Decode(fields.Value, fields.IsQuoted, scratch) : fields.Value);
        }
    }

    /// <summary>argc, then a0, a1, ...; a long one as a1_len and pieces a1[0], a1[1], ... over several records.</summary>
    private void ReadArguments(ReadOnlySpan<byte> body, AuditFacts facts)
    {
        var fields = new AuditFieldReader(body);
        while (fields.Next())
        {
            var key = fields.Key;
            if (key is not [(byte)'a', >= (byte)'0' and <= (byte)'9', ..] || key[^1] == 'n')
            {
                continue;
            }

            if (key[^1] != ']' || key.EndsWith("[0]"u8))
            {
                facts.Arguments.Begin();
            }

            facts.Arguments.Append(AuditText.Decode(fields.Value, fields.IsQuoted, scratch));
        }
    }

    private void ReadPath(ReadOnlySpan<byte> body, AuditFacts facts)
    {
        ReadOnlySpan<byte> name = default, kind = default;
        var fields = new AuditFieldReader(body);
        while (fields.Next())
        {
            if (fields.Key.SequenceEqual("name"u8))
            {
                name = AuditText.Decode(fields.Value, fields.IsQuoted, scratch);
            }
            else if (fields.Key.SequenceEqual("nametype"u8) || fields.Key.SequenceEqual("objtype"u8))
            {
                kind = fields.Value;
            }
        }

        facts.AddPath(name, kind);
    }

    private void ReadText(ReadOnlySpan<byte> body, ReadOnlySpan<byte> wanted, AuditField field, AuditFacts facts)
    {
        var fields = new AuditFieldReader(body);
        while (fields.Next())
        {
            if (fields.Key.SequenceEqual(wanted))
            {
                facts.Set(field, AuditText.Decode(fields.Value, fields.IsQuoted, scratch));
            }
        }
    }

    private void ReadTitle(ReadOnlySpan<byte> body, AuditFacts facts)
    {
        ReadText(body, "proctitle"u8, AuditField.Title, facts);
        var title = facts[AuditField.Title];
        if (!title.Contains((byte)0))
        {
            return;
        }

        // A NUL ends each argument.
        var blanked = scratch.AsSpan(0, title.Length);
        title.Replace(blanked, (byte)0, (byte)' ');
        facts.Set(AuditField.Title, blanked.TrimEnd((byte)' '));
    }

    /// <summary>saddr in hexadecimal, or in braces as <c>{ saddr_fam=inet laddr=10.0.0.1 lport=443 }</c>; enriched logs have the latter in SADDR.</summary>
    private static void ReadSocketAddress(ReadOnlySpan<byte> body, AuditFacts facts)
    {
        var fields = new AuditFieldReader(body);
        while (fields.Next())
        {
            if (fields.Key.SequenceEqual("saddr"u8) && fields.Value.IndexOf((byte)'=') < 0)
            {
                facts.Set(AuditField.SocketAddress, fields.Value);
            }
            else if (fields.Key.SequenceEqual("SADDR"u8) || fields.Key.SequenceEqual("saddr"u8))
            {
                ReadInterpretedAddress(fields.Value, facts);
            }
        }
    }

    /// <summary>The inside of the braces.</summary>
    public static void ReadInterpretedAddress(ReadOnlySpan<byte> text, AuditFacts facts)
    {
        var inside = new AuditFieldReader(text);
        while (inside.Next())
        {
            if (inside.Key.SequenceEqual("laddr"u8))
            {
                facts.Set(AuditField.AddressText, inside.Value);
            }
            else if (inside.Key.SequenceEqual("lport"u8))
            {
                facts.Set(AuditField.PortText, inside.Value);
            }
        }
    }

    /// <summary>AUOMS writes the command line in quotes without escaping those inside; the field redactors= follows it.</summary>
    private void ReadAuoms(ReadOnlySpan<byte> body, AuditFacts facts)
    {
        var at = body.IndexOf(" cmdline="u8);
        if (at >= 0)
        {
            var command = body[(at + 9)..];
            var end = command.LastIndexOf(" redactors="u8);
            command = end < 0 ? command : command[..end];
            facts.Set(AuditField.CommandLine, command is [(byte)'"', .. var inside, (byte)'"'] ? inside : command);
            body = body[..at];
        }

        ReadSyscall(body, facts);
        ReadPath(body, facts);
        ReadText(body, "cwd"u8, AuditField.Directory, facts);
    }
}
