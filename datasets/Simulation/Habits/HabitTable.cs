namespace Det0131.Datasets.Simulation.Habits;

/// <summary>The habits by the names that the population table uses. Adding one is a method and a line here.</summary>
internal static class HabitTable
{
    public static IReadOnlyDictionary<string, Action<HostDay>> All { get; } = new Dictionary<string, Action<HostDay>>(StringComparer.Ordinal)
    {
        ["office"] = OfficeHabits.Office,
        ["documents"] = OfficeHabits.Documents,
        ["sync"] = OfficeHabits.Sync,
        ["shares"] = OfficeHabits.Shares,
        ["video"] = VideoHabit.Calls,
        ["engineering"] = SpecialistHabits.Engineering,
        ["administration"] = SpecialistHabits.Administration,
        ["server"] = WindowsServerHabits.Server,
        ["mail"] = WindowsServerHabits.Mail,
        ["night-ftp"] = WindowsServerHabits.NightFtp,
        ["vm-backup"] = WindowsServerHabits.VmBackup,
        ["linux-base"] = LinuxHabits.Base,
        ["web"] = LinuxHabits.Web,
        ["database"] = LinuxHabits.Database,
        ["build"] = LinuxBuildHabits.Build,
        ["jump"] = LinuxBuildHabits.Jump,
        ["monitoring"] = LinuxHabits.Monitoring,
        ["night-sftp"] = LinuxHabits.NightSftp,
        ["traffic"] = TrafficHabit.Live,
        ["mac"] = MacHabits.Desk,
        ["creative"] = MacHabits.Creative,
        ["terminal"] = MacHabits.Terminal,
        ["hypervisor"] = HypervisorHabits.Host,
        ["guest"] = GuestHabits.Server,
        ["guest-mail"] = GuestHabits.Mail,
        ["guest-mirror"] = GuestHabits.Mirror,
        ["instance-app"] = InstanceHabits.Application,
        ["instance-etl"] = InstanceHabits.Etl,
    };
}
