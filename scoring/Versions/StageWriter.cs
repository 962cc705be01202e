using System.Text;

namespace Det0131.Scoring.Versions;

/// <summary>Keeps the last line of progress that was drawn. One writes, any number read.</summary>
internal sealed class StageWriter : TextWriter
{
    private volatile string _line = "";

    public override Encoding Encoding => Encoding.UTF8;

    public string Line => _line;

    public override void Write(char value) => Keep(value.ToString());

    public override void Write(string? value) => Keep(value ?? "");

    // A cleared line says nothing new.
    private void Keep(string text)
    {
        if (text.Trim() is { Length: > 0 } line)
        {
            _line = line;
        }
    }
}
