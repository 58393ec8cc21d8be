namespace IpMonitor.Dashboard.Import;

/// <summary>
/// The style sheet of generated workbooks: one format for each <see cref="CellStyle"/>, in its order.
/// </summary>
internal static class XlsxStyles
{
    public const string StyleSheetXml = """
        <styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
          <numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/></numFmts>
          <fonts count="3">
            <font><sz val="11"/><name val="等线"/></font>
            <font><b/><sz val="11"/><name val="等线"/></font>
            <font><sz val="11"/><color rgb="FF6B7682"/><name val="等线"/></font>
          </fonts>
          <fills count="4">
            <fill><patternFill patternType="none"/></fill>
            <fill><patternFill patternType="gray125"/></fill>
            <fill><patternFill patternType="solid"><fgColor rgb="FFE9F1FA"/></patternFill></fill>
            <fill><patternFill patternType="solid"><fgColor rgb="FFFBE3E6"/></patternFill></fill>
          </fills>
          <borders count="1"><border/></borders>
          <cellStyleXfs count="1"><xf/></cellStyleXfs>
          <cellXfs count="8">
            <xf xfId="0"/>
            <xf fontId="1" fillId="2" applyFont="1" applyFill="1" xfId="0">
              <alignment vertical="center" wrapText="1"/>
            </xf>
            <xf fillId="3" applyFill="1" xfId="0"/>
            <xf numFmtId="164" applyNumberFormat="1" xfId="0"/>
            <xf numFmtId="164" fillId="3" applyNumberFormat="1" applyFill="1" xfId="0"/>
            <xf quotePrefix="1" xfId="0"/>
            <xf quotePrefix="1" fillId="3" applyFill="1" xfId="0"/>
            <xf fontId="2" applyFont="1" xfId="0"/>
          </cellXfs>
        </styleSheet>
        """;
}
