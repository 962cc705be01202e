using Det0131.Datasets.Simulation.Machines;

namespace Det0131.Datasets.Simulation.Habits;

/// <summary>
/// One day of the scored week every managed host gets a new endpoint agent, which sends its inventory to a vendor nobody has talked to:
/// new program, new destination, megabytes out, on twenty hosts. One campaign, not twenty thefts.
/// </summary>
/// <param name="Agent">The agent's name, lower case.</param>
/// <param name="Folder">Its folder on Windows, and the start of its installer's name.</param>
/// <param name="Vendor">Where the inventory goes.</param>
internal sealed record RollOut(string Agent, string Folder, Peer Vendor)
{
    /// <summary>Day of the scored week, counting from 0: the Wednesday.</summary>
    public const int ScoredDay = 2;

    /// <summary>The demo's.</summary>
    public static RollOut Sentra { get; } = new("sentra", "Sentra", new("34.120.50.33", 443, "ssl", "ingest.sentra.example"));

    public void Play(HostDay day)
    {
        var hour = day.Random.Between(10.0, 14.5);
        var inventory = Transfer.Upload(day.Random.Bytes(9_000_000, 0.4));
        switch (day.Machine)
        {
            case WindowsMachine windows when day.Work is not null || day.Host.Account.Length == 0:
                var installer = windows.Start(day.At(hour), "msiexec.exe", "/V", windows.Resident("services.exe"), WindowsMachine.SystemUser);
                var setup = windows.Start(day.At(hour + 0.02), Folder + "Setup.exe", "/quiet /enroll", installer, WindowsMachine.SystemUser);
                windows.CreateFile(setup, day.At(hour + 0.03), $@"C:\Program Files\{Folder}\{Agent}d.exe");
                windows.ResolveAndConnect(setup, day.At(hour + 0.05), Vendor, inventory);
                break;
            case LinuxMachine linux:
                var shell = linux.Run(day.At(hour), "/usr/bin/dash", $"sh /var/lib/dpkg/info/{Agent}-agent.postinst configure", linux.Resident("/usr/bin/dpkg"), "root");
                var agent = linux.Run(day.At(hour + 0.02), $"/opt/{Agent}/{Agent}d", $"/opt/{Agent}/{Agent}d --enroll", shell, "root");
                linux.ResolveAndConnect(agent, day.At(hour + 0.05), Vendor, inventory);
                break;
        }
    }
}
