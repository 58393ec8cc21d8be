using IpMonitor.Silo.Configuration;

namespace IpMonitor.Dashboard.Import;

/// <summary>The fields of import forms and the column titles that name them.</summary>
internal static class ImportFields
{
    public const string City = "city", Unit = "unit", Metric = "metric", Value = "value", Date = "date",
        Basis = "basis", Weight = "weight", Campaign = "campaign", Ref = "ref", Note = "note", Id = "id",
        Qualifier = "qualifier";

    /// <summary>计量单位: the unit of the value.</summary>
    public const string MeasureUnit = "measure";

    /// <summary>时期: the period of a series value.</summary>
    public const string Period = "period";

    /// <summary>本期累计: the cumulative value since 1 January.</summary>
    public const string Ytd = "ytd";

    /// <summary>Columns that are not read: reference values of the template, and row numbers.</summary>
    public const string Ignored = "aside";

    private static readonly string[] CommonFields =
        [City, Unit, Metric, MeasureUnit, Weight, Campaign, Ref, Note, Id, Qualifier];

    // Members of the events export that no form has; a file with two of them is an export.
    private static readonly HashSet<string> ExportTitles =
    [
        "op", "state", "target_source", "target_id", "position", "received", "batch", "share", "aside", "source",
        "target",
        "操作", "状态", "更正对象", "位置", "接收时间",
    ];

    /// <summary>
    /// The fields of a form with their column titles in the template; an asterisk marks required fields.
    /// </summary>
    public static IReadOnlyList<(string Field, string Title)> GetFields(ImportForm form) => form switch
    {
        ImportForm.Events =>
        [
            (City, "市*"), (Unit, "填报单位"), (Metric, "指标*"), (Value, "数值*"), (MeasureUnit, "单位"), (Date, "日期*"),
            (Basis, "口径"), (Weight, "权重"),
            (Campaign, "活动"), (Ref, "文号"), (Note, "说明"), (Id, "编号"),
        ],
        ImportForm.Series =>
            [
                (City, "市*"), (Unit, "填报单位"), (Metric, "指标*"), (MeasureUnit, "单位"), (Period, "时期*"), (Ignored, "上期累计"),
                (Ytd, "本期累计"), (Note, "说明")
            ],
        _ => [(City, "市*"), (Unit, "填报单位"), (Metric, "指标*"), (MeasureUnit, "单位"), (Basis, "口径"), (Note, "说明")],
    };

    /// <summary>The fields that are read from a form, besides the months of a history.</summary>
    public static IReadOnlyList<string> GetReadFields(ImportForm form) => form switch
    {
        ImportForm.Events => [.. CommonFields, Value, Date, Basis],
        ImportForm.Series => [.. CommonFields, Value, Period, Ytd],
        _ => [.. CommonFields, Basis],
    };

    /// <summary>The Chinese title of a field.</summary>
    public static string GetTitle(string field) => Titles.GetValueOrDefault(field, field);

    /// <summary>The field of a normalized column title; null if the title is unknown.</summary>
    public static string? FindByTitle(string title) => FieldsByTitle.GetValueOrDefault(title);

    /// <summary>The field whose title an unknown title contains or resembles; null if there is none.</summary>
    public static string? FindSimilar(string title)
    {
        if (title.Length is < 2 or > 20) return null;
        var contained = FieldsByTitle.Keys
            .Where(known => known.Length > 1 && title.Contains(known, StringComparison.Ordinal))
            .MaxBy(known => known.Length);
        var similar = contained ?? ClosestName.Find(title, FieldsByTitle.Keys.Where(known => known.Length > 2));
        return similar is null ? null : FieldsByTitle[similar];
    }

    /// <summary>Returns true if the titles are those of the events export.</summary>
    public static bool IsExport(IEnumerable<string> titles) => titles.Count(ExportTitles.Contains) >= 2;

    /// <summary>Returns true for row numbers, which need no confirmation if they are numbers.</summary>
    public static bool IsRowNumber(string title) => title is "序号" or "行号";

    /// <summary>Returns true for columns that need no confirmation: row numbers, columns of templates.</summary>
    public static bool IsIgnoredSilently(string title) =>
        IsRowNumber(title) || title.StartsWith("上期累计", StringComparison.Ordinal)
        || title.StartsWith("上期数", StringComparison.Ordinal);

    private static readonly Dictionary<string, string> Titles = new()
    {
        [City] = "市",
        [Unit] = "填报单位",
        [Metric] = "指标",
        [Value] = "数值",
        [MeasureUnit] = "单位",
        [Date] = "日期",
        [Basis] = "口径",
        [Weight] = "权重",
        [Campaign] = "活动",
        [Ref] = "文号",
        [Note] = "说明",
        [Id] = "编号",
        [Qualifier] = "余/约",
        [Period] = "时期",
        [Ytd] = "本期累计",
        ["source"] = "来源",
        ["op"] = "操作",
        ["target"] = "更正对象",
    };

    private static readonly Dictionary<string, string> FieldsByTitle = new (string Field, string Titles)[]
    {
        (City, "市 城市 地市 市名称 市代码 设区市 地区 市别 市(州) 所属市 city"),
        (Unit, "填报单位 报送单位 区县 县区 县市区 县(市、区) 区(县) 所属区县 所属县区 所属县市区 所属单位 单位名称 unit"),
        (Metric, "指标 指标名称 指标代码 指标名 项目 metric"),
        (Value, "数值 数据 数量 金额 数 本期数 当期 当期数 当期值 本期 本月 本月数 value"),
        (MeasureUnit, "单位 计量单位 金额单位 数量单位 数值单位 measure"),
        (Date, "日期 发生日期 时间 数据日期 date"),
        (Period, "时期 统计期 报告期 期间 统计时期 统计时间 截止日期 截至日期 月份 period"),
        (Ytd, "本期累计 累计 累计数 累计值 本年累计 年初至今 ytd"),
        (Basis, "口径 统计口径 数据口径 当期/累计 累计/当期 basis"),
        (Weight, "权重 件数 weight"),
        (Campaign, "活动 专项活动 活动名称 campaign"),
        (Ref, "文号 文件号 案号 登记号 ref"),
        (Note, "说明 备注 变动说明 情况说明 note"),
        (Id, "编号 唯一编号 id"),
        (Qualifier, "余/约 精确程度 qualifier"),
        (Ignored, "问题 上期累计 上期 上期数 上年同期 同比 环比 序号 指标类别 类别 行号 来源"),
    }.SelectMany(pair =>
        pair.Titles.Split(' '), (pair, title) =>
            (pair.Field, title)).ToDictionary(pair => pair.title, pair => pair.Field);
}
