using System.Globalization;
using System.Text;
using Det0131.Models.Elements.Rules;

namespace Det0131.Models.Tests.Elements.Rules;

/// <summary>
/// KQL and SPL with names of an attacker. Nothing that parses these languages can be had, so a lexer of the published literal and comment syntax
/// (written here, not shared with the writers) takes the text apart: whatever the names, what stands outside of literals is the same.
/// </summary>
public sealed class QueryTextTests
{
    private static readonly List<string> Names = [.. HostileTexts.All(seed: 32, count: 200)];

    [Fact]
    public void Kql_HostileNames_ChangeNothingOutsideOfTheirLiterals()
    {
        foreach (var declaration in RuleDeclaration.All.Where(d => d.Kql is not null))
        {
            var plain = Lex(Kql(declaration, "x"));
            foreach (var name in Names)
            {
                var hostile = Lex(Kql(declaration, name));
                Assert.Equal(plain.Outside, hostile.Outside);
                Assert.Contains(name, hostile.Literals);
                Assert.Equal(plain.Literals.Count, hostile.Literals.Count);
            }
        }
    }

    [Fact]
    public void Kql_EveryElement_HasBalancedBracketsAndClosedLiterals()
    {
        foreach (var declaration in RuleDeclaration.All.Where(d => d.Kql is not null))
        {
            Balanced(Lex(Kql(declaration, "\"](){}[")).Outside);
        }
    }

    [Fact]
    public void Spl_HostileNames_StandInTheLookupAlone()
    {
        foreach (var declaration in RuleDeclaration.All.Where(d => d.Spl is not null))
        {
            var search = Spl(declaration, "x");
            Balanced(Lex(WithoutComments(search)).Outside);
            foreach (var name in Names)
            {
                Assert.Equal(search, Spl(declaration, name));
                var lookup = new StringWriter();
                SplWriter.Lookup(Rule(declaration, name), lookup);
                var rows = Csv(lookup.ToString());
                Assert.Equal(declaration.Kind == RuleKind.Limit ? 2 : 3, rows.Count);
                Assert.All(rows, row => Assert.Equal(rows[0].Count, row.Count));
                Assert.Equal(name, rows[1][0]);
                Assert.Equal(declaration.Kind == RuleKind.Limit ? "1234.5" : name, rows[1][1]);
            }
        }
    }

    private static LearnedRule Rule(RuleDeclaration declaration, string name) =>
        new(declaration, [declaration.Kind == RuleKind.Limit ? new RuleEntry(name, [], 1234.5) : new RuleEntry(name, [(name, 3), ("443", 2)], null)], 0, 0, 0);

    private static string Kql(RuleDeclaration declaration, string name)
    {
        var to = new StringWriter();
        KqlWriter.Write(Rule(declaration, name), "20261004T000000Z-0a1b2c", "Europe/Berlin", to);
        return to.ToString();
    }

    private static string Spl(RuleDeclaration declaration, string name)
    {
        var to = new StringWriter();
        SplWriter.Search(Rule(declaration, name), "20261004T000000Z-0a1b2c", to);
        return to.ToString();
    }

    // Comments stand between three backticks.
    private static string WithoutComments(string spl)
    {
        var parts = spl.Split("```");
        Assert.True(parts.Length % 2 == 1, "a comment is not closed");
        return string.Concat(parts.Where((_, i) => i % 2 == 0));
    }

    private static void Balanced(string code)
    {
        var open = new Stack<char>();
        foreach (var c in code)
        {
            switch (c)
            {
                case '(' or '[' or '{':
                    open.Push(c);
                    break;
                case ')' or ']' or '}':
                    Assert.True(open.TryPop(out var from), code);
                    Assert.Equal(c, from switch { '(' => ')', '[' => ']', _ => '}' });
                    break;
            }
        }

        Assert.Empty(open);
    }

    // Literals in double or single quotes with backslash escapes, or verbatim after @ with doubled quotes; // up to the line's end is a comment.
    private static (string Outside, List<string> Literals) Lex(string code)
    {
        var (outside, literals) = (new StringBuilder(), new List<string>());
        for (var i = 0; i < code.Length; i++)
        {
            if (code[i] is '"' or '\'')
            {
                literals.Add(Literal(code, ref i, isVerbatim: i > 0 && code[i - 1] == '@'));
                outside.Append("<literal>");
            }
            else if (code[i] == '/' && i + 1 < code.Length && code[i + 1] == '/')
            {
                i = code.IndexOf('\n', i);
                outside.Append("<comment>\n");
            }
            else
            {
                outside.Append(code[i]);
            }
        }

        return (outside.ToString(), literals);
    }

    private static string Literal(string code, ref int i, bool isVerbatim)
    {
        var quote = code[i];
        var text = new StringBuilder();
        while (true)
        {
            i++;
            Assert.True(i < code.Length && code[i] != '\n', "a literal is not closed on its line");
            if (code[i] == quote)
            {
                if (isVerbatim && i + 1 < code.Length && code[i + 1] == quote)
                {
                    i++;
                    text.Append(quote);
                    continue;
                }

                return text.ToString();
            }

            if (code[i] != '\\' || isVerbatim)
            {
                text.Append(code[i]);
                continue;
            }

            i++;
            if (code[i] == 'u')
            {
                text.Append((char)int.Parse(code.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                i += 4;
            }
            else
            {
                text.Append(code[i]);
            }
        }
    }

    // RFC 4180.
    private static List<List<string>> Csv(string text)
    {
        var (rows, row, field, isQuoted) = (new List<List<string>>(), new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            if (isQuoted)
            {
                if (text[i] == '"' && i + 1 < text.Length && text[i + 1] == '"')
                {
                    field.Append('"');
                    i++;
                }
                else if (text[i] == '"')
                {
                    isQuoted = false;
                }
                else
                {
                    field.Append(text[i]);
                }
            }
            else if (text[i] == '"')
            {
                isQuoted = true;
            }
            else if (text[i] is ',' or '\n')
            {
                row.Add(field.ToString());
                field.Clear();
                if (text[i] == '\n')
                {
                    rows.Add(row);
                    row = [];
                }
            }
            else
            {
                field.Append(text[i]);
            }
        }

        Assert.False(isQuoted, "a field is not closed");
        return rows;
    }
}
