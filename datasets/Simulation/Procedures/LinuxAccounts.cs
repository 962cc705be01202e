namespace Det0131.Datasets.Simulation.Procedures;

/// <summary>Under which account an intruder on a Linux server works, and what gave the shell: by the server's role.</summary>
internal static class LinuxAccounts
{
    /// <summary>The account of the service that was broken into; root where none stands out.</summary>
    public static string Service(string role) => role switch
    {
        "web-server" => "www-data",
        "database" => "mysql",
        "build-server" => "jenkins",
        "monitoring" => "zabbix",
        "backup-gateway" => "backup",
        _ => "root",
    };

    /// <summary>The running program that the shell comes from, with its account.</summary>
    public static (string Path, string User) ShellParent(string role) => role switch
    {
        "web-server" => ("/usr/sbin/php-fpm8.4", "www-data"),
        "build-server" => ("/usr/lib/jvm/java-21-openjdk-amd64/bin/java", "jenkins"),
        _ => ("/usr/sbin/sshd", "root"),
    };
}
