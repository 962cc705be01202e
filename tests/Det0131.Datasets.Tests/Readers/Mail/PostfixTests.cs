using System.Text;
using Det0131.Datasets.Readers;
using Det0131.Datasets.Readers.Mail;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.Mail;

/// <summary>Lines written by hand after what Postfix' daemons write.</summary>
public sealed class PostfixTests
{
    private const string Head = "2026-01-02T09:00:00.000000+00:00 mx1 postfix";
    private const string Client = Head + "/submission/smtpd[11]: 4XYZ12abcD: client=pc[10.0.0.5], sasl_method=PLAIN, sasl_username=Alice@Corp.example";
    private const string Queue = Head + "/qmgr[12]: 4XYZ12abcD: from=<alice@corp.example>, size=20971520, nrcpt=2 (queue active)";
    private const string Sent = Head + "/smtp[13]: 4XYZ12abcD: to=<Bob@Partner.example>, relay=mx.partner.example[203.0.113.9]:25, delay=4.2, delays=0.1/0.1/1/3, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 77)";

    [Fact]
    public void Parse_Delivery_SenderAndSizeJoinedByQueueId()
    {
        var found = Read(Client, Queue, Sent);

        var one = Assert.Single(found.Events);
        Assert.Equal(2, found.Held);
        Assert.Equal(("postfix.smtp", EventKind.NetworkFlow, "mx1", HostSide.Source, 1767344400000000L, 3000000L), (one.Source, one.Kind, one.Host, one.HostSide, one.TimeMicros, one.DurationMicros));
        Assert.Equal(("203.0.113.9", 25, "partner.example", "smtp", "tcp", "alice@corp.example"), (one.DestinationAddress, one.DestinationPort, one.Domain, one.Application, one.Transport, one.User));
        Assert.Equal((20971520L, null, Outcome.Success, "4XYZ12abcD"), (one.SourceBytes, one.DestinationBytes, one.Outcome, one.RecordId));
    }

    [Fact]
    public void Parse_SecondRecipientOfOneTransfer_BytesCountOnce()
    {
        var found = Read(Queue, Sent, Sent.Replace("Bob@", "Eve@", StringComparison.Ordinal), Sent.Replace("as 77", "as 78", StringComparison.Ordinal));

        Assert.Equal([20971520L, 0L, 20971520L], found.Events.Select(e => e.SourceBytes!.Value));
        Assert.Equal("alice@corp.example", found.Events[0].User);
    }

    [Fact]
    public void Parse_RefusedOrUnknownMessage_NoBytes()
    {
        var found = Read(Queue, Sent.Replace("status=sent", "status=bounced", StringComparison.Ordinal), Head + "/qmgr[12]: 4XYZ12abcD: removed", Sent, Sent.Replace(" mx1 ", " mx2 ", StringComparison.Ordinal));

        Assert.Equal([(Outcome.Failure, null), (Outcome.Success, null), (Outcome.Success, null)], found.Events.Select(e => (e.Outcome, e.SourceBytes)));
    }

    [Fact]
    public void Parse_OthersAndBadLines_IgnoredByNameOrRejectedByReason()
    {
        var found = Read(
            Head + "/smtpd[1]: connect from pc[10.0.0.5]", Head + "/cleanup[1]: 4XYZ12abcD: message-id=<a@b>", Head + "/local[1]: 4XYZ12abcD: to=<a@b>, relay=local, status=sent (delivered)",
            Sent.Replace("mx.partner.example[203.0.113.9]:25", "none", StringComparison.Ordinal), "2026-01-02T09:00:00Z mx1 dovecot: imap-login", "hello",
            Sent.Replace("203.0.113.9", "x", StringComparison.Ordinal), Sent.Replace("]:25", "]:99999", StringComparison.Ordinal), Queue.Replace("20971520", "big", StringComparison.Ordinal),
            Sent.Replace("2026-01-02T09:00:00.000000+00:00", "Jan  2 09:00:00", StringComparison.Ordinal));

        Assert.Equal(["postfix line without a queue id", "postfix message id", "postfix other line", "postfix delivery without a relay", "other program", "other program"], found.Ignored);
        Assert.Equal(["address not understood", "relay or delays not understood", "byte count not understood", "time without a year, and none in the file's name"], found.Rejected);
    }

    [Fact]
    public void Parse_DamagedLines_EachAccountedFor() => Damage.Check(PostfixFormat.Source, [.. new[] { Client, Queue, Sent }.Select(Encoding.UTF8.GetBytes)], 4000);

    [Fact]
    public void Parse_MegabytesOfSeparators_EndsAtOnce()
    {
        var commas = string.Concat(Enumerable.Repeat(", ", 1 << 20));
        var found = Read(Head + "/smtp[13]: 4XYZ12abcD: to=<a@b>" + commas + " status=sent", Queue.Replace("from=", "from=" + commas, StringComparison.Ordinal));

        Assert.Equal(2, found.Ignored.Count + found.Rejected.Count + found.Held);
    }

    [Fact]
    public void Choose_MailLog_IsRecognised() =>
        Assert.Equal("postfix", FormatDetection.Choose(SourceFormats.All, Encoding.UTF8.GetBytes("2026-01-02T09:00:00Z mx1 dovecot: x\n" + Client + "\n"), "mail.log").Format?.Name);

    private static CollectingSink Read(params string[] lines) => CollectingSink.Read(PostfixFormat.Source, "mail.log", lines);
}
