using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Habits;
using Det0131.Datasets.Simulation.Population;

namespace Det0131.Datasets.Simulation.Procedures.Forms;

/// <summary>Who calls the cloud in an act, and the calls that acts share.</summary>
internal static class CloudPrincipals
{
    /// <summary>
    /// What <c>acts.csv</c> names the one who loses the data by, as the logs of its cloud do: a role, else a user; of an account key or token the account.
    /// </summary>
    public static string Entity(Procedure procedure)
    {
        var settings = procedure.Settings;
        return (settings.Text("provider", "aws"), settings.Text("caller")) switch
        {
            ("azure", "sas") => "sas:key1@" + AzureJson.AccountOf(Bucket(settings.Text("bucket"))),
            ("azure", "deploy") => AzureJson.PrincipalOf(CloudAccountHabits.Deployment.Role),
            ("gcp", "analyst") => CloudAccountHabits.Analyst("", "").Session,
            ("azure" or "gcp", _) => CloudAccountHabits.Administrator.Session + "@corp.example",
            (_, "anonymous") => "anonymous",
            (_, "app") => "app-server-role",
            (_, "analyst") => "data-analyst",
            (_, "deploy") => "ci-deploy",
            (_, "lambda") => CloudAccountHabits.Etl.Role,
            _ => "felix.baum",
        };
    }

    /// <summary>The caller with the act's address and client.</summary>
    public static CloudCaller Caller(Performance p)
    {
        var s = p.Settings;
        var address = s.Says("from", "office") ? Site.OfficePublicAddress : p.Destination.Address;
        var provider = s.Text("provider", "aws");
        return s.Text("caller") switch
        {
            "anonymous" => new CloudCaller("", CloudCaller.Anonymous, address, s.Text("agent")),
            "app" => CloudAccountHabits.Application(p.Stage.Host.Name, address) with { UserAgent = s.Text("agent"), VpcEndpoint = "" },
            "analyst" => CloudAccountHabits.Analyst(address, s.Text("agent")) with { Provider = provider },
            "deploy" => CloudAccountHabits.Deployment with { Address = address, UserAgent = s.Text("agent"), Provider = provider },
            "lambda" => CloudAccountHabits.Etl with { Address = address, UserAgent = s.Text("agent"), VpcEndpoint = "" },
            "sas" => new CloudCaller("", "sas", address, s.Text("agent")) { Provider = provider },
            _ => CloudAccountHabits.Administrator with { Address = address, UserAgent = s.Text("agent"), Provider = provider },
        };
    }

    public static string Bucket(string name) => name switch
    {
        "exports" => CloudAccountHabits.Exports,
        "curated" => CloudAccountHabits.Curated,
        "website" => CloudAccountHabits.Website,
        _ => throw new ArgumentException($"Found the bucket '{name}'; expected exports, curated or website."),
    };

    public static CloudCall Object(string action, string bucket, string key, long bytes) =>
        CloudAccountHabits.Object(action, bucket, key, 0, bytes);

    /// <summary>A server-side copy into a foreign bucket, whose answer is 234 bytes.</summary>
    public static CloudCall Copy(string bucket, string key, string foreignBucket)
    {
        var copy = CloudAccountHabits.Object("CopyObject", foreignBucket, key, 0, 234);
        return copy with
        {
            BucketOwner = Site.ForeignAccount,
            Request = new Dictionary<string, object>(copy.Request, StringComparer.Ordinal) { ["x-amz-copy-source"] = $"{bucket}/{key}" },
        };
    }

    public static CloudCall Control(string service, string action, params ReadOnlySpan<(string Name, object Value)> request) =>
        CloudAccountHabits.Control(service, action, request);
}
