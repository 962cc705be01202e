using System.Security.Cryptography;
using Det0131.Datasets.Readers;

namespace Det0131.Scoring.Intake;

/// <summary>The first bytes of a file, unpacked: what it is known by. Thread-safe.</summary>
internal static class FilePrefix
{
    /// <summary>Bytes looked at.</summary>
    public const int MostBytes = 4096;

    /// <summary>Fewer do not tell two logs of one kind apart: then only the path counts.</summary>
    public const int TellingBytes = 256;

    /// <summary>Null: the file cannot be read now.</summary>
    public static byte[]? Read(string path)
    {
        try
        {
            var file = SourceFiles.Expand([path]).FirstOrDefault();
            if (file is null || file.Problem is not null)
            {
                return null;
            }

            using var stream = file.Open();
            var bytes = new byte[MostBytes];
            return bytes[..stream.ReadAtLeast(bytes, MostBytes, throwOnEndOfStream: false)];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }

    public static bool IsOf(FollowedPlace place, ReadOnlySpan<byte> bytes) =>
        place.PrefixBytes <= bytes.Length && place.Prefix == Hash(bytes[..place.PrefixBytes]);

    public static void Set(FollowedPlace place, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > place.PrefixBytes)
        {
            (place.PrefixBytes, place.Prefix) = (bytes.Length, Hash(bytes));
        }
    }

    /// <summary>The file is packed: it is read when it does not change any more.</summary>
    public static bool IsPacked(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
            Span<byte> head = stackalloc byte[4];
            return head[..file.ReadAtLeast(head, 4, throwOnEndOfStream: false)] is [0x1F, 0x8B, ..] or [(byte)'P', (byte)'K', 3, 4] or [(byte)'P', (byte)'A', (byte)'R', (byte)'1'] or [0x28, 0xB5, 0x2F, 0xFD]
                or [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
