using System.Collections.Immutable;
using System.Globalization;
using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Messages;
using IpMonitor.Grains.Metrics;
using Microsoft.AspNetCore.WebUtilities;

namespace IpMonitor.Dashboard.Workbooks;

/// <summary>A request for a workbook, with the texts in its language.</summary>
internal sealed class WorkbookRequest(HttpContext context, string language)
{
    /// <summary>The context of the request.</summary>
    public HttpContext Context => context;

    /// <summary>The language of the texts.</summary>
    public string Language => language;

    /// <summary>True if the texts are English, false if Chinese.</summary>
    public bool IsEnglish => language == ResponseLanguage.English;

    /// <summary>Returns a service of the request.</summary>
    public T GetService<T>() where T : notnull => context.RequestServices.GetRequiredService<T>();

    /// <summary>Formats a text of the resources.</summary>
    public string Text(string key, params ImmutableArray<MessageArgument> arguments) =>
        MessageFormatter.Format(key, arguments, language);

    /// <summary>Returns a text that is true or a blank.</summary>
    public string TextIf(bool? condition, string key) => condition == true ? Text(key) : "";

    /// <summary>Chooses the name in the language.</summary>
    public string NameOf(string name, string nameEn) => IsEnglish ? nameEn : name;

    /// <summary>Joins the texts of a list.</summary>
    public string Join(params IEnumerable<string?> texts) =>
        MessageFormatter.JoinList(texts.OfType<string>().Where(text => text.Length > 0), language);

    /// <summary>Adds a unit to the title of a column.</summary>
    public string WithUnit(string title, string unit) =>
        unit.Length == 0 ? title : IsEnglish ? $"{title} ({unit})" : $"{title}（{unit}）";

    /// <summary>
    /// Creates the foot of figures: time of the data, statistical definitions, source and position of the journal.
    /// </summary>
    public async Task<ImmutableArray<string>> CreateFoot(long position, params IEnumerable<string?> notes)
    {
        var past = await GetService<IJournal>().GetPastState(new(position, [], WithBuckets: false));
        return
        [
            past?.KnownAt is { } at
                ? Text("sheet.as_of", FormatTime(at))
                : Text("sheet.as_of_none"),
            .. notes.OfType<string>(),
            Text("sheet.source", GetAddress(position)),
            Text("sheet.position", position.ToString(CultureInfo.InvariantCulture)),
        ];
    }

    /// <summary>Creates the foot of a list that is no part of the journal: time of the export and source.</summary>
    public ImmutableArray<string> CreateFoot() =>
    [
        Text("sheet.exported", FormatTime(GetService<TimeProvider>().GetUtcNow())),
        Text("sheet.source", GetAddress(null)),
    ];

    // The address that answers with the same figures.
    private string GetAddress(long? position)
    {
        var request = context.Request;
        var query = request.Query
            .Where(parameter => parameter.Key is not ("format" or "lang" or "layout" or "cursor"))
            .Where(parameter => position is null || parameter.Key != "asOf")
            .SelectMany(parameter => parameter.Value, (parameter, value) => KeyValuePair.Create(parameter.Key, value));
        if (position is { } known)
            query = query.Append(KeyValuePair.Create("asOf", (string?)known.ToString(CultureInfo.InvariantCulture)));
        return QueryHelpers.AddQueryString(
            $"{request.Scheme}://{request.Host}{request.PathBase}{request.Path}", query);
    }

    private static string FormatTime(DateTimeOffset time) =>
        time.ToChinaClock().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
