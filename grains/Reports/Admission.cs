using System.Globalization;
using IpMonitor.Grains.Campaigns;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Grains.Reports;

/// <summary>Decides whether a row may become an event: everything that can be told without knowing what was reported before.</summary>
public sealed class Admission(Catalogue catalogue, Places places, CampaignList campaigns)
{
    private const long MaxWeight = 1_000_000_000;

    /// <summary>Gives the event in its normal form, or the first reason why it is none; <paramref name="today"/> is the last day allowed.</summary>
    public (Event? Event, Refusal? Refusal) Admit(Draft draft, DateOnly today)
    {
        Metric metric = null!;
        var (op, value, weight, date, qualifier) = (Op.Add, 0m, (long?)null, default(DateOnly), Qualifier.Exact);
        var refusal = Texts(draft)
            ?? Place(draft)
            ?? Subject(draft, out metric)
            ?? Doing(draft, metric, out op)
            ?? Number(draft.Value!, out value)
            ?? Weight(draft.Weight, metric, out weight)
            ?? Date(draft.Date!, today, out date)
            ?? Marks(draft, out qualifier);
        return refusal is not null
            ? (null, refusal)
            : (new Event(draft.Source!, draft.Id!, draft.City!, draft.Unit, metric.Code, value, weight, date,
                draft.Campaign, draft.Ref, draft.Note, qualifier, op), null);
    }

    private static Refusal? Texts(Draft draft) =>
        Required("id", draft.Id, 128) ?? Required("source", draft.Source, 64) ?? Required("city", draft.City, 16)
        ?? Required("metric", draft.Metric, 64) ?? Required("value", draft.Value, 400) ?? Required("date", draft.Date, 400)
        ?? Text("unit", draft.Unit, 32) ?? Text("campaign", draft.Campaign, 64)
        ?? Text("ref", draft.Ref, 200) ?? Text("note", draft.Note, 1000);

    private static Refusal? Required(string field, string? text, int max) =>
        string.IsNullOrWhiteSpace(text) ? Refusal.Missing(field) : Text(field, text, max);

    private static Refusal? Text(string field, string? text, int max) =>
        text is not null && (text.Length > max || text.Any(c => char.IsControl(c) && !(field == "note" && c is '\n' or '\r' or '\t')) || !IsWellFormed(text))
            ? Refusal.TextInvalid(field, max)
            : null;

    // Half a surrogate pair cannot be stored as UTF-8 and read back as it was.
    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[++i])) return false;
        }
        return true;
    }

    private Refusal? Place(Draft draft)
    {
        if (places.FindCity(draft.City!) is null) return Refusal.CityUnknown(draft.City!);
        if (draft.Unit is null) return null;
        if (places.FindUnit(draft.Unit) is not { } unit) return Refusal.UnitUnknown(draft.Unit);
        return unit.City == draft.City ? null : Refusal.UnitElsewhere(draft.Unit, draft.City!);
    }

    private Refusal? Subject(Draft draft, out Metric metric)
    {
        metric = catalogue.Find(draft.Metric!)!;
        if (metric is null) return Refusal.MetricUnknown(draft.Metric!);
        if (!metric.IsReported) return Refusal.MetricDerived(metric.Name, metric.Inputs);
        return draft.Campaign is not null && campaigns.Find(draft.Campaign) is null ? Refusal.CampaignUnknown(draft.Campaign) : null;
    }

    private static Refusal? Doing(Draft draft, Metric metric, out Op op)
    {
        op = metric.Kind == MetricKind.Level ? Op.Set : Op.Add;
        var fitting = op == Op.Set ? "set" : "add";
        return draft switch
        {
            { Op: "replace" or "withdraw" } => Refusal.NotYet("op", draft.Op),
            { Op: not (null or "add" or "set") } => Refusal.OpUnknown(draft.Op),
            { Op: not null } when draft.Op != fitting => Refusal.OpNotForMetric(draft.Op, fitting),
            { Target: not null } => Refusal.NotYet("target", draft.Target),
            { Basis: "ytd" } => Refusal.NotYet("basis", draft.Basis),
            { Basis: not (null or "period") } => Refusal.BasisUnknown(draft.Basis),
            _ => null,
        };
    }

    // A decimal holds 28 digits; a longer text would be rounded unseen.
    private static bool TryNumber(string text, out decimal number)
    {
        number = 0;
        return text.Length <= 28
            && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }

    private static Refusal? Number(string text, out decimal value) =>
        !TryNumber(text, out value) ? Refusal.NumberInvalid("value", text)
        : value < 0 ? Refusal.ValueNegative()
        : value > Fixed.MaxValue ? Refusal.ValueTooLarge()
        : !Fixed.Fits(value) ? Refusal.ValueDecimals()
        : null;

    private static Refusal? Weight(string? text, Metric metric, out long? weight)
    {
        weight = metric.Kind == MetricKind.Mean ? 1 : null;
        if (text is null) return null;
        if (metric.Kind != MetricKind.Mean) return Refusal.WeightNotForMetric();
        if (!TryNumber(text, out var number)) return Refusal.NumberInvalid("weight", text);
        if (number < 1 || number > MaxWeight || number != decimal.Truncate(number)) return Refusal.WeightInvalid();
        weight = decimal.ToInt64(number);
        return null;
    }

    private static Refusal? Date(string text, DateOnly today, out DateOnly date) =>
        !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date) ? Refusal.DateInvalid(text)
        : date < ReportingPeriod.Earliest || date > today ? Refusal.DateOutOfRange(today)
        : null;

    private static Refusal? Marks(Draft draft, out Qualifier qualifier)
    {
        qualifier = draft.Qualifier switch { "over" => Qualifier.Over, "about" => Qualifier.About, _ => Qualifier.Exact };
        return draft.Qualifier is null or "exact" or "over" or "about" ? null : Refusal.QualifierUnknown(draft.Qualifier);
    }
}
