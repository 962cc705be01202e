using CommunityToolkit.HighPerformance.Buffers;
using Det0131.Datasets.Enrichment.Redaction;
using Det0131.Models.Events;
using Det0131.Models.Knowledge;
using Det0131.Models.Knowledge.CommandLines;

namespace Det0131.Datasets.Enrichment;

/// <summary>
/// Sets what follows from an event's own fields, once, at import: names in their plain form, user class, file extension, transfer tool and upload verb,
/// the far end that a command line names, registered domain, country and network of both addresses; and takes secrets out.
/// </summary>
/// <remarks>
/// Fields that the reader filled stay, absent ones stay absent when nothing tells them. Doing it twice changes nothing. No text of an event makes it throw.
/// Derived strings are remembered in tables of fixed size, so a stream of like events allocates nothing. Not thread-safe: one per thread.
/// </remarks>
public sealed class EventEnricher
{
    private readonly AddressRanges addresses;
    private readonly PublicSuffixRules suffixes;
    private readonly CommandLineReader commandLines;
    private readonly bool redactRaw;
    private readonly BoundedCache<AddressPlace> places = new(16);
    private readonly BoundedCache<string> domains = new(16);
    private readonly BoundedCache<string?> extensions = new(14);
    private readonly BoundedCache<string> lowered = new(14);
    private readonly StringPool strings = new(1 << 14);

    /// <param name="addresses">Country and network; default: the files that the build placed.</param>
    /// <param name="suffixes">Public suffix rules; default: the file that the build placed.</param>
    /// <param name="commandLines">Tools and verbs; default: the shipped lists.</param>
    /// <param name="redactRaw">Whether <see cref="SecurityEvent.Raw"/> is redacted here too; false when the importer did it already.</param>
    public EventEnricher(AddressRanges? addresses = null, PublicSuffixRules? suffixes = null, CommandLineReader? commandLines = null, bool redactRaw = true)
    {
        this.addresses = addresses ?? AddressRanges.Bundled;
        this.suffixes = suffixes ?? PublicSuffixRules.Bundled;
        this.commandLines = commandLines ?? CommandLineReader.Shipped;
        this.redactRaw = redactRaw;
    }

    /// <summary>Enriches one event in place.</summary>
    public void Enrich(SecurityEvent e)
    {
        ArgumentNullException.ThrowIfNull(e);
        Normalise(e);
        if (e.UserClass == UserClass.Unknown)
        {
            e.UserClass = UserClassifier.Classify(e.User, e.CloudRole, e.Platform);
        }

        if (e.FileExtension is null && e.FilePath is not null)
        {
            e.FileExtension = extensions.Get(e.FilePath, 0, static (path, _) => FileNames.Extension(path));
        }

        if (e.Process is not null || e.OriginalName is not null || e.CommandLine is not null)
        {
            ReadCommandLine(e);
        }

        e.RegisteredDomain ??= RegisteredDomain(e);
        Locate(e);
        Redact(e);
    }

    private static string? NullIfNone(string? text) => text is null || text.Length == 0 || text is "-" ? null : text;

    private void Normalise(SecurityEvent e)
    {
        e.Host = Lower(e.Host);
        e.User = Lower(e.User);
        e.Process = Name(e.Process ?? e.ProcessPath);
        e.Parent = Name(e.Parent ?? e.ParentPath);
        e.OriginalName = Name(e.OriginalName);
        e.Domain = HostName(e.Domain);
        e.DnsName = HostName(e.DnsName);
        e.Application = Lower(e.Application);
        e.Transport = Lower(e.Transport);
    }

    private string? Lower(string? text)
    {
        text = NullIfNone(text);
        return text is null || !HasUpper(text) ? text : lowered.Get(text, 0, static (key, _) => key.ToLowerInvariant());
    }

    /// <summary>Base name in lower case, of a path with the separators of any system.</summary>
    private string? Name(string? path)
    {
        var name = Lower(path);
        return name is null || !name.AsSpan().ContainsAny('/', '\\') ? name
            : NullIfNone(lowered.Get(name, 0, static (key, _) => FileNames.BaseName(key).ToString()));
    }

    private string? HostName(string? name)
    {
        name = Lower(name);
        return name is null || name[^1] != '.' ? name : NullIfNone(lowered.Get(name, 0, static (key, _) => key.TrimEnd('.')));
    }

    private static bool HasUpper(string text)
    {
        foreach (char c in text)
        {
            if (char.IsAsciiLetterUpper(c) || (c > 127 && char.IsUpper(c)))
            {
                return true;
            }
        }

        return false;
    }

