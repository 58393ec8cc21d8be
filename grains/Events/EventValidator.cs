using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Grains.Events;

/// <summary>Decides whether a row may become an event: everything that can be told without knowing what was reported before.</summary>
public sealed class EventValidator(ReferenceSnapshot reference)
{
    private const long MaxWeight = 1_000_000_000;
    private static readonly JsonSerializerOptions StrictTarget =
        new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    /// <summary>Gives the event in its normal form, or the first reason why it is none; <paramref name="today"/> is the last day allowed.</summary>
    public (Event? Event, ValidationError? Refusal) Validate(EventInput draft, DateOnly today)
    {
        Metric metric = null!;
        var (op, value, weight, date, qualifier) = (EventOperation.Add, 0m, (long?)null, default(DateOnly), Qualifier.Exact);
        var (basis, target) = (Basis.Period, (EventKey?)null);
        var refusal = ValidateTexts(draft)
            ?? ValidatePlace(draft)
            ?? ValidateMetric(draft, out metric)
            ?? ValidateOperation(draft, metric, out op)
            ?? ValidateTarget(draft, op, out target)
            ?? ValidateBasis(draft, metric, op, out basis)
            ?? ValidateValue(draft.Value, op, out value)
            ?? ValidateWeight(draft.Weight, metric, op, out weight)
            ?? ValidateDate(draft.Date!, op, today, out date)
            ?? ValidateQualifier(draft, out qualifier);
        return refusal is not null
            ? (null, refusal)
            : (new Event(draft.Source!, draft.Id!, draft.City!, draft.Unit, metric.Code, value, weight, date,
                draft.Campaign, draft.Ref, draft.Note, qualifier, op, basis, target), null);
    }

    private static ValidationError? ValidateTexts(EventInput draft) =>
        ValidateRequired("id", draft.Id, 128) ?? ValidateRequired("source", draft.Source, 64) ?? ValidateRequired("city", draft.City, 16)
        ?? ValidateRequired("metric", draft.Metric, 64) ?? ValidateRequired("date", draft.Date, 400)
        ?? ValidateText("unit", draft.Unit, 32) ?? ValidateText("campaign", draft.Campaign, 64)
        ?? ValidateText("ref", draft.Ref, 200) ?? ValidateText("note", draft.Note, 1000);

    private static ValidationError? ValidateRequired(string field, string? text, int max) =>
        string.IsNullOrWhiteSpace(text) ? ValidationError.FieldMissing(field) : ValidateText(field, text, max);

    private static ValidationError? ValidateText(string field, string? text, int max) =>
        text is not null && (text.Length > max || HasControlCharacters(text, allowLines: field == "note") || !IsWellFormed(text))
            ? ValidationError.TextInvalid(field, max)
            : null;

    private static bool HasControlCharacters(string text, bool allowLines)
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

    private ValidationError? ValidatePlace(EventInput draft)
    {
        if (reference.Places.FindCity(draft.City!) is null) return ValidationError.CityUnknown(draft.City!);
        if (draft.Unit is null) return null;
        if (reference.Places.FindUnit(draft.Unit) is not { } unit) return ValidationError.UnitUnknown(draft.Unit);
        return unit.City == draft.City ? null : ValidationError.UnitNotInCity(draft.Unit, draft.City!);
    }

    private ValidationError? ValidateMetric(EventInput draft, out Metric metric)
    {
        metric = reference.Catalogue.Find(draft.Metric!)!;
        if (metric is null) return ValidationError.MetricUnknown(draft.Metric!);
        if (!metric.IsReported) return ValidationError.MetricDerived(metric.Name, metric.Inputs);
        return draft.Campaign is not null && reference.Campaigns.Find(draft.Campaign) is null ? ValidationError.CampaignUnknown(draft.Campaign) : null;
    }

