using System.Collections.ObjectModel;
using DocumentFormat.OpenXml;
using IpMonitor.Dashboard.Http;

namespace IpMonitor.Dashboard.Import;

/// <summary>Reads the elements of a workbook part one by one; limits their depth and their distinct names.</summary>
internal sealed class XlsxPartReader(OpenXmlPartReader xml, HashSet<string> names) : IDisposable
{
    private const int MaxDepth = 32;
    // The XML reader keeps every name; a workbook has few.
    private const int MaxNames = 5_000;
    private ReadOnlyCollection<OpenXmlAttribute>? _attributes;

    public int Depth => xml.Depth;

    public bool IsEndElement => xml.IsEndElement;

    /// <summary>The value of an attribute by its local name; null if there is none.</summary>
    public string? this[string attribute]
    {
        get
        {
            foreach (var candidate in _attributes ??= xml.Attributes)
                if (candidate.LocalName == attribute) return candidate.Value;
            return null;
        }
    }

    /// <summary>Moves to the next start or end of an element; false at the end of the part.</summary>
    public bool Read()
    {
        _attributes = null;
        if (!xml.Read()) return false;
        if (xml.Depth > MaxDepth) throw CreateException();
        if (!xml.IsStartElement) return true;
        names.Add(xml.LocalName);
        foreach (var attribute in _attributes = xml.Attributes) names.Add(attribute.LocalName);
        foreach (var declaration in xml.NamespaceDeclarations) names.Add(declaration.Key);
        return names.Count <= MaxNames ? true : throw CreateException();
    }

    public bool IsStart<T>()
        where T : OpenXmlElement => xml.IsStartElement && xml.ElementType == typeof(T);

    public bool IsEnd<T>()
        where T : OpenXmlElement => xml.IsEndElement && xml.ElementType == typeof(T);

    public string GetText() => xml.GetText();

    public void Dispose() => xml.Dispose();

    public static RequestRejectedException CreateException() => new(422, "workbook_broken");
}
