using System.Text;

namespace Det0131.Datasets.Lake;

/// <summary>Small files of a lake that are replaced as a whole.</summary>
internal static class LakeFile
{
    /// <summary>The file has either its old text or, on disk, its new one.</summary>
    public static void WriteAtOnce(string path, string text)
    {
        using (var file = new FileStream(path + ".new", FileMode.Create, FileAccess.Write))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
    }
}
