using IpMonitor.Dashboard.Api;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.UnitTests.Api;

public sealed class FormulaBuilderTests
{
    [Fact]
    public void Each_metric_kind_has_a_formula_of_its_own()
    {
        var formulas = Enum.GetValues<MetricKind>().Select(FormulaBuilder.Describe).ToList();
        Assert.Equal(formulas.Distinct(), formulas);
    }

    [Fact]
    public void An_unknown_metric_kind_has_no_formula() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => FormulaBuilder.Describe((MetricKind)99));
}
