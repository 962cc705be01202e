using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Det0131.Datasets.Enrichment.Redaction;

namespace Det0131.Datasets.Tests.Enrichment.Redaction;

public class SecretRedactorTests
{
    private const string S = "Hunter2!";

    public static TheoryData<string, string> Lines => new()
    {
        { "mysql -u root -pHunter2! shop", "mysql -u root -p[redacted] shop" },
        { "mysql --user=root --password=Hunter2! shop", "mysql --user=root --password=[redacted] shop" },
        { "mysql --password Hunter2! shop", "mysql --password [redacted] shop" },
        { "tool --password \"Hunter 2\" --host h", "tool --password [redacted] --host h" },
        { "tool --password='Hunter 2' x", "tool --password=[redacted] x" },
        { "tool --password=ab\"c d\" x", "tool --password=[redacted] x" },
        { "bash -c \"tool --password=abc\" && echo \"x\"", "bash -c \"tool --password=[redacted]\" && echo \"x\"" },
        { "plink.exe -pw Hunter2! bob@h", "plink.exe -pw [redacted] bob@h" },
        { "sshpass -p Hunter2! ssh -p 2222 bob@h", "sshpass -p [redacted] ssh -p 2222 bob@h" },
        { "sshpass -pHunter2! scp a b@h:", "sshpass -p[redacted] scp a b@h:" },
        { "curl -u alice:Hunter2! https://h/x", "curl -u alice:[redacted] https://h/x" },
        { "curl --user alice:Hunter2! https://h/x", "curl --user alice:[redacted] https://h/x" },
        { "curl --user=alice:Hunter2! https://h/x", "curl --user=alice:[redacted] https://h/x" },
        { "curl -u \"alice:Hunter 2\" https://h/x", "curl -u \"alice:[redacted]\" https://h/x" },
        { "curl -H \"Authorization: Bearer abc.def\" https://h", "curl -H \"Authorization: Bearer [redacted]\" https://h" },
        { "curl -H 'X-Api-Key: abcdef' https://h", "curl -H 'X-Api-Key: [redacted]' https://h" },
        { "curl -H 'Cookie: sid=1; t=2' https://h", "curl -H 'Cookie: [redacted]' https://h" },
        { "curl ftp://bob:Hunter2!@ftp.example/x", "curl ftp://[redacted]@ftp.example/x" },
        { "curl https://h/x?sv=1&sig=abc%3D&se=2", "curl https://h/x?sv=1&sig=[redacted]&se=2" },
        { "GET https://b.s3.amazonaws.com/k?X-Amz-Credential=AKIA/1&X-Amz-Signature=abc1", "GET https://b.s3.amazonaws.com/k?X-Amz-Credential=AKIA/1&X-Amz-Signature=[redacted]" },
        { "x https://maps/api?key=abc&token=def", "x https://maps/api?key=[redacted]&token=[redacted]" },
        { "xfreerdp /u:bob /p:Hunter2! /v:h", "xfreerdp /u:bob /p:[redacted] /v:h" },
        { "cmdkey /add:h /user:bob /pass:Hunter2!", "cmdkey /add:h /user:bob /pass:[redacted]" },
        { "schtasks /create /ru bob /rp Hunter2! /tn x", "schtasks /create /ru bob /rp [redacted] /tn x" },
        { "sc.exe config x obj= .\\bob password= Hunter2!", "sc.exe config x obj= .\\bob password= [redacted]" },
        { "PGPASSWORD=Hunter2! psql -h h", "PGPASSWORD=[redacted] psql -h h" },
        { "export PASS=Hunter2!; run", "export PASS=[redacted]; run" },
        { "export AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE", "export AWS_SECRET_ACCESS_KEY=[redacted] AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE" },
        { "aws configure set aws_secret_access_key wJalrXUtnFEMI", "aws configure set aws_secret_access_key [redacted]" },
        { "x eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc-def_ghi y", "x [redacted] y" },
        { "git clone https://x ghp_0123456789abcdefghijABCDEFGHIJ012345", "git clone https://x [redacted]" },
        { "docker login -u bob -p Hunter2! registry", "docker login -u bob -p [redacted] registry" },
        { "7z.exe a -pHunter2! -mhe x.7z c:\\d", "7z.exe a -p[redacted] -mhe x.7z c:\\d" },
        { "rar a -hpHunter2! x.rar d", "rar a -hp[redacted] x.rar d" },
        { "rclone config create f ftp host h user U pass Hunter2! --x", "rclone config create f ftp host h user U pass [redacted] --x" },
        { "openssl des3 -pass pass:Hunter2! -in x", "openssl des3 -pass [redacted] -in x" },
        { "openssl enc -aes-256-cbc -k Hunter2! -in x", "openssl enc -aes-256-cbc -k [redacted] -in x" },
        { "smbclient //h/s -U bob%Hunter2! -c ls", "smbclient //h/s -U bob%[redacted] -c ls" },
        { "lftp -u bob,Hunter2! ftp.example", "lftp -u bob,[redacted] ftp.example" },
        { "net use; mount -o username=bob,password=Hunter2!,vers=3 //h/s", "net use; mount -o username=bob,password=[redacted] //h/s" },
        { "Server=h;User Id=sa;Password=Hunter2!;Encrypt=1", "Server=h;User Id=sa;Password=[redacted];Encrypt=1" },
        { "AccountName=a;AccountKey=abc==;EndpointSuffix=core", "AccountName=a;AccountKey=[redacted];EndpointSuffix=core" },
        { "azcopy copy x \"https://a.blob.core.windows.net/c?sp=r&sig=abc%2B\"", "azcopy copy x \"https://a.blob.core.windows.net/c?sp=r&sig=[redacted]\"" },
        { "-----BEGIN RSA PRIVATE KEY-----MIIE-----END RSA PRIVATE KEY-----", "-----BEGIN RSA PRIVATE KEY-----[redacted]-----END RSA PRIVATE KEY-----" },
        { "password = Hunter2!", "password = [redacted]" },
        // auditd: quoted arguments one by one, and hexadecimal ones.
        { "type=EXECVE msg=audit(1.2:3): argc=3 a0=\"sshpass\" a1=\"-p\" a2=\"Hunter2!\"", "type=EXECVE msg=audit(1.2:3): argc=3 a0=\"sshpass\" a1=\"-p\" a2=[redacted]" },
        { "type=EXECVE a0=\"mysql\" a1=\"--password=Hunter2!\" a2=\"x\"", "type=EXECVE a0=\"mysql\" a1=\"--password=[redacted]\" a2=\"x\"" },
        { "type=PROCTITLE proctitle=6D7973716C002D7048756E746572322100", "type=PROCTITLE proctitle=[redacted]" },
        { "type=PROCTITLE proctitle=2F62696E2F6C73002D6C", "type=PROCTITLE proctitle=2F62696E2F6C73002D6C" },
    };

