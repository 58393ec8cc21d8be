using IpMonitor.Dashboard.Ingestion;

namespace IpMonitor.UnitTests.Ingestion;

public sealed class JsonNumberTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0.0e9", "0")]
    [InlineData("0e400", "0")]
    [InlineData("12", "12")]
    [InlineData("12.50", "12.5")]
    [InlineData("1.2345678E7", "12345678")]
    [InlineData("1e3", "1000")]
    [InlineData("1E+14", "100000000000000")]
    [InlineData("12345678901234.5678", "12345678901234.5678")]
    [InlineData("1.23456789012345678e13", "12345678901234.5678")]
    [InlineData("25e-2", "0.25")]
    [InlineData("-1.5e1", "-15")]
    [InlineData("1200000e-4", "120")]
    [InlineData("5.0000000000000000000000000000000000000000000000000000", "5")]
    [InlineData("0.00000000000000000000000000000000000000012e38", "0.012")]
    [InlineData("1000000000000000000000000000000000000000000e-40", "100")]
    public void The_exact_value_is_written_without_exponent_and_superfluous_zeros(string number, string plain) =>
        Assert.Equal(plain, JsonNumber.ToPlainText(number));

    [Theory]
    [InlineData("1e400")]
    [InlineData("1e-400")]
    [InlineData("1e99999999999")]
    [InlineData("0.1000000000000000000000000000000000001")]
    [InlineData("123456789012345678901234567890")]
    public void A_value_of_more_than_28_digits_stays_as_it_is(string number) =>
        Assert.Equal(number, JsonNumber.ToPlainText(number));
}
