namespace Det0131.Datasets.Readers.Linux;

/// <summary>What is read of an audit event, whichever way it is written.</summary>
internal enum AuditField : byte
{
    /// <summary>AUDIT_ARCH in hexadecimal, or the enriched name (<c>x86_64</c>).</summary>
    Arch,

    /// <summary>Number, or name in interpreted logs.</summary>
    Syscall,

    /// <summary>Enriched name.</summary>
    SyscallName,
    Success,
    Exit,

    /// <summary>First argument of the call, hexadecimal.</summary>
    FirstArgument,
    ProcessId,
    ParentId,
    LoginId,
    UserId,
    EffectiveId,
    LoginName,
    UserName,
    EffectiveName,
    Executable,
    CommandName,
    CommandLine,
    Title,
    Directory,
    Path,

    /// <summary>Raw socket address in hexadecimal.</summary>
    SocketAddress,

    /// <summary>Address and port as text, from the interpreted form.</summary>
    AddressText,
    PortText,
}