    public static TheoryData<string> OrdinaryLines =>
    [
        "ssh -p 2222 bob@h", "nc -p 80 h", "mkdir -p /a/b", "docker run -p 80:80 nginx", "scp -P 22 a b@h:/x", "mysql -u root -P 3306 -p shop",
        "msbuild x.sln /p:Configuration=Release /p:Platform=x64", "apt install libpam-passwdqc", "cat /etc/passwd", "grep -r password /src", "keytool -list",
        "System.Web, Version=4.0, PublicKeyToken=b77a5c561934e089", "aws s3api list-objects --starting-token x --max-items 3".Replace("--starting-token x ", "", StringComparison.Ordinal),
        "kubectl get secret my-secret -o yaml", "git commit -m \"fix: token parser: ok\"", "PWD=/home/alice OLDPWD=/tmp ls", "curl -u alice https://h/x", "docker run --user 1000:1000 x",
        "curl --key client.pem https://h", "passwd bob", "echo pass and password", "spf=pass dkim=fail", "https://h/passwords/list?page=2", "C:\\Windows\\system32\\lsass.exe",
        "author: keys and passes", "if password == stored", "tool --ask-password --host h", "tool --password --host h", "nextToken=abc continuation-token=1",
        "curl https://example.com/a@b", "ssh://", "x://y", "Primary key: 5", "svchost.exe -k netsvcs -p -s BITS", "", "key=value", "signature: ET MALWARE thing",
    ];

