using System.Collections.Immutable;
using IpMonitor.Grains.Cities;
using IpMonitor.IntegrationTests.OrleansContracts;

namespace IpMonitor.IntegrationTests.Contracts;

/// <summary>Immutability of the messages in all grain interfaces of the product and of these tests.</summary>
public sealed class ImmutabilityTests
{
    [Fact]
    public void Messages_that_cross_a_call_are_immutable()
    {
        var (messages, faults) = MessageInspector.Inspect(typeof(ICityGrain).Assembly);
        Assert.Empty(faults);
        Assert.True(messages.Count > 10, $"Only {messages.Count} types were found.");
        Assert.Empty(
            MessageInspector.Inspect(typeof(IEchoGrain).Assembly, except: typeof(IMutableArgumentGrain)).Faults);
    }

    [Theory]
    [InlineData(typeof(WithSetter), "may change")]
    [InlineData(typeof(ContainsList), "is mutable")]
    [InlineData(typeof(ContainsArray), "is mutable")]
    [InlineData(typeof(ContainsObject), "is mutable")]
    [InlineData(typeof(WithoutId), "has no [Id]")]
    [InlineData(typeof(WithoutId), "has no [GenerateSerializer]")]
    [InlineData(typeof(WithoutId), "is not [Immutable]")]
    [InlineData(typeof(WithoutId), "has 0 aliases")]
    [InlineData(typeof(DuplicateId), "has the [Id] of")]
    [InlineData(typeof(ImmutableArray<List<int>>), "is mutable")]
    public void A_mutable_message_is_found(Type type, string fault) =>
        Assert.Contains(MessageInspector.Inspect(type), found => found.Contains(fault, StringComparison.Ordinal));

    public sealed record WithSetter([property: Id(0)] string Text)
    {
        public string? Note { get; set; }
    }

    public sealed record ContainsList([property: Id(0)] List<int> Numbers);

    public sealed record ContainsArray([property: Id(0)] int[] Numbers);

    public sealed record ContainsObject([property: Id(0)] object Thing);

    public sealed record WithoutId(string Text);

    public sealed record DuplicateId([property: Id(0)] string Text, [property: Id(0)] string Other);
}
