using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Grains.Reports;

/// <summary>Decides whether a row may become an event: everything that can be told without knowing what was reported before.</summary>
public sealed class Admission(ReferenceData reference)
{
    private const long MaxWeight = 1_000_000_000;
    private static readonly JsonSerializerOptions StrictTarget =
        new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    /// <summary>Gives the event in its normal form, or the first reason why it is none; <paramref name="today"/> is the last day allowed.</summary>
    public (Event? Event, Refusal? Refusal) Admit(Draft draft, DateOnly today)
    {
        Metric metric = null!;
        var (op, value, weight, date, qualifier) = (EventOperation.Add, 0m, (long?)null, default(DateOnly), Qualifier.Exact);
        var (basis, target) = (Basis.Period, (EventKey?)null);
        var refusal = Texts(draft)
            ?? Place(draft)
            ?? Subject(draft, out metric)
            ?? Doing(draft, metric, out op)
            ?? Correction(draft, op, out target)
            ?? CountedFrom(draft, metric, op, out basis)
            ?? Number(draft.Value, op, out value)
            ?? Weight(draft.Weight, metric, op, out weight)
            ?? Date(draft.Date!, op, today, out date)
            ?? Marks(draft, out qualifier);
        return refusal is not null
            ? (null, refusal)
            : (new Event(draft.Source!, draft.Id!, draft.City!, draft.Unit, metric.Code, value, weight, date,
                draft.Campaign, draft.Ref, draft.Note, qualifier, op, basis, target), null);
    }

    private static Refusal? Texts(Draft draft) =>
        Required("id", draft.Id, 128) ?? Required("source", draft.Source, 64) ?? Required("city", draft.City, 16)
        ?? Required("metric", draft.Metric, 64) ?? Required("date", draft.Date, 400)
        ?? Text("unit", draft.Unit, 32) ?? Text("campaign", draft.Campaign, 64)
        ?? Text("ref", draft.Ref, 200) ?? Text("note", draft.Note, 1000);

    private static Refusal? Required(string field, string? text, int max) =>
        string.IsNullOrWhiteSpace(text) ? Refusal.Missing(field) : Text(field, text, max);

    private static Refusal? Text(string field, string? text, int max) =>
        text is not null && (text.Length > max || HasControls(text, allowLines: field == "note") || !IsWellFormed(text))
            ? Refusal.TextInvalid(field, max)
            : null;

