using System.Text;
using System.Xml;

namespace IpMonitor.Dashboard.Http;

/// <summary>Characters of XML documents.</summary>
internal static class XmlCharacters
{
    /// <summary>Removes characters that XML does not allow: control characters and unpaired surrogates.</summary>
    public static string RemoveInvalid(string text)
    {
        if (text.All(XmlConvert.IsXmlChar)) return text;
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
            if (XmlConvert.IsXmlChar(text[i])) result.Append(text[i]);
            else if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1])) result.Append(text, i++, 2);
        return result.ToString();
    }
}
