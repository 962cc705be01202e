using System.Text.Json;

namespace Det0131.Datasets.Readers.Linux;

/// <summary>
/// Reads an audit event as Laurel writes it: one object with a member for each record type, numbers as numbers, arguments as <c>ARGV</c> (or
/// <c>ARGV_STR</c>), bytes that are not text as %XX. Not thread-safe.
/// </summary>
internal sealed class LaurelRecords(int firstSlot)
{
    private static readonly (string Path, AuditField Field)[] Plain =
    [
        ("SYSCALL.arch", AuditField.Arch),
        ("SYSCALL.syscall", AuditField.Syscall),
        ("SYSCALL.SYSCALL", AuditField.SyscallName),
        ("SYSCALL.success", AuditField.Success),
        ("SYSCALL.exit", AuditField.Exit),
        ("SYSCALL.pid", AuditField.ProcessId),
        ("SYSCALL.ppid", AuditField.ParentId),
        ("SYSCALL.auid", AuditField.LoginId),
        ("SYSCALL.uid", AuditField.UserId),
        ("SYSCALL.euid", AuditField.EffectiveId),
        ("SYSCALL.AUID", AuditField.LoginName),
        ("SYSCALL.UID", AuditField.UserName),
        ("SYSCALL.EUID", AuditField.EffectiveName),
        ("SYSCALL.exe", AuditField.Executable),
        ("SYSCALL.comm", AuditField.CommandName),
        ("EXECVE.ARGV_STR", AuditField.CommandLine),
        ("PROCTITLE.ARGV_STR", AuditField.Title),
        ("CWD.cwd", AuditField.Directory),
    ];

    private static readonly int ArgvSlot = Plain.Length, CallArgumentsSlot = Plain.Length + 1, PathSlot = Plain.Length + 2, AddressSlot = Plain.Length + 3;

    private byte[] scratch = new byte[1024];

    /// <summary>What to want of the record, in order of the slots from the first one given.</summary>
    public static string[] Paths { get; } = [.. Plain.Select(plain => plain.Path), "EXECVE.ARGV", "SYSCALL.ARGV", "PATH", "SOCKADDR"];

    public void Read(JsonValues values, AuditFacts facts)
    {
        for (var index = 0; index < Plain.Length; index++)
        {
            facts.Set(Plain[index].Field, values.Bytes(firstSlot + index));
        }

        try
        {
            ReadArguments(ListOf(values, ArgvSlot), facts);
            ReadFirstArgument(ListOf(values, CallArgumentsSlot), facts);
            ReadElements(ListOf(values, PathSlot), facts, isPath: true);
            ReadElements(ListOf(values, AddressSlot), facts, isPath: false);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair in a string: what was read so far stands.
        }
    }

    /// <summary>Empty for anything else, such as text that begins like a list.</summary>
    private ReadOnlySpan<byte> ListOf(JsonValues values, int slot) => values.Kind(firstSlot + slot) == JsonFieldKind.Array ? values.Bytes(firstSlot + slot) : default;

    private void ReadArguments(ReadOnlySpan<byte> array, AuditFacts facts)
    {
        if (array.IsEmpty)
        {
            return;
        }

        var reader = new Utf8JsonReader(array);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType is JsonTokenType.String)
            {
                facts.Arguments.Begin();
                facts.Arguments.Append(TextOf(ref reader));
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void ReadFirstArgument(ReadOnlySpan<byte> array, AuditFacts facts)
    {
        if (array.IsEmpty)
        {
            return;
        }

        var reader = new Utf8JsonReader(array);
        reader.Read();
        if (reader.Read() && reader.TokenType == JsonTokenType.String)
        {
            var value = TextOf(ref reader);
            facts.Set(AuditField.FirstArgument, value.StartsWith("0x"u8) ? value[2..] : value);
        }
    }

    private void ReadElements(ReadOnlySpan<byte> array, AuditFacts facts, bool isPath)
    {
        if (array.IsEmpty)
        {
            return;
        }

        Span<byte> name = stackalloc byte[4096];
        Span<byte> kind = stackalloc byte[16];
        var reader = new Utf8JsonReader(array);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            int nameLength = 0, kindLength = 0;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isName = reader.ValueTextEquals(isPath ? "name"u8 : "saddr"u8);
                var isKind = isPath && reader.ValueTextEquals("nametype"u8);
                var isInterpreted = !isPath && reader.ValueTextEquals("SADDR"u8);
                reader.Read();
                if (reader.TokenType != JsonTokenType.String || !(isName || isKind || isInterpreted))
                {
                    reader.Skip();
                }
                else if (isInterpreted)
                {
                    AuditRecords.ReadInterpretedAddress(TextOf(ref reader).Trim("{} "u8), facts);
                }
                else if (isKind)
                {
                    kindLength = CopyTo(TextOf(ref reader), kind);
                }
                else
                {
                    nameLength = CopyTo(TextOf(ref reader), name);
                }
            }

            if (isPath)
            {
                facts.AddPath(name[..nameLength], kind[..kindLength]);
            }
            else
            {
                SetAddress(name[..nameLength], facts);
            }
        }
    }

    /// <summary>Percent-encoded bytes to hexadecimal, as the raw records have it.</summary>
    private static void SetAddress(ReadOnlySpan<byte> encoded, AuditFacts facts)
    {
        Span<byte> hex = stackalloc byte[256];
        var used = 0;
        while (!encoded.IsEmpty && used + 2 <= hex.Length)
        {
            if (encoded is [(byte)'%', var high, var low, ..])
            {
                (hex[used], hex[used + 1]) = (high, low);
                encoded = encoded[3..];
            }
            else
            {
                System.Buffers.Text.Utf8Formatter.TryFormat(encoded[0], hex[used..], out _, new System.Buffers.StandardFormat('X', 2));
                encoded = encoded[1..];
            }

            used += 2;
        }

        facts.Set(AuditField.SocketAddress, hex[..used]);
    }

    private static int CopyTo(ReadOnlySpan<byte> value, Span<byte> room)
    {
        var length = Math.Min(value.Length, room.Length);
        value[..length].CopyTo(room);
        return length;
    }

    private ReadOnlySpan<byte> TextOf(ref Utf8JsonReader reader)
    {
        if (scratch.Length < reader.ValueSpan.Length)
        {
            scratch = new byte[reader.ValueSpan.Length];
        }

        return scratch.AsSpan(0, reader.CopyString(scratch));
    }
}
