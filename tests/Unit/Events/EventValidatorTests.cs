using IpMonitor.Dashboard.Http;
using IpMonitor.Grains.Campaigns;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Reference;

namespace IpMonitor.UnitTests.Events;

public sealed class EventValidatorTests
{
    private static readonly DateOnly Today = new(2026, 11, 21);
    private static readonly EventValidator Validator = new(ReferenceSnapshot.Read(ReferenceSnapshot.BuiltIn));
    private static readonly EventInput ValidInput = new(
        "z-1", "zibo", "370300", null, "pledge.amount", "21.5", null, "2024-04-20", null, null, null, null, null, null, null);

    [Fact]
    public void A_good_row_becomes_an_event_in_its_normal_form()
    {
        var (e, refusal) = Validator.Validate(ValidInput with { Op = "add", Qualifier = "exact", Basis = "period", Value = "21.5000" }, Today);
        Assert.Null(refusal);
        Assert.Equal(Validator.Validate(ValidInput, Today).Event, e);
        Assert.Equal(new Event("zibo", "z-1", "370300", null, "pledge.amount", 21.5m, null, new(2024, 4, 20), null, null, null, Qualifier.Exact, EventOperation.Add), e);
    }

    [Fact]
    public void A_mean_weighs_one_unless_told_and_a_level_is_set()
    {
        Assert.Equal(1, Validator.Validate(ValidInput with { Metric = "case.trademark.days" }, Today).Event!.Weight);
        Assert.Equal(EventOperation.Set, Validator.Validate(ValidInput with { Metric = "patent.invention.valid" }, Today).Event!.Op);
    }

    [Fact]
    public void A_correction_names_its_target_by_id_or_by_source_and_id()
    {
        var withdrawn = Validator.Validate(ValidInput with { Op = "withdraw", Target = "z-0", Value = null }, Today).Event!;
        Assert.Equal((EventOperation.Withdraw, new EventKey("zibo", "z-0"), 0m), (withdrawn.Op, withdrawn.Target, withdrawn.Value));
        var replaced = Validator.Validate(ValidInput with { Op = "replace", Target = """{"source":"police","id":"p-1"}""" }, Today).Event!;
        Assert.Equal((EventOperation.Replace, new EventKey("police", "p-1"), 21.5m), (replaced.Op, replaced.Target, replaced.Value));
    }

    public static TheoryData<string, string, Func<EventInput, EventInput>> InvalidInputs => new()
    {
        { "field_missing", "id", draft => draft with { Id = null } },
        { "field_missing", "source", draft => draft with { Source = " " } },
        { "text_invalid", "id", draft => draft with { Id = new string('x', 129) } },
        { "text_invalid", "note", draft => draft with { Note = "a\0b" } },
        { "text_invalid", "note", draft => draft with { Note = "half \ud83d" } },
        { "city_unknown", "city", draft => draft with { City = "370399" } },
        { "city_unknown", "city", draft => draft with { City = "371200" } }, // 莱芜, which is part of 济南 since 2019
        { "unit_unknown", "unit", draft => draft with { Unit = "370399" } },
        { "unit_not_in_city", "unit", draft => draft with { Unit = "370203" } },
        { "metric_unknown", "metric", draft => draft with { Metric = "pledge.amounts" } },
        { "metric_derived", "metric", draft => draft with { Metric = "court.closed.rate" } },
        { "metric_derived", "metric", draft => draft with { Metric = "patent.invention.per10k" } },
        { "metric_derived", "metric", draft => draft with { Metric = "mediation.coverage" } },
        { "number_invalid", "value", draft => draft with { Value = "1,000" } },
        { "number_invalid", "value", draft => draft with { Value = "1e3" } },
        { "number_invalid", "value", draft => draft with { Value = "21.5万" } },
        { "number_invalid", "value", draft => draft with { Value = "NaN" } },
        { "number_invalid", "value", draft => draft with { Value = "0.00000000000000000000000000001" } },
        { "value_negative", "value", draft => draft with { Value = "-1" } },
        { "value_decimals", "value", draft => draft with { Value = "0.00001" } },
        { "value_too_large", "value", draft => draft with { Value = "100000000000000.0001" } },
        { "weight_not_for_metric", "weight", draft => draft with { Weight = "2" } },
        { "weight_invalid", "weight", draft => draft with { Metric = "case.trademark.days", Weight = "0" } },
        { "weight_invalid", "weight", draft => draft with { Metric = "case.trademark.days", Weight = "1.5" } },
        { "date_invalid", "date", draft => draft with { Date = "2024-4-20" } },
        { "date_invalid", "date", draft => draft with { Date = "2023-02-29" } },
        { "date_out_of_range", "date", draft => draft with { Date = "2026-11-22" } },
        { "date_out_of_range", "date", draft => draft with { Date = "1984-12-31" } },
        { "campaign_unknown", "campaign", draft => draft with { Campaign = "publicity-week-1999" } },
        { "op_unknown", "op", draft => draft with { Op = "delete" } },
        { "op_not_for_metric", "op", draft => draft with { Op = "set" } },
        { "field_missing", "target", draft => draft with { Op = "withdraw", Value = null } },
        { "field_missing", "value", draft => draft with { Op = "replace", Target = "z-0", Value = null } },
        { "value_not_for_op", "value", draft => draft with { Op = "withdraw", Target = "z-0" } },
        { "target_not_for_op", "target", draft => draft with { Target = "z-0" } },
        { "target_invalid", "target", draft => draft with { Op = "replace", Target = "{}" } },
        { "target_invalid", "target", draft => draft with { Op = "replace", Target = """{"id":"z-0","city":"370300"}""" } },
        { "basis_unknown", "basis", draft => draft with { Basis = "week" } },
        { "basis_not_for_metric", "basis", draft => draft with { Metric = "trademark.valid", Basis = "ytd" } },
        { "qualifier_unknown", "qualifier", draft => draft with { Qualifier = "roughly" } },
    };

    [Theory]
    [MemberData(nameof(InvalidInputs))]
    public void A_bad_row_is_refused_with_its_field_and_a_remedy(string code, string field, Func<EventInput, EventInput> spoil)
    {
        var (e, refusal) = Validator.Validate(spoil(ValidInput), Today);
        Assert.Null(e);
        Assert.Equal((code, field), (refusal!.Code, refusal.Field));
        Assert.Contains('：', MessageFormatter.Format(refusal));
    }
}
