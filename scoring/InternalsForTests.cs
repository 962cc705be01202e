using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Det0131.Scoring.Tests")]
[assembly: InternalsVisibleTo("Det0131.RealDataChecks")]
