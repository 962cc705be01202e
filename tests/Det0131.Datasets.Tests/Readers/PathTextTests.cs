using Det0131.Datasets.Readers;

namespace Det0131.Datasets.Tests.Readers;

public sealed class PathTextTests
{
    [Theory]
    [InlineData("/a/b.tar.SQL", ".sql")]
    [InlineData("C:\\x.y\\dump.7z", ".7z")]
    [InlineData("C:\\x.y\\dump", null)]
    [InlineData("/home/.bashrc", null)]
    [InlineData("/a/b.", null)]
    [InlineData("/a/v1.with blank", null)]
    [InlineData("/a/b.averyverylongone", null)]
    [InlineData("", null)]
    public void Extension_Path_LastOneInLowerCase(string path, string? expected) => Assert.Equal(expected, PathText.Extension(path, Utf8Interner.Shared));
}
