using System.Text;
using Det0131.Datasets.Readers.Linux;

namespace Det0131.Datasets.Tests.Readers.Linux;

/// <summary>Numbers from the kernel's headers: asm/unistd_64.h, asm/unistd_32.h, asm-generic/unistd.h, arch/arm/tools/syscall.tbl.</summary>
public sealed class SyscallTableTests
{
    [Theory]
    [InlineData("c000003e", "59", "", "", "Execute")]
    [InlineData("0xc000003e", "322", "", "", "Execute")]
    [InlineData("c000003e", "1073742344", "", "", "Execute")] // x32: 0x40000000 + 520
    [InlineData("c000003e", "520", "", "", "Other")]
    [InlineData("c000003e", "42", "", "", "Connect")]
    [InlineData("c000003e", "44", "", "", "Send")]
    [InlineData("c000003e", "257", "", "", "Open")]
    [InlineData("c00000b7", "221", "", "", "Execute")]
    [InlineData("c00000b7", "59", "", "", "Other")]
    [InlineData("c00000b7", "203", "", "", "Connect")]
    [InlineData("c00000b7", "56", "", "", "Open")]
    [InlineData("40000003", "11", "", "", "Execute")]
    [InlineData("40000003", "102", "", "3", "Connect")]
    [InlineData("40000003", "102", "", "b", "Send")]
    [InlineData("40000003", "102", "", "1", "Other")]
    [InlineData("40000028", "283", "", "", "Connect")]
    [InlineData("80000015", "328", "connect", "", "Connect")]
    [InlineData("80000015", "328", "", "", "Other")]
    [InlineData("x86_64", "execve", "", "", "Execute")]
    [InlineData("", "", "", "", "Other")]
    public void KindOf_Calls(string arch, string syscall, string name, string firstArgument, string expected) => Assert.Equal(expected, SyscallTable.KindOf(
        Encoding.ASCII.GetBytes(arch), Encoding.ASCII.GetBytes(syscall), Encoding.ASCII.GetBytes(name), Encoding.ASCII.GetBytes(firstArgument)).ToString());
}
