using System.Globalization;
using Det0131.Datasets.Simulation.Data;

namespace Det0131.Datasets.Simulation.Procedures;

/// <summary>One way of taking data out, as a row of <c>procedures.csv</c> describes it. Immutable.</summary>
/// <param name="Row">Number of the row in the attack catalogue, 1 to 153; 0 for procedures beyond it.</param>
/// <param name="Tool">The catalogue's name of it.</param>
/// <param name="HostKind">Kind of the host it can be played on, or <c>cloud</c> for calls by a principal.</param>
/// <param name="HostRole">A role, <c>desk</c> (a person's machine), <c>server</c>, or <c>any</c>.</param>
/// <param name="User">Whose rights: <c>person</c>, <c>system</c>, <c>service</c> or <c>root</c>.</param>
/// <param name="Chain">The programs that start, see <see cref="Chain"/>.</param>
/// <param name="Form">Name of the form that moves the data, see <see cref="Forms.FormTable"/>.</param>
/// <param name="Owner">Program that holds the socket where it is not the last that started; else empty.</param>
/// <param name="Service">Application protocol that a sensor names, or empty.</param>
/// <param name="Target">Kind of destination, see <see cref="ActDestination"/>.</param>
/// <param name="Low">Fewest bytes of data that are taken; 0 with <paramref name="High"/> 0 where none leave over a logged network.</param>
/// <param name="High">Most bytes of data that are taken: within the catalogue's range, and no more than one simulated day can carry.</param>
/// <param name="SecondsLow">Shortest duration of one transfer.</param>
/// <param name="SecondsHigh">Longest duration of one transfer.</param>
internal sealed record Procedure(
    string Id,
    int Row,
    string Analytic,
    string Technique,
    string Tool,
    string HostKind,
    string HostRole,
    string User,
    string Chain,
    string Form,
    string Owner,
    string Service,
    int Port,
    string Transport,
    string Target,
    long Low,
    long High,
    double SecondsLow,
    double SecondsHigh,
    FormSettings Settings,
    IReadOnlyList<ActVariation> Variations)
{
    /// <summary>True for poisoning and slow theft beyond the catalogue.</summary>
    public bool IsBeyondCatalogue => Row == 0;

    public static Procedure FromRow(IReadOnlyDictionary<string, string> row)
    {
        long Number(string column) => row[column].Length == 0 ? 0 : long.Parse(row[column], CultureInfo.InvariantCulture);
        var hosts = row["hosts"].Split('/');
        return new Procedure(
            row["id"],
            (int)Number("row"),
            row["analytic"],
            row["technique"],
            row["tool"],
            hosts[0],
            hosts[1],
            row["user"],
            row["chain"],
            row["form"],
            row["owner"],
            row["service"],
            (int)Number("port"),
            row["transport"],
            row["target"],
            Number("low"),
            Number("high"),
            Number("seconds_low"),
            Number("seconds_high"),
            new FormSettings(row["settings"]),
            row["variations"].Split(' ').Select(ActVariations.Parse).ToList());
    }

    public static IReadOnlyList<Procedure> ReadAll() => DataTable.Read("procedures.csv").Select(FromRow).ToList();
}