    private static bool HasControls(string text, bool allowLines)
    {
        foreach (var c in text)
            if (char.IsControl(c) && !(allowLines && c is '\n' or '\r' or '\t')) return true;
        return false;
    }

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
        if (reference.Places.FindCity(draft.City!) is null) return Refusal.CityUnknown(draft.City!);
        if (draft.Unit is null) return null;
        if (reference.Places.FindUnit(draft.Unit) is not { } unit) return Refusal.UnitUnknown(draft.Unit);
        return unit.City == draft.City ? null : Refusal.UnitElsewhere(draft.Unit, draft.City!);
    }

    private Refusal? Subject(Draft draft, out Metric metric)
    {
        metric = reference.Catalogue.Find(draft.Metric!)!;
        if (metric is null) return Refusal.MetricUnknown(draft.Metric!);
        if (!metric.IsReported) return Refusal.MetricDerived(metric.Name, metric.Inputs);
        return draft.Campaign is not null && reference.Campaigns.Find(draft.Campaign) is null ? Refusal.CampaignUnknown(draft.Campaign) : null;
    }

    private static Refusal? Doing(Draft draft, Metric metric, out EventOperation op)
    {
        var fitting = metric.Kind == MetricKind.Level ? EventOperation.Set : EventOperation.Add;
        op = draft.Op switch { "replace" => EventOperation.Replace, "withdraw" => EventOperation.Withdraw, "final" => EventOperation.Final, _ => fitting };
        return draft.Op switch
        {
            null or "replace" or "withdraw" or "final" => null,
            not ("add" or "set") => Refusal.OpUnknown(draft.Op),
            "add" when fitting == EventOperation.Set => Refusal.OpNotForMetric("add", "set"),
            "set" when fitting == EventOperation.Add => Refusal.OpNotForMetric("set", "add"),
            _ => null,
        };
    }

    private static Refusal? Correction(Draft draft, EventOperation op, out EventKey? target)
    {
        target = null;
        if (op is not (EventOperation.Replace or EventOperation.Withdraw)) return draft.Target is null ? null : Refusal.TargetNotForOp();
        if (draft.Target is null) return Refusal.Missing("target");
        target = TargetIn(draft.Target, draft.Source!);
        return target is null || Required("target", target.Source, 64) is not null || Required("target", target.Id, 128) is not null
            ? Refusal.TargetInvalid()
            : null;
    }

    // {"source":…,"id":…}, or the id alone of an event of the same source.
    private static EventKey? TargetIn(string text, string ownSource)
    {
        if (!text.StartsWith('{')) return new(ownSource, text);
        try
        {
            return JsonSerializer.Deserialize<EventKey>(text, StrictTarget) is { Id: not null } key ? key with { Source = key.Source ?? ownSource } : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Refusal? CountedFrom(Draft draft, Metric metric, EventOperation op, out Basis basis)
    {
        basis = draft.Basis == "ytd" ? Basis.Ytd : Basis.Period;
        return draft.Basis switch
        {
            null or "period" => null,
            "ytd" => metric.Kind == MetricKind.Sum && op != EventOperation.Final ? null : Refusal.BasisNotForMetric(),
            _ => Refusal.BasisUnknown(draft.Basis),
        };
    }

    // A decimal holds 28 digits; a longer text would be rounded unseen.
    private static bool TryNumber(string text, out decimal number)
    {
        number = 0;
        return text.Length <= 28
            && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }

    private static Refusal? Number(string? text, EventOperation op, out decimal value)
    {
        value = 0;
        if (op is EventOperation.Withdraw or EventOperation.Final) return text is null ? null : Refusal.ValueNotForOp();
        return string.IsNullOrWhiteSpace(text) ? Refusal.Missing("value")
            : !TryNumber(text, out value) ? Refusal.NumberInvalid("value", text)
            : value < 0 ? Refusal.ValueNegative()
            : value > FixedPoint.MaxValue ? Refusal.ValueTooLarge()
            : !FixedPoint.IsRepresentable(value) ? Refusal.ValueDecimals()
            : null;
    }

    private static Refusal? Weight(string? text, Metric metric, EventOperation op, out long? weight)
    {
        var weighs = metric.Kind == MetricKind.Mean && op is not (EventOperation.Withdraw or EventOperation.Final);
        weight = weighs ? 1 : null;
        if (text is null) return null;
        if (!weighs) return Refusal.WeightNotForMetric();
        if (!TryNumber(text, out var number)) return Refusal.NumberInvalid("weight", text);
        if (number < 1 || number > MaxWeight || number != decimal.Truncate(number)) return Refusal.WeightInvalid();
        weight = decimal.ToInt64(number);
        return null;
    }

    private static Refusal? Date(string text, EventOperation op, DateOnly today, out DateOnly date) =>
        !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date) ? Refusal.DateInvalid(text)
        : op == EventOperation.Final && (date is not { Month: 12, Day: 31 } || date > today) ? Refusal.FinalDate()
        : date < ReportingPeriod.EarliestDay || date > today ? Refusal.DateOutOfRange(today)
        : null;

    private static Refusal? Marks(Draft draft, out Qualifier qualifier)
    {
        qualifier = draft.Qualifier switch { "over" => Qualifier.Over, "about" => Qualifier.About, _ => Qualifier.Exact };
        return draft.Qualifier is null or "exact" or "over" or "about" ? null : Refusal.QualifierUnknown(draft.Qualifier);
    }
}
