namespace Det0131.Datasets.Readers.Linux;

/// <summary>What a system call means for us.</summary>
internal enum SyscallKind : byte
{
    /// <summary>Not read.</summary>
    Other = 0,
    Execute,
    Connect,
    Send,
    Open,
}

/// <summary>
/// Meanings of system calls. The numbers differ by architecture and are from the Linux headers asm/unistd_64.h, asm/unistd_32.h,
/// asm-generic/unistd.h and arch/arm/tools/syscall.tbl; the architecture's codes are AUDIT_ARCH_* in linux/audit.h.
/// Known are x86_64 with x32, i386, aarch64 and arm; elsewhere the enriched name (<c>SYSCALL=</c>) is needed.
/// </summary>
internal static class SyscallTable
{
    private const uint X32Bit = 0x40000000;
    private const int I386SocketCall = 102;

    /// <param name="arch">AUDIT_ARCH in hexadecimal with or without 0x, or a name such as x86_64.</param>
    /// <param name="syscall">Number, or a name in interpreted logs.</param>
    /// <param name="name">Enriched name; empty without.</param>
    /// <param name="firstArgument">Hexadecimal; tells which call a socketcall of i386 is (linux/net.h: 3 connect, 11 sendto).</param>
    public static SyscallKind KindOf(ReadOnlySpan<byte> arch, ReadOnlySpan<byte> syscall, ReadOnlySpan<byte> name, ReadOnlySpan<byte> firstArgument)
    {
        if (!name.IsEmpty && KindOfName(name) is var named and not SyscallKind.Other)
        {
            return named;
        }

        if (HostLogs.HostText.Number(syscall) is not (>= 0 and <= uint.MaxValue and var number))
        {
            return KindOfName(syscall);
        }

        arch = arch.StartsWith("0x"u8) ? arch[2..] : arch;
        return arch switch
        {
            _ when arch.SequenceEqual("c000003e"u8) || arch.SequenceEqual("x86_64"u8) => X64((uint)number),
            _ when arch.SequenceEqual("c00000b7"u8) || arch.SequenceEqual("aarch64"u8) => Generic(number),
            _ when arch.SequenceEqual("40000003"u8) || arch.SequenceEqual("i386"u8) => I386(number, firstArgument),
            _ when arch.SequenceEqual("40000028"u8) || arch.SequenceEqual("arm"u8) => Arm(number),
            _ => SyscallKind.Other,
        };
    }

    private static SyscallKind KindOfName(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual("execve"u8) || name.SequenceEqual("execveat"u8) => SyscallKind.Execute,
        _ when name.SequenceEqual("connect"u8) => SyscallKind.Connect,
        _ when name.SequenceEqual("sendto"u8) => SyscallKind.Send,
        _ when name.SequenceEqual("open"u8) || name.SequenceEqual("openat"u8) || name.SequenceEqual("openat2"u8) || name.SequenceEqual("creat"u8) => SyscallKind.Open,
        _ => SyscallKind.Other,
    };

    /// <summary>x32 has the numbers of x86_64 with one bit set, but for execve 520 and execveat 545.</summary>
    private static SyscallKind X64(uint number) => unchecked(number & ~X32Bit) switch
    {
        59 or 322 => SyscallKind.Execute,
        520 or 545 when (number & X32Bit) != 0 => SyscallKind.Execute,
        42 => SyscallKind.Connect,
        44 => SyscallKind.Send,
        2 or 85 or 257 or 437 => SyscallKind.Open,
        _ => SyscallKind.Other,
    };

    private static SyscallKind Generic(long number) => number switch
    {
        221 or 281 => SyscallKind.Execute,
        203 => SyscallKind.Connect,
        206 => SyscallKind.Send,
        56 or 437 => SyscallKind.Open,
        _ => SyscallKind.Other,
    };

    private static SyscallKind I386(long number, ReadOnlySpan<byte> firstArgument) => number switch
    {
        11 or 358 => SyscallKind.Execute,
        362 => SyscallKind.Connect,
        369 => SyscallKind.Send,
        I386SocketCall when firstArgument.SequenceEqual("3"u8) => SyscallKind.Connect,
        I386SocketCall when firstArgument.SequenceEqual("b"u8) => SyscallKind.Send,
        5 or 8 or 295 or 437 => SyscallKind.Open,
        _ => SyscallKind.Other,
    };

    private static SyscallKind Arm(long number) => number switch
    {
        11 or 387 => SyscallKind.Execute,
        283 => SyscallKind.Connect,
        290 => SyscallKind.Send,
        5 or 8 or 322 or 437 => SyscallKind.Open,
        _ => SyscallKind.Other,
    };
}
