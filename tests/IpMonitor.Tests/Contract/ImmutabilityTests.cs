using System.Collections.Immutable;
using System.Reflection;
using IpMonitor.Grains.Cities;

namespace IpMonitor.Tests.Contract;

/// <summary>What may cross a call, in every interface of the grains and of these tests.</summary>
public sealed class ImmutabilityTests
{
    [Fact]
    public void Messages_that_cross_a_call_are_immutable()
    {
        var (messages, faults) = MessageCheck.Of(typeof(ICityGrain).Assembly);
        Assert.Empty(faults);
        Assert.True(messages.Count > 10, $"Only {messages.Count} types were found.");
        Assert.Empty(MessageCheck.Of(typeof(IPostGrain).Assembly, but: typeof(IMutableGrain)).Faults);
    }

    [Theory]
    [InlineData(typeof(Settable), "may change")]
    [InlineData(typeof(HoldsAList), "is mutable")]
    [InlineData(typeof(HoldsAnArray), "is mutable")]
    [InlineData(typeof(HoldsAnything), "is mutable")]
    [InlineData(typeof(Unnumbered), "has no [Id]")]
    [InlineData(typeof(Unnumbered), "has no [GenerateSerializer]")]
    [InlineData(typeof(Unnumbered), "is not [Immutable]")]
    [InlineData(typeof(Unnumbered), "has 0 aliases")]
    [InlineData(typeof(SameNumber), "has the [Id] of")]
    [InlineData(typeof(ImmutableArray<List<int>>), "is mutable")]
    public void What_is_not_immutable_is_found(Type type, string fault) =>
        Assert.Contains(MessageCheck.Of(type), found => found.Contains(fault, StringComparison.Ordinal));

    public sealed record Settable([property: Id(0)] string Text)
    {
        public string? Note { get; set; }
    }

    public sealed record HoldsAList([property: Id(0)] List<int> Numbers);

    public sealed record HoldsAnArray([property: Id(0)] int[] Numbers);

    public sealed record HoldsAnything([property: Id(0)] object Thing);

    public sealed record Unnumbered(string Text);

    public sealed record SameNumber([property: Id(0)] string Text, [property: Id(0)] string Other);
}
