using Det0131.Datasets.Readers.HostLogs;
using Det0131.Datasets.Readers.Linux;

namespace Det0131.Datasets.Readers.OpenBsm;

/// <summary>
/// One record of <c>praudit -l</c>: <c>header,201,11,execve(2),0,Thu Sep  1 12:00:00 2015, + 195 msec,exec arg,...,path,...,subject,...,return,success,0,trailer,201,</c>
/// (print_header32_tok and its neighbours in OpenBSM's bsm_io.c). Stateless.
/// </summary>
/// <remarks>
/// A comma inside a text is not told from one between fields. What a program can choose (arguments, paths) stands before the subject, so subject and return are looked for from the end, and the
/// executable's path is the last before them: an argument that looks like a token cannot put itself in their place.
/// </remarks>
internal static class BsmLine
{
    public static bool IsOne(ReadOnlySpan<byte> line) => line.StartsWith("header,"u8) || line.StartsWith("header_ex,"u8);

    /// <summary>False when header or time cannot be read.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, ArgumentJoiner arguments, out BsmRecord record)
    {
        record = default;
        if (!BsmHeader.TryParse(line, line.StartsWith("header_ex,"u8), out var header))
        {
            return false;
        }

        var end = header.Rest.LastIndexOf(",return,"u8);
        var outcome = end < 0 ? default : header.Rest[(end + ",return,"u8.Length)..];
        var rest = end < 0 ? header.Rest : header.Rest[..end];
        var subjectAt = rest.LastIndexOf(",subject"u8);
        var subject = subjectAt < 0 ? default : BsmFields.After(rest[(subjectAt + 1)..], 1);
        var body = subjectAt < 0 ? header.Rest : rest[..subjectAt];

        // login user, effective user and group, real user and group, process id, session, terminal.
        record.Call = BsmCalls.Of(header.Event);
        record.TimeMicros = header.TimeMicros;
        record.Machine = header.Machine;
        record.Login = BsmFields.At(subject, 0);
        record.Effective = BsmFields.At(subject, 1);
        record.ProcessId = HostText.Number(BsmFields.At(subject, 5));
        record.Status = BsmFields.At(outcome, 0);
        record.Returned = HostText.Number(BsmFields.At(outcome, 1));
        record.Child = HostText.HexOrNumber(BsmFields.At(Last(body, ",argument,"u8), 1));
        record.Path = PathOf(body, out var before);
        record.Command = record.Call is BsmCall.Execute or BsmCall.Spawn ? CommandOf(before, arguments) : default;

        // socket-inet and socket-inet6 have the same fields: family, port, address.
        var socket = Last(body, ",socket-inet,"u8);
        socket = socket.IsEmpty ? Last(body, ",socket-inet6,"u8) : socket;
        record.Address = BsmFields.At(socket, 2);
        record.Port = HostText.Port(BsmFields.At(socket, 1));
        return true;
    }

    /// <summary>What follows the last token of this name, up to the end of the body; empty when there is none.</summary>
    private static ReadOnlySpan<byte> Last(ReadOnlySpan<byte> body, ReadOnlySpan<byte> token)
    {
        var at = body.LastIndexOf(token);
        return at < 0 ? default : body[(at + token.Length)..];
    }

    /// <summary>The last path is the file that was found; the one right before it, when there is one, is as the caller wrote it.</summary>
    /// <param name="body">The tokens before the subject.</param>
    /// <param name="before">What stands before the paths.</param>
    private static ReadOnlySpan<byte> PathOf(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> before)
    {
        var attribute = body.LastIndexOf(",attribute,"u8);
        body = attribute < 0 ? body : body[..attribute];
        var at = body.LastIndexOf(",path,"u8);
        before = at < 0 ? body : body[..at];
        if (at < 0)
        {
            return default;
        }

        var path = body[(at + ",path,"u8.Length)..];
        var first = before.LastIndexOf(",path,"u8);
        if (first >= 0 && !before[(first + ",path,"u8.Length)..].Contains((byte)','))
        {
            before = before[..first];
        }

        return path;
    }

    /// <summary>The arguments with blanks between. One that holds a comma looks like two.</summary>
    private static ReadOnlySpan<byte> CommandOf(ReadOnlySpan<byte> before, ArgumentJoiner arguments)
    {
        var at = before.IndexOf(",exec arg,"u8);
        if (at < 0)
        {
            return default;
        }

        var rest = before[(at + ",exec arg,"u8.Length)..];
        var environment = rest.IndexOf(",exec env,"u8);
        rest = environment < 0 ? rest : rest[..environment];
        arguments.Clear();
        foreach (var part in rest.Split((byte)','))
        {
            arguments.Begin();
            arguments.Append(rest[part]);
        }

        arguments.End();
        return arguments.Text;
    }
}
