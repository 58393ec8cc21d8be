using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Grains.Events;

/// <summary>Validates rows against the reference data, independently of earlier events.</summary>
public sealed class EventValidator(ReferenceSnapshot reference)
{
    private const long MaxWeight = 1_000_000_000;
    private static readonly JsonSerializerOptions StrictTarget =
        new(JsonSerializerDefaults.Web)
        {
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            AllowDuplicateProperties = false,
        };

    /// <summary>
    /// Returns the normalized event or the first error; <paramref name="today"/> is the latest permitted date.
    /// </summary>
    public (Event? Event, ValidationError? Error) Validate(EventInput input, DateOnly today)
    {
        Metric metric = null!;
        var (op, basis, target) = (EventOperation.Add, Basis.Period, (EventKey?)null);
        var (value, weight, date, qualifier) = (0m, (long?)null, default(DateOnly), Qualifier.Exact);
        var error = ValidateTexts(input)
            ?? ValidatePlace(input)
            ?? ValidateMetric(input, out metric)
            ?? ValidateOperation(input, metric, out op)
            ?? ValidateTarget(input, op, out target)
            ?? ValidateBasis(input, metric, op, out basis)
            ?? ValidateValue(input.Value, op, out value)
            ?? ValidateWeight(input.Weight, metric, op, out weight)
            ?? ValidateDate(input.Date!, op, today, out date)
            ?? ValidateQualifier(input, out qualifier);
        if (error is not null) return (null, error);
        var e = new Event(
            input.Source!,
            input.Id!,
            input.City!,
            input.Unit,
            metric.Code,
            value,
            weight,
            date,
            input.Campaign,
            input.Ref,
            input.Note,
            qualifier,
            op,
            basis,
            target);
        return (e, null);
    }

    private static ValidationError? ValidateTexts(EventInput input) =>
        ValidateRequired("id", input.Id, EventLimits.Id)
        ?? ValidateRequired("source", input.Source, EventLimits.Source)
        ?? ValidateRequired("city", input.City, EventLimits.City)
        ?? ValidateRequired("metric", input.Metric, EventLimits.Metric)
        ?? ValidateRequired("date", input.Date, 400)
        ?? ValidateKey("unit", input.Unit, EventLimits.Unit)
        ?? ValidateKey("campaign", input.Campaign, EventLimits.Campaign)
        ?? ValidateKey("ref", input.Ref, EventLimits.Ref)
        ?? ValidateText("note", input.Note, EventLimits.Note);

    private static ValidationError? ValidateRequired(string field, string? text, int max) =>
        string.IsNullOrWhiteSpace(text) ? ValidationError.FieldMissing(field) : ValidateKey(field, text, max);

    private static ValidationError? ValidateKey(string field, string? text, int max) =>
        text is not null && KeyText.FindInvisibleCharacter(text) is { } character
            ? ValidationError.InvisibleCharacter(field, character)
            : ValidateText(field, text, max);

    private static ValidationError? ValidateText(string field, string? text, int max) =>
        text is not null
        && (text.Length > max || HasControlCharacters(text, allowLines: field == "note") || !IsWellFormed(text))
            ? ValidationError.TextInvalid(field, max)
            : null;

    private static bool HasControlCharacters(string text, bool allowLines)
    {
        foreach (var c in text)
            if (char.IsControl(c) && !(allowLines && c is '\n' or '\r' or '\t')) return true;
        return false;
    }

