using System.Globalization;
using System.Runtime.InteropServices;

namespace Det0131.Datasets.Following;

/// <summary>
/// What the file system knows a file by, whatever its name: inode and time of birth (an inode is given again to another file). Without the device, whose
/// number changes when a disk is mounted anew. Linux only: elsewhere, and where the file system has no such numbers, a file is known by its beginning
/// alone. Thread-safe.
/// </summary>
internal static partial class FileNode
{
    private const int WorkingDirectory = -100;
    private const uint WantInode = 0x100;
    private const uint WantBirth = 0x800;

    /// <summary>Null: not known.</summary>
    public static string? Of(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        try
        {
            if (Statx(WorkingDirectory, path, 0, WantInode | WantBirth, out var found) != 0 || (found.Mask & WantInode) == 0)
            {
                return null;
            }

            var inode = found.Inode.ToString("x", CultureInfo.InvariantCulture);
            return (found.Mask & WantBirth) == 0 ? inode : string.Create(CultureInfo.InvariantCulture, $"{inode}:{found.BirthSeconds:x}.{found.BirthNanos:x}");
        }
        catch (EntryPointNotFoundException)
        {
            // A C library older than the call.
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint wanted, out Found found);

    /// <summary>struct statx of linux/stat.h: its layout is part of the kernel's interface and the same on every processor.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Found
    {
        [FieldOffset(0)]
        public uint Mask;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(80)]
        public long BirthSeconds;

        [FieldOffset(88)]
        public uint BirthNanos;
    }
}
