using System.Text;
using System.Xml;
using DocumentFormat.OpenXml;

namespace IpMonitor.Dashboard.Import;

/// <summary>
/// Writes the content of a workbook's part in the default namespace: some programs do not read prefixed elements, which
/// Open XML writes for elements that it has created.
/// </summary>
internal sealed class SpreadsheetPartWriter : XmlTextWriter
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    private SpreadsheetPartWriter(Stream output) : base(output, new UTF8Encoding(false)) { }

    /// <summary>Writes the root element of a part.</summary>
    public static void Write(OpenXmlPartRootElement root, Stream output)
    {
        var writer = new SpreadsheetPartWriter(output);
        writer.WriteStartDocument(standalone: true);
        root.WriteTo(writer);
        writer.Flush();
    }

    public override void WriteStartElement(string? prefix, string localName, string? ns) =>
        base.WriteStartElement(ns == Main ? "" : prefix, localName, ns);
}
