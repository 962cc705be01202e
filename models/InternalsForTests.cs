using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Det0131.Models.Tests")]
