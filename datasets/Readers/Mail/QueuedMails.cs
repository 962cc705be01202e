namespace Det0131.Datasets.Readers.Mail;

/// <summary>What is known of messages between their arrival and their removal; of more than 65,536 the oldest are forgotten. Not thread-safe.</summary>
internal sealed class QueuedMails
{
    private const int Most = 1 << 16;

    private readonly Dictionary<ulong, QueuedMail> mails = [];
    private readonly Queue<ulong> order = new();
    private readonly Stack<QueuedMail> spare = new();

    public QueuedMail? Find(ulong key) => mails.GetValueOrDefault(key);

    public QueuedMail Open(ulong key)
    {
        if (mails.TryGetValue(key, out var mail))
        {
            return mail;
        }

        while (order.Count >= Most)
        {
            Close(order.Dequeue());
        }

        mail = spare.TryPop(out var used) ? used : new QueuedMail();
        mails[key] = mail;
        order.Enqueue(key);
        return mail;
    }

    public void Close(ulong key)
    {
        if (mails.Remove(key, out var mail))
        {
            mail.Clear();
            spare.Push(mail);
        }
    }
}

/// <summary>A message in the queue.</summary>
internal sealed class QueuedMail
{
    /// <summary>Account that logged in to send it.</summary>
    public string? Login { get; set; }

    public string? Sender { get; set; }

    public long? Size { get; set; }

    /// <summary>Stands for relay and answer of the last transfer.</summary>
    public ulong LastTransfer { get; set; }

    public void Clear() => (Login, Sender, Size, LastTransfer) = (null, null, null, 0);
}
