using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Det0131.Datasets.Tests.Readers.OpenBsm;

/// <summary>Writes audit records as the kernel does (au_to_header32_tm and its neighbours in bsm_token.c).</summary>
internal static class TrailWriter
{
    public const uint Second = 1_772_359_200;

    public static byte[] Record(int call, params byte[][] tokens) => Framed(0x14, [.. Word(call), 0, 0, .. Number(Second), .. Number(7)], tokens);

    /// <summary>With the longer header: the machine's address.</summary>
    public static byte[] RecordOf(string machine, int call, params byte[][] tokens)
    {
        var address = IPAddress.Parse(machine).GetAddressBytes();
        return Framed(0x15, [.. Word(call), 0, 0, .. Number((uint)address.Length), .. address, .. Number(Second), .. Number(7)], tokens);
    }

    /// <summary>With times of 64 bits.</summary>
    public static byte[] LongRecord(ulong second, int call, params byte[][] tokens) => Framed(0x74, [.. Word(call), 0, 0, .. Long(second), .. Long(7)], tokens);

    public static byte[] Arguments(params string[] texts) => [0x3C, .. Number((uint)texts.Length), .. texts.SelectMany(text => Encoding.UTF8.GetBytes(text + '\0'))];

    public static byte[] Environment(params string[] texts) => [0x3D, .. Arguments(texts)[1..]];

    public static byte[] Path(string path) => [0x23, .. Text(path)];

    public static byte[] Subject(int login, uint effective, uint pid) => [0x24, .. Number(unchecked((uint)login)), .. Number(effective), .. new byte[12], .. Number(pid), .. new byte[12]];

    /// <summary>A subject of 64 bits with an address of its own.</summary>
    public static byte[] LongSubject(int login, uint effective, uint pid) =>
        [0x7C, .. Number(unchecked((uint)login)), .. Number(effective), .. new byte[12], .. Number(pid), .. new byte[12], .. Number(4), 10, 0, 0, 1];

    public static byte[] Returned(byte error, uint value) => [0x27, error, .. Number(value)];

    public static byte[] Text(string text) => [.. Word(text.Length + 1), .. Encoding.UTF8.GetBytes(text), 0];

    public static byte[] Word(int value) => [(byte)(value >> 8), (byte)value];

    public static byte[] Number(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    public static byte[] Long(ulong value) => [.. Number((uint)(value >> 32)), .. Number(unchecked((uint)value))];

    private static byte[] Framed(byte token, byte[] head, byte[][] tokens)
    {
        byte[] body = [11, .. head, .. tokens.SelectMany(bytes => bytes)];
        var length = Number((uint)(1 + 4 + body.Length + 3 + 4));
        return [token, .. length, .. body, 0x13, 0xB1, 0x05, .. length];
    }
}
