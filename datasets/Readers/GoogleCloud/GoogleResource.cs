namespace Det0131.Datasets.Readers.GoogleCloud;

/// <summary>Parts of names as audit logs write them. Thread-safe.</summary>
internal static class GoogleResource
{
    private const int MaxTextBytes = 512;

    /// <summary>
    /// The API's name and the method without it and without versions, as <c>service:Action</c>: <c>storage:objects.get</c> of <c>storage.objects.get</c>,
    /// <c>compute:disks.setIamPolicy</c> of <c>v1.compute.disks.setIamPolicy</c>, <c>logging:ConfigServiceV2.UpdateSink</c> of
    /// <c>google.logging.v2.ConfigServiceV2.UpdateSink</c>.
    /// </summary>
    /// <param name="service">Its address, <c>storage.googleapis.com</c>; when empty the method's own first word.</param>
    /// <param name="method">Not empty.</param>
    /// <param name="interner">Keeps the text.</param>
    public static string Action(ReadOnlySpan<byte> service, ReadOnlySpan<byte> method, Utf8Interner interner)
    {
        method = WithoutVersion(method);
        method = method.StartsWith("google."u8) ? method["google."u8.Length..] : method;
        var dot = service.IndexOf((byte)'.');
        var api = dot < 0 ? service : service[..dot];
        if (api.IsEmpty && method.IndexOf((byte)'.') is > 0 and var first)
        {
            api = method[..first];
        }

        if (method.Length > api.Length + 1 && method.StartsWith(api) && method[api.Length] == '.')
        {
            method = method[(api.Length + 1)..];
        }

        Span<byte> action = stackalloc byte[(MaxTextBytes * 2) + 1];
        api.CopyTo(action);
        var length = api.Length;
        action[length++] = (byte)':';
        method.CopyTo(action[length..]);
        return interner.Intern(action[..(length + method.Length)]);
    }

    /// <summary>Behind the first part that is a version: v1, v1beta1, beta, alpha.</summary>
    private static ReadOnlySpan<byte> WithoutVersion(ReadOnlySpan<byte> method)
    {
        var rest = method;
        while (rest.IndexOf((byte)'.') is > 0 and var dot)
        {
            var part = rest[..dot];
            rest = rest[(dot + 1)..];
            if (!rest.IsEmpty && (part.SequenceEqual("beta"u8) || part.SequenceEqual("alpha"u8) || part is [(byte)'v', >= (byte)'0' and <= (byte)'9', ..]))
            {
                return rest;
            }
        }

        return method;
    }

    /// <summary>The project of <c>projects/NAME/...</c>; null for none and for <c>_</c>, which stands for none.</summary>
    public static string? Project(ReadOnlySpan<byte> name, Utf8Interner interner)
    {
        var at = name.IndexOf("projects/"u8);
        if (at < 0)
        {
            return null;
        }

        var rest = name[(at + "projects/"u8.Length)..];
        var end = rest.IndexOf((byte)'/');
        rest = end < 0 ? rest : rest[..end];
        return rest.IsEmpty || rest.SequenceEqual("_"u8) || rest.SequenceEqual("-"u8) ? null : interner.Intern(rest);
    }

    /// <summary>The bucket and, when there is one, the object of <c>projects/_/buckets/BUCKET/objects/KEY</c>; false for other names.</summary>
    public static bool TryObject(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> bucket, out ReadOnlySpan<byte> key)
    {
        bucket = key = default;
        var at = name.IndexOf("/buckets/"u8);
        if (at < 0)
        {
            return false;
        }

        bucket = name[(at + "/buckets/"u8.Length)..];
        var objects = bucket.IndexOf("/objects/"u8);
        if (objects >= 0)
        {
            key = bucket[(objects + "/objects/"u8.Length)..];
            bucket = bucket[..objects];
        }

        return !bucket.IsEmpty;
    }

    /// <summary>The last two parts of another name: <c>disks/data01</c>.</summary>
    public static string? Name(ReadOnlySpan<byte> name, Utf8Interner interner)
    {
        name = name.TrimEnd((byte)'/');
        var last = name.LastIndexOf((byte)'/');
        var before = last <= 0 ? -1 : name[..last].LastIndexOf((byte)'/');
        return name.IsEmpty ? null : interner.Intern(name[(before + 1)..]);
    }
}
