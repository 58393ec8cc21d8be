using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.UnitTests.Events;

public sealed class EventValidatorTests
{
    private static readonly DateOnly Today = new(2026, 11, 21);
    private static readonly EventValidator Validator = new(ReferenceSnapshot.Read(ReferenceSnapshot.BuiltIn));
    private static readonly EventInput ValidInput = new(
        "z-1", "zibo", "370300", null, "pledge.amount", "21.5", null, "2024-04-20", null, null, null, null, null, null,
        null);

    [Fact]
    public void A_valid_row_becomes_a_normalized_event()
    {
        var (e, error) = Validator.Validate(
            ValidInput with { Op = "add", Qualifier = "exact", Basis = "period", Value = "21.5000" }, Today);
        Assert.Null(error);
        Assert.Equal(Validator.Validate(ValidInput, Today).Event, e);
        Assert.Equal(
            new Event(
                "zibo", "z-1", "370300", null, "pledge.amount", 21.5m, null, new(2024, 4, 20), null, null, null,
                Qualifier.Exact, EventOperation.Add),
            e);
    }

    [Fact]
    public void Weight_defaults_to_one_for_means_and_op_to_set_for_levels()
    {
        Assert.Equal(1, Validator.Validate(ValidInput with { Metric = "case.trademark.days" }, Today).Event!.Weight);
        Assert.Equal(
            EventOperation.Set,
            Validator.Validate(ValidInput with { Metric = "patent.invention.valid" }, Today).Event!.Op);
    }

    [Fact]
    public void A_correction_names_its_target_by_id_or_by_source_and_id()
    {
        var withdrawn =
            Validator.Validate(ValidInput with { Op = "withdraw", Target = "z-0", Value = null }, Today).Event!;
        Assert.Equal(
            (EventOperation.Withdraw, new EventKey("zibo", "z-0"), 0m),
            (withdrawn.Op, withdrawn.Target, withdrawn.Value));
        var replaced = Validator.Validate(
            ValidInput with { Op = "replace", Target = """{"source":"police","id":"p-1"}""" }, Today).Event!;
        Assert.Equal(
            (EventOperation.Replace, new EventKey("police", "p-1"), 21.5m),
            (replaced.Op, replaced.Target, replaced.Value));
    }

    public static TheoryData<string, string, Func<EventInput, EventInput>> InvalidInputs => new()
    {
        { "field_missing", "id", input => input with { Id = null } },
        { "field_missing", "source", input => input with { Source = " " } },
        { "text_invalid", "id", input => input with { Id = new string('x', 129) } },
        { "text_invalid", "note", input => input with { Note = "a\0b" } },
        { "invisible_character", "id", input => input with { Id = "k1\u200b" } },
        { "invisible_character", "unit", input => input with { Unit = "370203\u2060" } },
        { "invisible_character", "target", input => input with { Op = "replace", Target = "z\u200d-0" } },
        {
            "target_invalid", "target",
            input => input with { Op = "replace", Target = """{"id":"z-0","id":"z-1"}""" }
        },
        { "text_invalid", "note", input => input with { Note = "half \ud83d" } },
        { "text_invalid", "note", input => input with { Note = "a\uffffb" } },
        { "city_unknown", "city", input => input with { City = "370399" } },
        { "city_unknown", "city", input => input with { City = "371200" } }, // 莱芜, part of 济南 since 2019
        { "unit_unknown", "unit", input => input with { Unit = "370399" } },
        { "unit_not_in_city", "unit", input => input with { Unit = "370203" } },
        { "metric_unknown", "metric", input => input with { Metric = "pledge.amounts" } },
        { "metric_derived", "metric", input => input with { Metric = "court.closed.rate" } },
        { "metric_derived", "metric", input => input with { Metric = "patent.invention.per10k" } },
        { "metric_derived", "metric", input => input with { Metric = "mediation.coverage" } },
        { "number_invalid", "value", input => input with { Value = "1,000" } },
        { "number_invalid", "value", input => input with { Value = "1e3" } },
        { "number_invalid", "value", input => input with { Value = "21.5万" } },
        { "number_invalid", "value", input => input with { Value = "NaN" } },
        { "number_invalid", "value", input => input with { Value = "0.00000000000000000000000000001" } },
        { "value_negative", "value", input => input with { Value = "-1" } },
        { "value_decimals", "value", input => input with { Value = "0.00001" } },
        { "value_too_large", "value", input => input with { Value = "100000000000000.0001" } },
        { "weight_not_for_metric", "weight", input => input with { Weight = "2" } },
        { "weight_invalid", "weight", input => input with { Metric = "case.trademark.days", Weight = "0" } },
        { "weight_invalid", "weight", input => input with { Metric = "case.trademark.days", Weight = "1.5" } },
        { "date_invalid", "date", input => input with { Date = "2024-4-20" } },
        { "date_invalid", "date", input => input with { Date = "2023-02-29" } },
        { "date_out_of_range", "date", input => input with { Date = "2026-11-22" } },
        { "date_out_of_range", "date", input => input with { Date = "1984-12-31" } },
        { "campaign_unknown", "campaign", input => input with { Campaign = "publicity-week-1999" } },
        { "op_unknown", "op", input => input with { Op = "delete" } },
        { "op_not_for_metric", "op", input => input with { Op = "set" } },
        { "field_missing", "target", input => input with { Op = "withdraw", Value = null } },
        { "field_missing", "value", input => input with { Op = "replace", Target = "z-0", Value = null } },
        { "value_not_for_op", "value", input => input with { Op = "withdraw", Target = "z-0" } },
        { "target_not_for_op", "target", input => input with { Target = "z-0" } },
        { "target_invalid", "target", input => input with { Op = "replace", Target = "{}" } },
        {
            "target_invalid", "target",
            input => input with { Op = "replace", Target = """{"id":"z-0","city":"370300"}""" }
        },
        { "basis_unknown", "basis", input => input with { Basis = "week" } },
        { "basis_not_for_metric", "basis", input => input with { Metric = "trademark.valid", Basis = "ytd" } },
        { "qualifier_unknown", "qualifier", input => input with { Qualifier = "roughly" } },
    };

    [Theory]
    [MemberData(nameof(InvalidInputs))]
    public void An_invalid_row_is_rejected_with_field_code_and_remedy(
        string code, string field, Func<EventInput, EventInput> change)
    {
        var (e, error) = Validator.Validate(change(ValidInput), Today);
        Assert.Null(e);
        Assert.Equal((code, field), (error!.Code, error.Field));
        Assert.Contains('：', MessageFormatter.Format(error));
    }
}
