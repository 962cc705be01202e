using System.Text;
using Det0131.Datasets.Readers.Network;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.Network;

/// <summary>Parts of URLs are checked against System.Uri where it gives them, the rest by hand.</summary>
public sealed class NetworkTextTests
{
    [Theory]
    [InlineData("http://files.example:8080/a/b.zip?key=1#x", "http", "files.example", 8080, "/a/b.zip")]
    [InlineData("https://alice:pw@files.example/a;jsessionid=1", "https", "files.example", null, "/a")]
    [InlineData("ftp://[2001:db8::1]:21/x", "ftp", "2001:db8::1", 21, "/x")]
    [InlineData("files.example:443", "", "files.example", 443, "")]
    [InlineData("2001:db8::1", "", "2001:db8::1", null, "")]
    [InlineData("/a?u=http://b/c", "", "", null, "/a")]
    [InlineData("http://h:99999/", "http", "h", null, "/")]
    [InlineData("", "", "", null, "")]
    public void Of_Url_Parts(string url, string scheme, string host, int? port, string path)
    {
        var parts = UrlParts.Of(Encoding.UTF8.GetBytes(url));

        Assert.Equal((scheme, host, port, path), (Text(parts.Scheme), Text(parts.Host), parts.Port, Text(parts.Path)));
        if (scheme is "http" or "https" && port is not null)
        {
            var uri = new Uri(url);
            Assert.Equal((uri.Host, uri.Port, uri.AbsolutePath), (host, port, path));
        }
    }

    [Theory]
    [InlineData("a,b,,d", new[] { "a", "b", "", "d" })]
    [InlineData("\"a,b\", c ,\"d\"\"e\",", new[] { "a,b", "c", "d\"\"e", "" })]
    [InlineData("\"a,b", new[] { "\"a,b" })]
    [InlineData("", new[] { "" })]
    [InlineData("a\r", new[] { "a" })]
    public void Cut_Line_Columns(string line, string[] expected)
    {
        var csv = new CsvLine(8);
        var bytes = Encoding.UTF8.GetBytes(line);

        Assert.True(csv.Cut(bytes));
        Assert.Equal(expected, Enumerable.Range(0, csv.Count).Select(column => Text(csv.Get(bytes, column))));
        Assert.Equal("", Text(csv.Get(bytes, csv.Count)));
    }

    [Theory]
    [InlineData("6", "tcp")]
    [InlineData("UDP", "udp")]
    [InlineData("IPv6-ICMP", "icmp6")]
    [InlineData("58", "icmp6")]
    [InlineData("103", "ip-103")]
    [InlineData("-", null)]
    public void Transport_NameOrNumber_OneName(string text, string? expected) => Assert.Equal(expected, new NetworkText().Transport(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("16", "TYPE16")]
    [InlineData("65399", "TYPE65399")]
    [InlineData("txt", "TXT")]
    [InlineData("*", "ANY")]
    [InlineData("", null)]
    public void DnsType_NameOrNumber_AsEventsHaveIt(string text, string? expected) => Assert.Equal(expected, new NetworkText().DnsType(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("GET", 404, Outcome.Failure, null)]
    [InlineData("PUT", 500, Outcome.Failure, ".zip")]
    [InlineData("GET", 200, Outcome.Success, ".zip")]
    [InlineData("GET", 0, Outcome.Unknown, ".zip")]
    public void SetAnswer_Status_WhatWasRefusedDidNotMove(string method, long status, Outcome outcome, string? extension)
    {
        var filled = new SecurityEvent { HttpMethod = method };
        HttpFacts.SetPath(filled, "/a.zip"u8, Det0131.Datasets.Readers.Utf8Interner.Shared);
        HttpFacts.SetAnswer(filled, status);

        Assert.Equal((outcome, extension), (filled.Outcome, filled.FileExtension));
    }

    [Theory]
    [InlineData("\"A\" <Alice@B.example>", "alice@b.example", "b.example")]
    [InlineData("alice@b.example.", "alice@b.example.", "b.example")]
    [InlineData("<>", null, null)]
    [InlineData("alice", null, null)]
    [InlineData("<a@[10.0.0.1]>", "a@[10.0.0.1]", null)]
    public void AddressOf_MailText_AddressAndDomain(string text, string? address, string? domain)
    {
        var interner = Det0131.Datasets.Readers.Utf8Interner.Shared;

        Assert.Equal(address, MailText.AddressOf(Encoding.UTF8.GetBytes(text), interner));
        Assert.Equal(domain, MailText.DomainOf(text, interner));
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
