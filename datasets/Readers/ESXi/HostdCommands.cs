namespace Det0131.Datasets.Readers.ESXi;

/// <summary>
/// What hostd and vpxa are asked to do that lets data leave or opens the way for it, told by method names and event texts.
/// </summary>
/// <remarks>
/// Method names are those of the vSphere API (vim); texts are hostd's and vobd's own. Sources: LOLESXi (firewall, SSH, syslog, NFS),
/// MITRE T1562.004, T1048; ATT&amp;CK DET0131 "esxi:hostd logline inspection". Names are stable: they are learned as processes.
/// </remarks>
internal static class HostdCommands
{
    private static readonly (byte[] Prefix, string Command)[] Methods =
    [
        ("vim.VirtualMachine.exportVm"u8.ToArray(), "hostd-export-vm"),
        ("vim.VirtualApp.exportVApp"u8.ToArray(), "hostd-export-vapp"),
        ("vim.HttpNfcLease."u8.ToArray(), "hostd-nfc-lease"),
        ("vim.NfcService."u8.ToArray(), "hostd-nfc"),
        ("vim.VirtualMachine.createSnapshot"u8.ToArray(), "hostd-create-snapshot"),
        ("vim.VirtualMachine.clone"u8.ToArray(), "hostd-clone-vm"),
        ("vim.VirtualDiskManager.copyVirtualDisk"u8.ToArray(), "hostd-copy-disk"),
        ("vim.FileManager.copy"u8.ToArray(), "hostd-copy-file"),
        ("vim.FileManager.move"u8.ToArray(), "hostd-move-file"),
        ("vim.host.DatastoreSystem.createNasDatastore"u8.ToArray(), "hostd-mount-nfs"),
        ("vim.host.FirewallSystem.enableRuleset"u8.ToArray(), "hostd-firewall"),
        ("vim.host.FirewallSystem.updateRuleset"u8.ToArray(), "hostd-firewall"),
        ("vim.host.FirewallSystem.updateDefaultPolicy"u8.ToArray(), "hostd-firewall"),
        ("vim.host.ServiceSystem.start"u8.ToArray(), "hostd-start-service"),
    ];

    private static readonly (byte[] Text, string Command)[] Texts =
    [
        ("SSH access has been enabled"u8.ToArray(), "hostd-enable-ssh"),
        ("ESXi command line shell has been enabled"u8.ToArray(), "hostd-enable-shell"),
        ("Firewall has been disabled"u8.ToArray(), "hostd-firewall"),
        ("Firewall configuration has changed"u8.ToArray(), "hostd-firewall"),
        ("esx.audit.net.firewall."u8.ToArray(), "hostd-firewall"),
        ("Set called with key 'Syslog.global.logHost'"u8.ToArray(), "hostd-set-loghost"),
        ("Set called with key"u8.ToArray(), "hostd-set-option"),
    ];

    /// <summary>The command of an API method (<c>vim.VirtualMachine.exportVm</c>), or null when it is none of ours.</summary>
    public static string? OfMethod(ReadOnlySpan<byte> method)
    {
        foreach ((byte[] prefix, string command) in Methods)
        {
            if (method.StartsWith(prefix))
            {
                return command;
            }
        }

        return null;
    }

    /// <summary>The command that a message tells of, or null.</summary>
    public static string? OfText(ReadOnlySpan<byte> message)
    {
        foreach ((byte[] text, string command) in Texts)
        {
            if (message.IndexOf(text) >= 0)
            {
                return command;
            }
        }

        return null;
    }
}