    private static ValidationError? ValidateOperation(EventInput draft, Metric metric, out EventOperation op)
    {
        var fitting = metric.Kind == MetricKind.Level ? EventOperation.Set : EventOperation.Add;
        op = draft.Op switch { "replace" => EventOperation.Replace, "withdraw" => EventOperation.Withdraw, "final" => EventOperation.Final, _ => fitting };
        return draft.Op switch
        {
            null or "replace" or "withdraw" or "final" => null,
            not ("add" or "set") => ValidationError.OpUnknown(draft.Op),
            "add" when fitting == EventOperation.Set => ValidationError.OpNotForMetric("add", "set"),
            "set" when fitting == EventOperation.Add => ValidationError.OpNotForMetric("set", "add"),
            _ => null,
        };
    }

    private static ValidationError? ValidateTarget(EventInput draft, EventOperation op, out EventKey? target)
    {
        target = null;
        if (op is not (EventOperation.Replace or EventOperation.Withdraw)) return draft.Target is null ? null : ValidationError.TargetNotForOp();
        if (draft.Target is null) return ValidationError.FieldMissing("target");
        target = ParseTarget(draft.Target, draft.Source!);
        return target is null || ValidateRequired("target", target.Source, 64) is not null || ValidateRequired("target", target.Id, 128) is not null
            ? ValidationError.TargetInvalid()
            : null;
    }

    // {"source":…,"id":…}, or the id alone of an event of the same source.
    private static EventKey? ParseTarget(string text, string ownSource)
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

    private static ValidationError? ValidateBasis(EventInput draft, Metric metric, EventOperation op, out Basis basis)
    {
        basis = draft.Basis == "ytd" ? Basis.Ytd : Basis.Period;
        return draft.Basis switch
        {
            null or "period" => null,
            "ytd" => metric.Kind == MetricKind.Sum && op != EventOperation.Final ? null : ValidationError.BasisNotForMetric(),
            _ => ValidationError.BasisUnknown(draft.Basis),
        };
    }

    // A decimal holds 28 digits; a longer text would be rounded unseen.
    private static bool TryParseNumber(string text, out decimal number)
    {
        number = 0;
        return text.Length <= 28
            && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }

    private static ValidationError? ValidateValue(string? text, EventOperation op, out decimal value)
    {
        value = 0;
        if (op is EventOperation.Withdraw or EventOperation.Final) return text is null ? null : ValidationError.ValueNotForOp();
        return string.IsNullOrWhiteSpace(text) ? ValidationError.FieldMissing("value")
            : !TryParseNumber(text, out value) ? ValidationError.NumberInvalid("value", text)
            : value < 0 ? ValidationError.ValueNegative()
            : value > FixedPoint.MaxValue ? ValidationError.ValueTooLarge()
            : !FixedPoint.IsRepresentable(value) ? ValidationError.ValueDecimals()
            : null;
    }

    private static ValidationError? ValidateWeight(string? text, Metric metric, EventOperation op, out long? weight)
    {
        var weighs = metric.Kind == MetricKind.Mean && op is not (EventOperation.Withdraw or EventOperation.Final);
        weight = weighs ? 1 : null;
        if (text is null) return null;
        if (!weighs) return ValidationError.WeightNotForMetric();
        if (!TryParseNumber(text, out var number)) return ValidationError.NumberInvalid("weight", text);
        if (number < 1 || number > MaxWeight || number != decimal.Truncate(number)) return ValidationError.WeightInvalid();
        weight = decimal.ToInt64(number);
        return null;
    }

    private static ValidationError? ValidateDate(string text, EventOperation op, DateOnly today, out DateOnly date) =>
        !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date) ? ValidationError.DateInvalid(text)
        : op == EventOperation.Final && (date is not { Month: 12, Day: 31 } || date > today) ? ValidationError.FinalDate()
        : date < ReportingPeriod.EarliestDay || date > today ? ValidationError.DateOutOfRange(today)
        : null;

    private static ValidationError? ValidateQualifier(EventInput draft, out Qualifier qualifier)
    {
        qualifier = draft.Qualifier switch { "over" => Qualifier.Over, "about" => Qualifier.About, _ => Qualifier.Exact };
        return draft.Qualifier is null or "exact" or "over" or "about" ? null : ValidationError.QualifierUnknown(draft.Qualifier);
    }
}
