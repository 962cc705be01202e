using Det0131.Datasets.Simulation.Machines;
using Det0131.Datasets.Simulation.Population;

namespace Det0131.Datasets.Simulation.Habits;

/// <summary>Build servers and the jump host: transfer tools all day, by service accounts and by people.</summary>
internal static class LinuxBuildHabits
{
    /// <summary>Builds in working hours and a few at night: fetch, dependencies, publish to the company's own bucket and web servers.</summary>
    public static void Build(HostDay day)
    {
        var linux = day.Linux;
        var agent = linux.Resident("/usr/lib/jvm/java-21-openjdk-amd64/bin/java", "jenkins");
        var web = day.Site.WebServersOf(day.Host).ByBuild;
        var builds = day.Random.Count(day.Weekend ? 4 : 14);
        for (var i = 0; i < builds; i++)
        {
            var hour = day.Random.Chance(0.85) ? day.Random.Between(8.0, 19.0) : day.Random.Between(0.0, 6.0);
            var shell = linux.Run(day.At(hour), "/usr/bin/bash", "/bin/bash -e /tmp/jenkins-build.sh", agent, "jenkins", folder: "/var/lib/jenkins/workspace");
            var git = linux.Run(day.At(hour) + 45_000_000, "/usr/bin/git", "git fetch --tags origin main", shell, "jenkins");
            linux.ResolveAndConnect(git, day.At(hour) + 90_000_000, new Peer(WebService.AddressIn("140.82.121", "github.com"), 443, "ssl", "github.com"), new Transfer(day.Bytes(7_000), day.Random.Bytes(400_000, 2), 2));
            var node = linux.Run(day.At(hour + 0.03), "/usr/bin/node", "node /usr/bin/npm ci", shell, "jenkins");
            for (var package = 0; package < 3; package++)
            {
                day.Visit(node, hour + 0.04, WebService.Of("npmjs.org"), 0.3);
            }

            if (day.Random.Chance(0.6))
            {
                var aws = linux.Run(day.At(hour + 0.2), "/usr/bin/python3.13", "/usr/bin/python3 /usr/bin/aws s3 cp dist/app.tar.gz s3://corpexample-artifacts/app/", shell, "jenkins");
                linux.ResolveAndConnect(aws, day.At(hour + 0.21), new Peer("52.219.170.18", 443, "ssl", "corpexample-artifacts.s3.eu-central-1.amazonaws.com"), Transfer.Upload(day.Bytes(38_000_000, 0.8), 30));
            }

            if (day.Random.Chance(0.35))
            {
                var rsync = linux.Run(day.At(hour + 0.25), "/usr/bin/rsync", $"rsync -az dist/ deploy@{web.ShortName}:/srv/www/", shell, "jenkins");
                var ssh = linux.Run(day.At(hour + 0.251), "/usr/bin/ssh", $"ssh -l deploy {web.ShortName} rsync --server -logDtprze.iLsfxC . /srv/www/", rsync, "jenkins");
                linux.Connect(ssh, day.At(hour + 0.253), web.Peer(22, "ssh"), Transfer.Upload(day.Bytes(12_000_000), 40));
            }

            if (day.Random.Chance(0.4))
            {
                var curl = linux.Run(day.At(hour + 0.3), "/usr/bin/curl", "curl -fsS --upload-file dist/report.html https://reports.corp.example/upload/", shell, "jenkins");
                linux.Connect(curl, day.At(hour + 0.301), new Peer("10.20.50.12", 443, "ssl", "reports.corp.example"), Transfer.Upload(day.Bytes(700_000)));
            }
        }
    }

    /// <summary>Administrators hop on to other servers, and send a support bundle to a vendor by scp now and then.</summary>
    public static void Jump(HostDay day)
    {
        if (day.Weekend && day.Random.Chance(0.7))
        {
            return;
        }

        var linux = day.Linux;
        var sshd = linux.Resident("/usr/sbin/sshd");
        var targets = day.Site.BehindJumpHost(day.Host);
        var sessions = day.Random.Count(5);
        for (var i = 0; i < sessions; i++)
        {
            var user = day.Random.Pick(day.Site.Administrators);
            var hour = day.Random.Between(8.0, 18.0);
            var shell = linux.Run(day.At(hour), "/usr/bin/bash", "-bash", sshd, user, user, "/home/" + user);
            var target = day.Random.Pick(targets);
            var ssh = linux.Run(day.At(hour + 0.02), "/usr/bin/ssh", $"ssh {target.ShortName}", shell, user, user);
            linux.Connect(ssh, day.At(hour + 0.021), target.Peer(22, "ssh"), new Transfer(day.Bytes(26_000), day.Random.Bytes(110_000), day.Random.Between(30.0, 3000)));
            if (day.Random.Chance(0.4))
            {
                var curl = linux.Run(day.At(hour + 0.1), "/usr/bin/curl", $"curl -sk https://{target.Name}/health", shell, user, user);
                linux.Connect(curl, day.At(hour + 0.1) + 50_000_000, target.Peer(443, "ssl"), new Transfer(600, 1_900, 0.1));
            }

            if (user == day.Site.Administrators[0] && day.Random.Chance(0.12))
            {
                var scp = linux.Run(day.At(hour + 0.2), "/usr/bin/scp", "scp bundle.tgz case7731@sftp.support.sentra.example:in/", shell, user, user);
                var transport = linux.Run(day.At(hour + 0.201), "/usr/bin/ssh", "/usr/bin/ssh -x -l case7731 sftp.support.sentra.example scp -t in/", scp, user, user);
                linux.ResolveAndConnect(transport, day.At(hour + 0.203), new Peer("34.149.66.41", 22, "ssh", "sftp.support.sentra.example"), Transfer.Upload(day.Bytes(16_000_000, 0.8)));
            }
        }
    }
}
