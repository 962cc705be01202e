using Det0131.Datasets.Simulation.Machines;
using Det0131.Datasets.Simulation.Population;

namespace Det0131.Datasets.Simulation.Habits;

/// <summary>Video calls: signalling over TLS, media as one long datagram flow, about as much out as in.</summary>
internal static class VideoHabit
{
    public static void Calls(HostDay day)
    {
        foreach (var hour in day.WorkingHours(2.2))
        {
            var teams = day.Random.Chance(0.7);
            var service = WebService.Of(teams ? "teams.microsoft.com" : "zoom.us");
            var program = Program(day, teams);
            day.Visit(program, hour, service);
            var seconds = day.Random.Between(600.0, 3600);
            var media = new Peer(WebService.AddressIn(service.Network, "media" + day.Random.Between(1, 20)), teams ? 3479 : 8801, "", Transport: "udp");
            day.Machine.Connect(program, day.At(hour + 0.01), media, new Transfer((long)(seconds * day.Random.Between(90_000.0, 180_000)), (long)(seconds * day.Random.Between(120_000.0, 260_000)), seconds));
        }
    }

    private static RunningProgram Program(HostDay day, bool teams) => day.Machine switch
    {
        WindowsMachine windows => windows.Resident(teams ? "ms-teams.exe" : "Zoom.exe", windows.Person),
        MacMachine mac => mac.Resident(teams ? "/Applications/Microsoft Teams.app/Contents/MacOS/MSTeams" : "/Applications/zoom.us.app/Contents/MacOS/zoom.us"),
        _ => throw new InvalidOperationException($"Found the habit 'video' on {day.Host.Name}; expected a Windows PC or a Mac."),
    };
}
