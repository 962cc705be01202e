using System.Text;
using System.Xml.Linq;
using Det0131.Datasets.Readers.Windows;

namespace Det0131.Datasets.Tests.Readers.Windows;

public sealed class EventDataXmlTests
{
    /// <summary>The twin is the framework's XML reader.</summary>
    [Theory]
    [InlineData("<EventData><Data Name=\"Image\">C:\\a &amp; b.exe</Data><Data Name=\"CommandLine\">x &lt;y&gt; &quot;z&quot; &apos;&#65;&#x20AC;&#128512;</Data></EventData>")]
    [InlineData("<EventData xmlns='http://schemas.microsoft.com/win/2004/08/events/event'>\r\n  <Data Name='Image'>a</Data>\r\n  <Data Name='User'/>\r\n  <Data Name='CommandLine'></Data></EventData>")]
    [InlineData("<DataItem type=\"System.XmlData\"><EventData><Data Name=\"Image\">b</Data><Data Name=\"Other\">c</Data></EventData></DataItem>")]
    public void Read_WellFormed_AgreesWithTheFrameworksReader(string xml)
    {
        var fields = new WindowsFields();
        Assert.True(EventDataXml.Read(Encoding.UTF8.GetBytes(xml), fields));

        var expected = XElement.Parse(xml).Descendants().Where(element => element.Name.LocalName == "Data")
            .ToDictionary(element => element.Attribute("Name")!.Value, element => element.Value);
        foreach (var field in new[] { WindowsField.Image, WindowsField.CommandLine, WindowsField.User })
        {
            Assert.Equal(expected.GetValueOrDefault(field.ToString(), ""), Encoding.UTF8.GetString(fields[field]));
        }
    }

    [Theory]
    [InlineData("<EventData><Data Name=\"Image", "")]
    [InlineData("<Data Name=\"Image\"", "")]
    [InlineData("<Data Name=\"Image\">cut", "cut")]
    [InlineData("<Data Name=\"Image\">a &bogus; &#xD800; &; & b</Data>", "a &bogus; &#xD800; &; & b")]
    [InlineData("<Data Name=", "")]
    public void Read_Broken_TakesWhatIsThere(string xml, string image)
    {
        var fields = new WindowsFields();
        EventDataXml.Read(Encoding.UTF8.GetBytes(xml), fields);
        Assert.Equal(image, Encoding.UTF8.GetString(fields[WindowsField.Image]));
    }

    [Fact]
    public void ElementAndAttribute_FindTheFirstOrNothing()
    {
        var xml = "<A><EventID>3</EventID><T SystemTime='x'/><U SystemTime=\"y\"/></A>"u8;

        Assert.Equal("3"u8, EventDataXml.Element(xml, "<EventID>"u8));
        Assert.Equal("x"u8, EventDataXml.Attribute(xml, " SystemTime="u8));
        Assert.True(EventDataXml.Element(xml, "<Computer>"u8).IsEmpty);
        Assert.True(EventDataXml.Attribute("<a b="u8, " b="u8).IsEmpty);
    }
}
