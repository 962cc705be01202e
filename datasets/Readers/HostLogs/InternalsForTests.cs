using System.Runtime.CompilerServices;

// The parsers are internal; the public way to them is SourceFormats. Their parts are tested one by one.
[assembly: InternalsVisibleTo("Det0131.Datasets.Tests")]
