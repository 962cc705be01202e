namespace Det0131.Datasets.Readers.ESXi;

/// <summary>Text logs of ESXi 6 to 9 (hostd, vpxa, shell, vmkernel, auth, sftp, envoy) and vCenter (vpxd), own files or forwarded by syslog.</summary>
public static class EsxiFormat
{
    private const int LinesLookedAt = 20;

    public static SourceFormat Format { get; } = new("esxi", Framing.Lines, Detect, file => new EsxiParser(file));

    private static Detection Detect(byte[] head, string file)
    {
        ReadOnlySpan<byte> rest = head;
        Detection best = Detection.None;
        for (int i = 0; i < LinesLookedAt && !rest.IsEmpty; i++)
        {
            int end = rest.IndexOf((byte)'\n');
            Detection found = DetectLine((end < 0 ? rest : rest[..end]).TrimEnd((byte)'\r'));
            best = found.Confidence > best.Confidence ? found : best;
            rest = end < 0 ? default : rest[(end + 1)..];
        }

        return best;
    }

    private static Detection DetectLine(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty || line[0] is (byte)'{' or (byte)'#' || !EsxiHeader.TryRead(line, out EsxiLine parts))
        {
            return Detection.None;
        }

        if (line.IndexOf("[Originator@6876 "u8) >= 0)
        {
            return new Detection(95, "[Originator@6876");
        }

        // The time is the host's own: "2023-12-05T17:36:17.835Z In(14) ".
        int blank = line.IndexOf((byte)' ');
        if (parts.HasTime && blank > 0 && EsxiHeader.StartsWithLevelCode(line[(blank + 1)..]))
        {
            return new Detection(95, "a level such as In(166) after the time");
        }

        if (parts.Program.SequenceEqual("vmkernel"u8) || parts.Program.SequenceEqual("vobd"u8) || parts.Program.SequenceEqual("vpxd"u8))
        {
            return new Detection(85, "lines of vmkernel, vobd or vpxd");
        }

        if (parts.Program.SequenceEqual("shell"u8) && parts.Message.StartsWith("["u8))
        {
            return new Detection(80, "shell[..]: [user]: command");
        }

        // ESXi 7's auth.log: a time in Z and no host. Linux's has a host or no year.
        bool isSsh = parts.Program.SequenceEqual("sshd"u8) || parts.Program.SequenceEqual("sftp-server"u8);
        return isSsh && parts.HasTime && parts.Host.IsEmpty ? new Detection(40, "sshd lines without a host") : Detection.None;
    }
}
