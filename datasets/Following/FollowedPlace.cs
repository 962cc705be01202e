namespace Det0131.Datasets.Following;

/// <summary>
/// How far one file was taken. What names a file is its inode and its beginning and not its path, so that a log that was renamed, copied away or
/// compressed is known again. Written as JSON. Not thread-safe.
/// </summary>
public sealed class FollowedPlace
{
    /// <summary>Number of the place, for the notes.</summary>
    public required long Id { get; init; }

    /// <summary>Path at which it was seen first: the events' file, so that their identities stay when it is renamed.</summary>
    public required string Name { get; set; }

    /// <summary>Where it is; null: it has gone, or was cut to begin anew.</summary>
    public string? Path { get; set; }

    /// <summary>Unpacked bytes that <see cref="Prefix"/> is over, up to <see cref="FilePrefix.MostBytes"/>.</summary>
    public int PrefixBytes { get; set; }

    /// <summary>SHA-256 of the first bytes.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>What <see cref="FileNode"/> knew it by last; null: nothing.</summary>
    public string? Node { get; set; }

    /// <summary>Format that it was recognised as; null: not read yet.</summary>
    public string? Format { get; set; }

    /// <summary>Events of it that were taken for good, or refused, in the order in which its reader gives them.</summary>
    public long Taken { get; set; }

    /// <summary>Bytes behind which nothing was taken yet; -1: not known, it is read again to find out.</summary>
    public long Bytes { get; set; } = -1;

    /// <summary>Offsets at which the file was taken to have ended, because nothing came for a time: reading it again must end there too.</summary>
    public List<long> Ends { get; set; } = [];

    /// <summary>Read to its end; it does not grow.</summary>
    public bool IsDone { get; set; }

    /// <summary>When it was seen last, UTC.</summary>
    public DateTimeOffset SeenAt { get; set; }
}
