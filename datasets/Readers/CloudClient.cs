using System.Net;

namespace Det0131.Datasets.Readers;

/// <summary>Who calls a cloud: the client program and the address, as all clouds' logs write them. Thread-safe.</summary>
internal static class CloudClient
{
    /// <summary>
    /// The tool: without the brackets that S3 adds, only the first product (<c>aws-cli/2.11.2</c>), of a chain of partner products
    /// (<c>APN/1.0 HashiCorp/1.0 Terraform/1.4.7</c>) the third; of Google's tools without the number of the run; browsers as they are. Null when empty.
    /// </summary>
    public static string? Program(ReadOnlySpan<byte> agent, Utf8Interner interner)
    {
        agent = agent.StartsWith("["u8) ? agent[1..].TrimEnd("]"u8) : agent;
        while (agent.EndsWith(",gzip(gfe)"u8))
        {
            agent = agent[..^",gzip(gfe)"u8.Length];
        }

        if (agent.IndexOf(" invocation-id/"u8) is > 0 and var run)
        {
            agent = agent[..run];
        }

        if (!agent.StartsWith("Mozilla/"u8))
        {
            for (var skip = agent.StartsWith("APN/"u8) ? 2 : 0; skip > 0 && agent.IndexOf((byte)' ') is > 0 and var blank; skip--)
            {
                agent = agent[(blank + 1)..].TrimStart((byte)' ');
            }

            var end = agent.IndexOfAny(" ,"u8);
            agent = end > 0 && agent[..end].Contains((byte)'/') ? agent[..end] : agent;
        }

        return agent.IsEmpty ? null : interner.Intern(agent);
    }

    /// <summary>An address, without a port behind it (<c>10.0.0.10:49539</c>, <c>[2001:db8::1]:443</c>); null when the text is none.</summary>
    public static string? Address(ReadOnlySpan<byte> text, Utf8Interner interner)
    {
        if (text.StartsWith("["u8))
        {
            var end = text.IndexOf((byte)']');
            text = end < 0 ? text : text[1..end];
        }
        else if (text.Count((byte)':') == 1)
        {
            text = text[..text.IndexOf((byte)':')];
        }

        // "1" is an address to the parser, and none in a log.
        if (text.Length is < 2 or > 45 || text.IndexOfAny((byte)'.', (byte)':') < 0)
        {
            return null;
        }

        return IPAddress.IsValidUtf8(text) ? interner.InternLower(text) : null;
    }
}
