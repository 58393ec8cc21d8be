using System.Collections.Immutable;
using IpMonitor.Grains.Messages;

namespace IpMonitor.Grains.Events;

/// <summary>
/// An expected refusal, or a notice: a stable code for programs, the field, and the arguments of the message. The text
/// is a resource of the dashboard.
/// </summary>
[GenerateSerializer, Immutable, Alias("ipm.validation-error")]
public sealed record ValidationError(
    [property: Id(0)] string Code,
    [property: Id(1)] string Field)
{
    /// <summary>The text that an earlier version stored; null for errors that are formatted when shown.</summary>
    [Id(2)]
    public string? Message { get; init; }

    /// <summary>The arguments of the message.</summary>
    [Id(3)]
    public ImmutableArray<MessageArgument> Arguments { get; init; } = [];

    /// <summary>The resource key of the message if it is not <see cref="Code"/>.</summary>
    [Id(4)]
    public string? Key { get; init; }

    /// <summary>Creates an error.</summary>
    /// <param name="key">
    /// The resource key of the message: the code, with a suffix where a code has several texts.
    /// </param>
    /// <param name="field">The field at fault.</param>
    /// <param name="arguments">The arguments of the message.</param>
    public static ValidationError Create(string key, string field, params ImmutableArray<MessageArgument> arguments) =>
        key.Split('.')[0] is var code && code == key
            ? new(code, field) { Arguments = arguments }
            : new(code, field) { Arguments = arguments, Key = key };

    /// <summary>Returns the message as an argument of another.</summary>
    public MessageArgument ToArgument() => Message ?? MessageArgument.Message(Key ?? Code, Arguments);

    /// <summary>
    /// Puts the error at a place: its message becomes the last argument of the message <paramref name="key"/>.
    /// </summary>
    public ValidationError At(string field, string key, params ImmutableArray<MessageArgument> place) =>
        this with { Field = field, Key = key, Arguments = [.. place, ToArgument()], Message = null };

    /// <summary>Compares by value, the arguments included.</summary>
    public bool Equals(ValidationError? other) => other is not null
        && (Code, Field, Message, Key) == (other.Code, other.Field, other.Message, other.Key)
        && MessageArgument.HaveSameItems(Arguments, other.Arguments);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Code, Field, Message, Key);

    internal static ValidationError FieldMissing(string field) =>
        Create("field_missing", field, field);

    internal static ValidationError TextInvalid(string field, int max) =>
        Create("text_invalid", field, field, max);

    internal static ValidationError InvisibleCharacter(string field, string character) =>
        Create("invisible_character", field, field, character);

    internal static ValidationError CityUnknown(string city) =>
        Create("city_unknown", "city", city);

    internal static ValidationError UnitUnknown(string unit) =>
        Create("unit_unknown", "unit", unit);

    internal static ValidationError UnitNotInCity(string unit, string city) =>
        Create("unit_not_in_city", "unit", unit, city);

    internal static ValidationError MetricUnknown(string metric) =>
        Create("metric_unknown", "metric", metric);

    internal static ValidationError MetricDerived(string name, IEnumerable<string> inputs) =>
        Create("metric_derived", "metric", name, MessageArgument.List(inputs));

    internal static ValidationError NumberInvalid(string field, string text) =>
        Create("number_invalid", field, Truncate(text));

    internal static ValidationError ValueNegative() =>
        Create("value_negative", "value");

    internal static ValidationError ValueDecimals() =>
        Create("value_decimals", "value");

    internal static ValidationError ValueTooLarge() =>
        Create("value_too_large", "value");

    internal static ValidationError WeightInvalid() =>
        Create("weight_invalid", "weight");

    internal static ValidationError WeightNotForMetric() =>
        Create("weight_not_for_metric", "weight");

    internal static ValidationError DateInvalid(string text) =>
        Create("date_invalid", "date", Truncate(text));

    internal static ValidationError DateOutOfRange(DateOnly today) =>
        Create("date_out_of_range", "date", today);

    internal static ValidationError CampaignUnknown(string campaign) =>
        Create("campaign_unknown", "campaign", campaign);

    internal static ValidationError OpUnknown(string op) =>
        Create("op_unknown", "op", Truncate(op));

    internal static ValidationError OpNotForMetric(string op, string validOp) =>
        Create("op_not_for_metric", "op", op, validOp);

    internal static ValidationError TargetInvalid() =>
        Create("target_invalid", "target");

    internal static ValidationError TargetNotForOp() =>
        Create("target_not_for_op", "target");

    internal static ValidationError TargetSelf() =>
        Create("target_self", "target");

    internal static ValidationError TargetCycle() =>
        Create("target_cycle", "target");

    internal static ValidationError TargetElsewhere() =>
        Create("target_elsewhere", "target");

    internal static ValidationError TargetNotYours() =>
        Create("target_not_yours", "target");

    internal static ValidationError TargetIsWithdrawal() =>
        Create("target_is_withdrawal", "target");

    internal static ValidationError TargetIsFinal() =>
        Create("target_is_final", "target");

    internal static ValidationError YearFinal(int year) =>
        Create("year_final", "date", year);

    internal static ValidationError FinalDate() =>
        Create("final_date", "date");

    internal static ValidationError FinalNotYours(string source) =>
        Create("final_not_yours", "source", source);

    internal static ValidationError AlreadyCorrected() =>
        Create("already_corrected", "target");

    internal static ValidationError BasisNotForMetric() =>
        Create("basis_not_for_metric", "basis");

    internal static ValidationError BasisMixed(int year) =>
        Create("basis_mixed", "basis", year);

    internal static ValidationError BasisWholeCity(string metric, string metricEn, int year, int units) =>
        Create("basis_whole_city", "unit", MessageArgument.Name(metric, metricEn), year, units);

    internal static ValidationError BasisUnits(string metric, string metricEn, int year, int units) =>
        Create("basis_units", "unit", MessageArgument.Name(metric, metricEn), year, units);

    internal static ValidationError ValueNotForOp() =>
        Create("value_not_for_op", "value");

    internal static ValidationError QualifierUnknown(string text) =>
        Create("qualifier_unknown", "qualifier", "qualifier", Truncate(text));

    internal static ValidationError BasisUnknown(string text) =>
        Create("basis_unknown", "basis", Truncate(text));

    internal static ValidationError IdReused() =>
        Create("id_reused", "id");

    internal static ValidationError TotalTooLarge() =>
        Create("total_too_large", "value");

    private static string Truncate(string text) => text.Length <= 40 ? text : string.Concat(text.AsSpan(0, 40), "…");
}