    private void ReadCommandLine(SecurityEvent e)
    {
        var facts = commandLines.Read(e.CommandLine, e.Process, e.OriginalName);
        if (facts is { Tool.Name: "powershell", Verb: null, HasUrlOrAddress: false } && EncodedCommand.Decode(e.CommandLine) is { } decoded)
        {
            facts = commandLines.Read(decoded, e.Process, e.OriginalName);
        }

        if (facts.Tool is { CanTransfer: true } tool)
        {
            e.Tool ??= tool.Name;
            e.Verb ??= facts.Verb;
            if (e.Kind == EventKind.ProcessStart && e.Verb is not null && e.FileExtension is null)
            {
                e.FileExtension = SentExtension(e.CommandLine);
            }
        }

        bool hasFlow = e.Application is not null || e.DestinationAddress is not null || e.DestinationPort is not null || e.Domain is not null;
        if (e.Kind != EventKind.ProcessStart || hasFlow)
        {
            return;
        }

        if (!facts.DnsName.IsEmpty)
        {
            e.Application = "dns";
            e.DnsName ??= Pooled(facts.DnsName, "");
            e.DnsType ??= facts.DnsType.IsEmpty ? null : PooledUpper(facts.DnsType);
        }

        if (!facts.Target.IsPresent)
        {
            return;
        }

        e.Application = facts.Target.Application;
        e.DestinationPort = facts.Target.Port;
        if (facts.Target.IsAddress)
        {
            e.DestinationAddress = Pooled(facts.Target.Host, "");
        }
        else
        {
            e.Domain = Pooled(facts.Target.Host, facts.Target.HostSuffix);
        }
    }

    /// <summary>
    /// Extension of a sensitive file named on an upload's command line (<c>-T dump.sql</c>, <c>file=@/tmp/out.zip</c>), the first of several. Other
    /// words with dots are host names as often as files, so they do not count.
    /// </summary>
    private static string? SentExtension(string? line)
    {
        var words = new CommandWords(line);
        while (words.MoveNext())
        {
            var word = words.Current;
            if (word.Contains("://", StringComparison.Ordinal))
            {
                continue;
            }

            var file = word[(word.LastIndexOfAny('@', '=') + 1)..];
            if (file.Contains('.') && FileNames.Extension(file) is { } extension && KnowledgeEvaluator.Shipped.IsSensitiveExtension(extension))
            {
                return extension;
            }
        }

        return null;
    }

    /// <summary>The text in lower case with its ending; hosts are at most 253 characters long.</summary>
    private string Pooled(ReadOnlySpan<char> text, string ending)
    {
        Span<char> buffer = stackalloc char[320];
        int length = text.ToLowerInvariant(buffer);
        ending.CopyTo(buffer[length..]);
        return strings.GetOrAdd(buffer[..(length + ending.Length)]);
    }

    private string? PooledUpper(ReadOnlySpan<char> type)
    {
        Span<char> buffer = stackalloc char[16];
        int length = type.ToUpperInvariant(buffer);
        return length < 0 ? null : strings.GetOrAdd(buffer[..length]);
    }

    private string? RegisteredDomain(SecurityEvent e)
    {
        var name = e.Kind == EventKind.DnsQuery ? e.DnsName ?? e.Domain : e.Domain ?? e.DnsName;
        return name is null || name[0] == '#' ? null : domains.Get(name, suffixes, static (key, rules) => RegisteredDomainOf(key, rules));
    }

    /// <summary>An address is never cut; a single label and a public suffix itself stay as they are.</summary>
    private static string RegisteredDomainOf(string name, PublicSuffixRules rules) => RemoteTarget.IsAddressText(name) ? name : rules.Find(name) ?? name;

    private void Locate(SecurityEvent e)
    {
        if (e.SourceAddress is { Length: > 0 } source && (e.SourceCountry is null || e.SourceNetwork is null))
        {
            var place = places.Get(source, addresses, static (key, ranges) => ranges.Find(key));
            e.SourceCountry ??= place.Country;
            e.SourceNetwork ??= place.Network;
        }

        if (e.DestinationAddress is { Length: > 0 } destination && (e.DestinationCountry is null || e.DestinationNetwork is null))
        {
            var place = places.Get(destination, addresses, static (key, ranges) => ranges.Find(key));
            e.DestinationCountry ??= place.Country;
            e.DestinationNetwork ??= place.Network;
        }
    }

    /// <summary>In <c>secret:app/db-login</c> the word before the colon is the kind of resource, and what follows is its name.</summary>
    private static string RedactResource(string resource)
    {
        var name = resource.Contains("://", StringComparison.Ordinal) ? 0 : resource.LastIndexOf(':') + 1;
        return name == 0 ? SecretRedactor.Redact(resource) : string.Concat(resource.AsSpan(0, name), SecretRedactor.Redact(resource[name..]));
    }

    private void Redact(SecurityEvent e)
    {
        e.CommandLine = e.CommandLine is null ? null : SecretRedactor.Redact(e.CommandLine, e.Tool);
        e.FilePath = e.FilePath is null ? null : SecretRedactor.Redact(e.FilePath);
        e.CloudResource = e.CloudResource is null ? null : RedactResource(e.CloudResource);
        e.UserAgent = e.UserAgent is null ? null : SecretRedactor.Redact(e.UserAgent);
        if (redactRaw && e.Raw is not null)
        {
            e.Raw = SecretRedactor.Redact(e.Raw, e.Tool);
        }
    }
}
