using Det0131.Datasets.Readers.HostLogs;

namespace Det0131.Datasets.Readers.OpenBsm;

/// <summary>What an audit event is, as far as it is read.</summary>
internal enum BsmCall : byte
{
    Other = 0,
    Execute,
    Spawn,
    Fork,
    Open,
    Connect,
    Send,
}

/// <summary>Knows events by their descriptions, names and numbers in /etc/security/audit_event (OpenBSM's audit_kevents.h). Stateless.</summary>
internal static class BsmCalls
{
    public static BsmCall Of(ReadOnlySpan<byte> name) => name switch
    {
        _ when Is(name, "execve(2)"u8, "AUE_EXECVE"u8) => BsmCall.Execute,
        _ when Is(name, "posix_spawn(2)"u8, "AUE_POSIX_SPAWN"u8) => BsmCall.Spawn,
        _ when Is(name, "fork(2)"u8, "AUE_FORK"u8) || Is(name, "vfork(2)"u8, "AUE_VFORK"u8) => BsmCall.Fork,
        _ when Is(name, "connect(2)"u8, "AUE_CONNECT"u8) => BsmCall.Connect,
        _ when Is(name, "sendto(2)"u8, "AUE_SENDTO"u8) || Is(name, "sendmsg(2)"u8, "AUE_SENDMSG"u8) => BsmCall.Send,
        // One for each way to open: "open(2) - read", "openat(2) - write,creat", AUE_OPEN_RW.
        _ when Begins(name, "open(2)"u8) || Begins(name, "openat(2)"u8) || Begins(name, "open_extended(2)"u8) || Begins(name, "AUE_OPEN_"u8)
            || Begins(name, "AUE_OPENAT_"u8) || Is(name, "AUE_OPEN"u8, "AUE_OPENAT"u8) => BsmCall.Open,
        _ => HostText.Number(name) is >= 0 and <= ushort.MaxValue and var number ? Of(Name((int)number)) : BsmCall.Other,
    };

    /// <summary>The description of an event that is read, without the ways to open; empty for others.</summary>
    public static ReadOnlySpan<byte> Name(int number) => number switch
    {
        2 => "fork(2)"u8,
        23 => "execve(2)"u8,
        25 => "vfork(2)"u8,
        32 => "connect(2)"u8,
        184 => "sendto(2)"u8,
        188 => "sendmsg(2)"u8,
        43190 => "posix_spawn(2)"u8,
        3 or (>= 72 and <= 83) => "open(2)"u8,
        (>= 270 and <= 281) or 43184 => "openat(2)"u8,
        >= 43169 and <= 43181 => "open_extended(2)"u8,
        _ => default,
    };

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) => name.SequenceEqual(one) || name.SequenceEqual(other);

    private static bool Begins(ReadOnlySpan<byte> name, ReadOnlySpan<byte> begin) => name.StartsWith(begin);
}