    [Theory]
    [MemberData(nameof(Lines))]
    public void Redact_Line_TakesOnlyTheSecret(string line, string expected)
    {
        Assert.Equal(expected, SecretRedactor.Redact(line));
    }

    [Theory]
    [MemberData(nameof(OrdinaryLines))]
    public void Redact_OrdinaryLine_IsTheSameInstance(string line)
    {
        Assert.Same(line, SecretRedactor.Redact(line));
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void Redact_Twice_ChangesNothing(string line, string expected)
    {
        Assert.Equal(expected, SecretRedactor.Redact(SecretRedactor.Redact(line)));
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void Redact_LineInsideJson_StaysJsonAndSaysTheSame(string line, string expected)
    {
        // Independent check: the library's JSON writer and reader around the text, once and twice escaped.
        var record = JsonSerializer.Serialize(new Dictionary<string, object> { ["Id"] = 1, ["CommandLine"] = line, ["Next"] = "a b" }, Relaxed);
        using var once = JsonDocument.Parse(SecretRedactor.Redact(record));
        Assert.Equal(expected, once.RootElement.GetProperty("CommandLine").GetString());
        Assert.Equal("a b", once.RootElement.GetProperty("Next").GetString());

        var nested = JsonSerializer.Serialize(new Dictionary<string, string> { ["body"] = record, ["Next"] = "a b" }, Relaxed);
        using var twice = JsonDocument.Parse(SecretRedactor.Redact(nested));
        using var body = JsonDocument.Parse(twice.RootElement.GetProperty("body").GetString()!);
        Assert.DoesNotContain(S, body.RootElement.GetProperty("CommandLine").GetString()!);
        Assert.Equal("a b", body.RootElement.GetProperty("Next").GetString());
    }

    [Theory]
    [InlineData("""{"user":"a","password":"Hunter2!","n":1}""", """{"user":"a","password":"[redacted]","n":1}""")]
    [InlineData("""{"token":12345,"x":2}""", """{"token":0,"x":2}""")]
    [InlineData("""{"audit_token":{"pid":5},"nextToken":"abc"}""", """{"audit_token":{"pid":5},"nextToken":"abc"}""")]
    [InlineData("""{"env":["PWD=\/Users\/a","OLDPWD=\/"],"ElevatedToken":"%%1843"}""", """{"env":["PWD=\/Users\/a","OLDPWD=\/"],"ElevatedToken":"%%1843"}""")]
    [InlineData("""{"raw":"exe=\"/usr/bin/passwd\" hostname=? addr=?"}""", """{"raw":"exe=\"/usr/bin/passwd\" hostname=? addr=?"}""")]
    [InlineData("""{"secret":null,"token":true,"password":{"a":1},"apiKey":[1]}""", """{"secret":null,"token":true,"password":{"a":1},"apiKey":[1]}""")]
    [InlineData("""{"args":["mysql","--password","Hunter2!","db"]}""", """{"args":["mysql","--password","[redacted]","db"]}""")]
    [InlineData("""{"args":["curl","-u","alice:Hunter2!","https://h"]}""", """{"args":["curl","-u","alice:[redacted]","https://h"]}""")]
    [InlineData("""{"line":"tool --password","ParentImage":"x"}""", """{"line":"tool --password","ParentImage":"x"}""")]
    [InlineData("""{"line":"tool --password ","ParentImage":"x"}""", """{"line":"tool --password ","ParentImage":"x"}""")]
    [InlineData("""{"line":"a\npassword=b\tc"}""", """{"line":"a\npassword=[redacted]\tc"}""")]
    [InlineData("""{"line":"password=a\\","x":"y"}""", """{"line":"password=[redacted]\\","x":"y"}""")]
    [InlineData("""{"line":"--password \u0022a b\u0022 c"}""", """{"line":"--password [redacted] c"}""")]
    [InlineData("""{"u":"https:\/\/a:b@h\/x"}""", """{"u":"https:\/\/[redacted]@h\/x"}""")]
    [InlineData("""{"headers":{"Authorization":"Basic abc","Accept":"x"}}""", """{"headers":{"Authorization":"[redacted]","Accept":"x"}}""")]
    [InlineData("""{"k":"-----BEGIN PRIVATE KEY-----\nMIIE\n","x":1}""", """{"k":"-----BEGIN PRIVATE KEY-----[redacted]","x":1}""")]
    [InlineData("""{"password":"é\ud83d\ude00","x":"😀"}""", """{"password":"[redacted]","x":"😀"}""")]
    public void Redact_Json_KeepsItsShape(string record, string expected)
    {
        var redacted = SecretRedactor.Redact(record);

        Assert.Equal(expected, redacted);
        using var parsed = JsonDocument.Parse(redacted);
        Assert.Equal(JsonValueKind.Object, parsed.RootElement.ValueKind);
    }

    [Fact]
    public void Redact_RandomJson_StaysJsonAndUtf8()
    {
        // Property: JSON around random text from the pieces that the scanner looks at is JSON afterwards, and no surrogate is split.
        string[] pieces =
        [
            "password", "=", ":", " ", "\"", "\\", "'", "--token", "-p", "mysql", "curl", "-u", "a:b", "://", "@", "\n", "\t", "\u00e9", "\U0001F600", "/p:", "x", "&", ";", ",", "{", "}",
            "Authorization", "Bearer ", "eyJ", ".", "0", "sig", "-----BEGIN PRIVATE KEY-----", "secret", "\"\"", "a1=", "proctitle=6D7973716C002D7078",
        ];
        var random = new Random(5);
        for (int i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => pieces[random.Next(pieces.Length)]));
            var record = JsonSerializer.Serialize(new[] { text, text }, i % 2 == 0 ? Relaxed : JsonSerializerOptions.Default);
            var redacted = SecretRedactor.Redact(record);
            using var parsed = JsonDocument.Parse(redacted);
            Assert.Equal(JsonValueKind.Array, parsed.RootElement.ValueKind);
            new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(SecretRedactor.Redact(text));
        }
    }

