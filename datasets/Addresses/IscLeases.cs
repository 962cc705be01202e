using System.Globalization;

namespace Det0131.Datasets.Addresses;

/// <summary>ISC dhcpd.leases (dhcpd.leases(5)): a block for each change of a lease, the latest last. Times are UTC, or <c>epoch N</c>.</summary>
internal static class IscLeases
{
    public static NameFile Read(NameLines lines)
    {
        var file = new NameFile { Format = "ISC dhcpd leases" };
        Block? open = null;
        foreach (var (number, line) in lines.Lines)
        {
            var text = line.Trim();
            if (text.StartsWith("lease ", StringComparison.Ordinal) && text.EndsWith('{'))
            {
                open = new Block(text[6..^1].Trim(), number);
            }
            else if (text == "}" && open is not null)
            {
                Close(open, lines, file);
                open = null;
            }
            else if (open is not null)
            {
                open.Take(text.TrimEnd(';'));
            }
        }

        if (open is not null)
        {
            file.Faults.Add($"{lines.At(open.Line)}: the lease of {open.Address} has no end; expected '}}'");
        }

        return file;
    }

    private static void Close(Block block, NameLines lines, NameFile file)
    {
        if (block.Fault is { } fault)
        {
            file.Faults.Add($"{lines.At(block.Line)}: {fault}");
        }
        else if (block is { Host: { } host, Starts: { } starts } && !(block.Ends <= starts) && block.State is null or "active" or "free" or "expired" or "released")
        {
            file.Leases.Add(new AddressLease(block.Address, host, starts, block.Ends));
        }
        else
        {
            file.Ignored++;
        }
    }

    private sealed class Block(string address, int line)
    {
        public string Address => address;

        public int Line => line;

        public string? Host { get; private set; }

        public string? State { get; private set; }

        public long? Starts { get; private set; }

        public long? Ends { get; private set; }

        public string? Fault { get; private set; } = System.Net.IPAddress.TryParse(address, out _) ? null : $"found address '{Readers.TextExcerpt.Of(address)}', expected an IP address";

        public void Take(string statement)
        {
            var blank = statement.IndexOf(' ', StringComparison.Ordinal);
            var (word, rest) = blank < 0 ? (statement, "") : (statement[..blank], statement[(blank + 1)..].Trim());
            switch (word)
            {
                case "starts":
                    Starts = Time(rest);
                    break;
                case "ends":
                    Ends = rest == "never" ? null : Time(rest);
                    break;
                case "client-hostname":
                    Host = rest.Trim('"').ToLowerInvariant();
                    break;
                case "binding" when rest.StartsWith("state ", StringComparison.Ordinal):
                    State = rest["state ".Length..];
                    break;
            }
        }

        // "4 2026/11/05 08:00:00": the day of the week first. "epoch 1762329600; # ...".
        private long? Time(string text)
        {
            var hash = text.IndexOf('#', StringComparison.Ordinal);
            text = (hash < 0 ? text : text[..hash]).TrimEnd(';', ' ');
            if (text.StartsWith("epoch ", StringComparison.Ordinal) && long.TryParse(text.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 1L << 36)
            {
                return seconds * 1_000_000;
            }

            if (text.Length > 2 && DateTime.TryParseExact(text[2..], "yyyy/MM/dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
            {
                return (time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
            }

            Fault ??= $"found time '{Readers.TextExcerpt.Of(text)}', expected such as '4 2026/11/05 08:00:00' or 'epoch 1762329600'";
            return null;
        }
    }
}
