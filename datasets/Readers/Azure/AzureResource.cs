using System.Text;

namespace Det0131.Datasets.Readers.Azure;

/// <summary>
/// Parts of a resource id: <c>/subscriptions/ID/resourceGroups/NAME/providers/Microsoft.Compute/disks/NAME</c>. Azure compares them without regard to case and
/// its logs write them in any, so all are in lower case. Thread-safe.
/// </summary>
internal static class AzureResource
{
    private const int MaxBytes = 1024;

    /// <summary>The subscription's id, null when the text names none.</summary>
    public static string? Subscription(ReadOnlySpan<byte> id, Utf8Interner interner)
    {
        Span<byte> scratch = stackalloc byte[MaxBytes];
        var text = Lower(id, scratch);
        return text.StartsWith("/subscriptions/"u8) && Segment(text["/subscriptions/"u8.Length..]) is { IsEmpty: false } found ? interner.Intern(found) : null;
    }

    /// <summary>
    /// What is acted on, without where it is: <c>disks/data01</c>; of storage the account and container as the storage logs name them, <c>account/container</c>;
    /// without a provider the last two parts.
    /// </summary>
    public static string? Name(ReadOnlySpan<byte> id, Utf8Interner interner)
    {
        Span<byte> scratch = stackalloc byte[MaxBytes];
        ReadOnlySpan<byte> text = Lower(id, scratch);
        text = text.TrimEnd((byte)'/');
        var provider = text.LastIndexOf("/providers/"u8);
        if (provider < 0)
        {
            var last = text.LastIndexOf((byte)'/');
            var before = last <= 0 ? -1 : text[..last].LastIndexOf((byte)'/');
            return text.IsEmpty ? null : interner.Intern(text[(before + 1)..]);
        }

        var name = text[(provider + "/providers/"u8.Length)..];
        var isStorage = name.StartsWith("microsoft.storage/storageaccounts/"u8);
        name = name[(name.IndexOf((byte)'/') + 1)..];
        return name.IsEmpty ? null : isStorage ? Storage(name["storageaccounts/"u8.Length..], scratch, interner) : interner.Intern(name);
    }

    /// <summary><c>account/blobservices/default/containers/name</c> as <c>account/name</c>.</summary>
    private static string Storage(ReadOnlySpan<byte> name, Span<byte> scratch, Utf8Interner interner)
    {
        var account = Segment(name);
        var container = Behind(name, "/containers/"u8);
        container = container.IsEmpty ? Behind(name, "/shares/"u8) : container;
        if (container.IsEmpty)
        {
            return interner.Intern(account);
        }

        // Both stand in the scratch space, the account first.
        account.CopyTo(scratch);
        var length = account.Length;
        scratch[length++] = (byte)'/';
        container.CopyTo(scratch[length..]);
        return interner.Intern(scratch[..(length + container.Length)]);
    }

    private static ReadOnlySpan<byte> Behind(ReadOnlySpan<byte> text, ReadOnlySpan<byte> mark) =>
        text.IndexOf(mark) is >= 0 and var at ? Segment(text[(at + mark.Length)..]) : default;

    private static ReadOnlySpan<byte> Segment(ReadOnlySpan<byte> text) => text.IndexOf((byte)'/') is >= 0 and var end ? text[..end] : text;

    private static Span<byte> Lower(ReadOnlySpan<byte> text, Span<byte> scratch)
    {
        text = TextExcerpt.Cut(text, MaxBytes);
        for (var at = 0; at < text.Length; at++)
        {
            scratch[at] = text[at] is >= (byte)'A' and <= (byte)'Z' ? (byte)(text[at] | 0x20) : text[at];
        }

        return scratch[..text.Length];
    }
}