    // An unpaired surrogate does not survive UTF-8 encoding, and no XML holds U+FFFE and U+FFFF.
    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '\uFFFE' or '\uFFFF') return false;
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[++i])) return false;
        }
        return true;
    }

    private ValidationError? ValidatePlace(EventInput input)
    {
        if (reference.Places.FindCity(input.City!) is null) return ValidationError.CityUnknown(input.City!);
        if (input.Unit is null) return null;
        if (reference.Places.FindUnit(input.Unit) is not { } unit) return ValidationError.UnitUnknown(input.Unit);
        return unit.City == input.City ? null : ValidationError.UnitNotInCity(input.Unit, input.City!);
    }

    private ValidationError? ValidateMetric(EventInput input, out Metric metric)
    {
        metric = reference.Catalogue.Find(input.Metric!)!;
        if (metric is null) return ValidationError.MetricUnknown(input.Metric!);
        if (!metric.IsReported) return ValidationError.MetricDerived(metric.Name, metric.Inputs);
        return input.Campaign is not null && reference.Campaigns.Find(input.Campaign) is null
            ? ValidationError.CampaignUnknown(input.Campaign)
            : null;
    }

    private static ValidationError? ValidateOperation(
        EventInput input, Metric metric, out EventOperation op)
    {
        var defaultOp = metric.Kind == MetricKind.Level ? EventOperation.Set : EventOperation.Add;
        op = input.Op switch
        {
            "replace" => EventOperation.Replace,
            "withdraw" => EventOperation.Withdraw,
            "final" => EventOperation.Final,
            _ => defaultOp,
        };
        return input.Op switch
        {
            null or "replace" or "withdraw" or "final" => null,
            not ("add" or "set") => ValidationError.OpUnknown(input.Op),
            "add" when defaultOp == EventOperation.Set => ValidationError.OpNotForMetric("add", "set"),
            "set" when defaultOp == EventOperation.Add => ValidationError.OpNotForMetric("set", "add"),
            _ => null,
        };
    }

    private static ValidationError? ValidateTarget(
        EventInput input, EventOperation op, out EventKey? target)
    {
        target = null;
        if (op is not (EventOperation.Replace or EventOperation.Withdraw))
            return input.Target is null ? null : ValidationError.TargetNotForOp();
        if (input.Target is null) return ValidationError.FieldMissing("target");
        target = ParseTarget(input.Target, input.Source!);
        if (target is null) return ValidationError.TargetInvalid();
        var error = ValidateRequired("target", target.Source, 64) ?? ValidateRequired("target", target.Id, 128);
        return error is null or { Code: "invisible_character" } ? error : ValidationError.TargetInvalid();
    }

    // Accepts {"source":…,"id":…}, or only the id of an event of the same source.
    private static EventKey? ParseTarget(string text, string ownSource)
    {
        if (!text.StartsWith('{')) return new(ownSource, text);
        try
        {
            return JsonSerializer.Deserialize<EventKey>(text, StrictTarget) is { Id: not null } key
                ? new((key.Source ?? ownSource).Trim(), key.Id.Trim())
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ValidationError? ValidateBasis(
        EventInput input, Metric metric, EventOperation op, out Basis basis)
    {
        basis = input.Basis == "ytd" ? Basis.Ytd : Basis.Period;
        return input.Basis switch
        {
            null or "period" => null,
            "ytd" when metric.Kind == MetricKind.Sum && op != EventOperation.Final => null,
            "ytd" => ValidationError.BasisNotForMetric(),
            _ => ValidationError.BasisUnknown(input.Basis),
        };
    }

    // A decimal holds 28 digits; parsing a longer text would round it silently.
    private static bool TryParseNumber(string text, out decimal number)
    {
        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        number = 0;
        return text.Length <= 28 && decimal.TryParse(text, Styles, CultureInfo.InvariantCulture, out number);
    }

    private static ValidationError? ValidateValue(string? text, EventOperation op, out decimal value)
    {
        value = 0;
        if (op is EventOperation.Withdraw or EventOperation.Final)
            return text is null ? null : ValidationError.ValueNotForOp();
        return string.IsNullOrWhiteSpace(text) ? ValidationError.FieldMissing("value")
            : !TryParseNumber(text, out value) ? ValidationError.NumberInvalid("value", text)
            : value < 0 ? ValidationError.ValueNegative()
            : value > FixedPoint.MaxValue ? ValidationError.ValueTooLarge()
            : !FixedPoint.IsRepresentable(value) ? ValidationError.ValueDecimals()
            : null;
    }

    private static ValidationError? ValidateWeight(
        string? text, Metric metric, EventOperation op, out long? weight)
    {
        var isWeighted = metric.Kind == MetricKind.Mean && op is not (EventOperation.Withdraw or EventOperation.Final);
        weight = isWeighted ? 1 : null;
        if (text is null) return null;
        if (!isWeighted) return ValidationError.WeightNotForMetric();
        if (!TryParseNumber(text, out var number)) return ValidationError.NumberInvalid("weight", text);
        if (number < 1 || number > MaxWeight || number != decimal.Truncate(number))
            return ValidationError.WeightInvalid();
        weight = decimal.ToInt64(number);
        return null;
    }

    private static ValidationError? ValidateDate(
        string text, EventOperation op, DateOnly today, out DateOnly date) =>
        !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date)
            ? ValidationError.DateInvalid(text)
        : op == EventOperation.Final && (date is not { Month: 12, Day: 31 } || date > today)
            ? ValidationError.FinalDate()
        : date < ReportingPeriod.EarliestDay || date > today
            ? ValidationError.DateOutOfRange(today)
        : null;

    private static ValidationError? ValidateQualifier(EventInput input, out Qualifier qualifier)
    {
        qualifier = input.Qualifier switch
        {
            "over" => Qualifier.Over,
            "about" => Qualifier.About,
            _ => Qualifier.Exact,
        };
        return input.Qualifier is null or "exact" or "over" or "about"
            ? null
            : ValidationError.QualifierUnknown(input.Qualifier);
    }
}
