namespace Det0131.Datasets.Simulation.Procedures.Forms;

/// <summary>The forms by the names that the procedure table uses: how the data moves once the programs run. Adding one is a method and a line here.</summary>
internal static class FormTable
{
    public static IReadOnlyDictionary<string, Action<Performance>> All { get; } = new Dictionary<string, Action<Performance>>(StringComparer.Ordinal)
    {
        ["send"] = StreamForms.Send,
        ["pull"] = StreamForms.Pull,
        ["tunnel"] = StreamForms.Tunnel,
        ["echo"] = StreamForms.Echo,
        ["serve"] = ServeForms.Serve,
        ["ftp"] = FileTransferForms.Ftp,
        ["tftp"] = FileTransferForms.Tftp,
        ["mail"] = FileTransferForms.Mail,
        ["dns"] = NameForms.Dns,
        ["flow"] = CloudForms.Flow,
        ["objects"] = CloudForms.Objects,
        ["grant"] = CloudForms.Grant,
        ["local"] = static _ => { },
    };
}