    [Theory]
    [InlineData("password=")]
    [InlineData("password='")]
    [InlineData("--password \"")]
    [InlineData("-----BEGIN PRIVATE KEY----------END")]
    [InlineData("-----BEGIN PRIVATE KEY-----")]
    [InlineData("x://")]
    [InlineData("x://a@")]
    [InlineData("\\")]
    [InlineData("\"--password\",\"")]
    [InlineData("{\"password\":\"")]
    [InlineData("password ")]
    [InlineData("Authorization:")]
    [InlineData("bearer ")]
    [InlineData("eyJ.")]
    [InlineData("a1=00")]
    [InlineData("mysql -p\"")]
    public void Redact_TenMegabytes_TakesLinearTime(string piece)
    {
        // 100 times the text may take up to 1,000 times as long on a busy machine; quadratic time would be 10,000 times.
        var small = Repeat(piece, 100_000);
        var large = Repeat(piece, 10_000_000);
        SecretRedactor.Redact(small);
        var clock = Stopwatch.StartNew();
        SecretRedactor.Redact(small);
        var one = clock.Elapsed;
        clock.Restart();
        SecretRedactor.Redact(large);

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1) + (1_000 * one), $"100 kB took {one}, 10 MB {clock.Elapsed}");

        static string Repeat(string piece, int length) => new StringBuilder(length + piece.Length).Insert(0, "{\"", 1).Insert(2, piece, length / piece.Length).ToString();
    }

    private static JsonSerializerOptions Relaxed { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
