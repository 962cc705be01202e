using System.Text;
using Det0131.Models.Events;
using DefenderRow = Det0131.Datasets.Readers.Defender.DefenderFields.DefenderRow;

namespace Det0131.Datasets.Readers.Defender;

/// <summary>
/// The platform of the devices of one file. The tables do not name it: Windows is known by its paths, macOS by folders that it alone has, and the rest of a device's rows by what an earlier one
/// told. Bounded; not thread-safe.
/// </summary>
internal sealed class DevicePlatforms
{
    private const int MostDevices = 1 << 16;

    private static readonly string[] MacFolders = ["/applications/", "/system/", "/library/", "/users/", "/private/", "/opt/homebrew/"];
    private static readonly string[] LinuxFolders = ["/home/", "/proc/", "/snap/", "/lib/", "/usr/lib/systemd/", "/usr/lib/x86_64", "/run/", "/srv/"];

    private readonly Dictionary<string, Platform> known = new(StringComparer.Ordinal);

    public Platform Of(string? host, DefenderRow row)
    {
        var platform = OfPath(row[DefenderField.FolderPath]);
        platform = platform == Platform.Unknown ? OfPath(row[DefenderField.InitiatingFolderPath]) : platform;
        if (host is null)
        {
            return platform;
        }

        if (platform == Platform.Unknown)
        {
            return known.GetValueOrDefault(host, IsProgramOfWindows(row[DefenderField.InitiatingFileName]) ? Platform.Windows : Platform.Unknown);
        }

        if (known.Count < MostDevices || known.ContainsKey(host))
        {
            known[host] = platform;
        }

        return platform;
    }

    private static Platform OfPath(ReadOnlySpan<byte> path)
    {
        if (path.IsEmpty || path[0] != '/')
        {
            return path.Contains((byte)'\\') ? Platform.Windows : Platform.Unknown;
        }

        return Begins(path, MacFolders) ? Platform.MacOS : Begins(path, LinuxFolders) ? Platform.Linux : Platform.Unknown;
    }

    private static bool Begins(ReadOnlySpan<byte> path, string[] folders)
    {
        foreach (var folder in folders)
        {
            if (path.Length > folder.Length && Ascii.EqualsIgnoreCase(path[..folder.Length], folder))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsProgramOfWindows(ReadOnlySpan<byte> name) => name.Length > 4 && Ascii.EqualsIgnoreCase(name[^4..], ".exe");
}
