using System.Collections.Immutable;
using IpMonitor.IntegrationTests.Hosting;
using Orleans.Concurrency;

namespace IpMonitor.IntegrationTests.OrleansContracts;

/// <summary>A message.</summary>
[GenerateSerializer, Immutable, Alias("ipm.tests.Letter")]
public record TestMessage([property: Id(0)] string Text, [property: Id(1)] ImmutableArray<decimal> Numbers);

/// <summary>A message derived from its declared type.</summary>
[GenerateSerializer, Immutable, Alias("ipm.tests.SignedLetter")]
public sealed record DerivedTestMessage(
    string Text,
    ImmutableArray<decimal> Numbers,
    [property: Id(0)] DateOnly Date,
    [property: Id(1)] string? By) : TestMessage(Text, Numbers);

/// <summary>An exception with additional data.</summary>
[GenerateSerializer, Alias("ipm.tests.LetterException")]
public sealed class TestMessageException(string message, int code) : Exception(message)
{
    [Id(0)]
    public int Code { get; } = code;
}

/// <summary>A grain that returns its arguments.</summary>
public interface IEchoGrain : IGrainWithStringKey
{
    Task<TestMessage?> Echo(TestMessage? message);

    Task<ImmutableDictionary<string, int?>> EchoAll(ImmutableDictionary<string, int?> numbers);

    Task ThrowSynchronously(bool isCustom);

    Task<string> ThrowAsynchronously(bool isCustom);

    Task<string> ThrowInOtherGrain(string other, bool isCustom);

    [OneWay]
    Task SendOneWay(string gate);

    Task<int> OneWayCount();
}

/// <summary>
/// A grain with a mutable parameter; a separate interface, so that its refusal does not affect other methods.
/// </summary>
public interface IMutableArgumentGrain : IGrainWithStringKey
{
    Task Store(List<int> numbers);

    Task<int> CountStored();
}

public sealed class EchoGrain(GrainRecorder recorder) : Grain, IEchoGrain
{
    private int _oneWayCount;

    public Task<TestMessage?> Echo(TestMessage? message) => Task.FromResult(message);

    public Task<ImmutableDictionary<string, int?>> EchoAll(
        ImmutableDictionary<string, int?> numbers) => Task.FromResult(numbers);

    public Task ThrowSynchronously(bool isCustom) => throw Fault(isCustom);

    public async Task<string> ThrowAsynchronously(bool isCustom)
    {
        await Task.Yield();
        throw Fault(isCustom);
    }

    public Task<string> ThrowInOtherGrain(string other, bool isCustom) =>
        GrainFactory.GetGrain<IEchoGrain>(other).ThrowAsynchronously(isCustom);

    public async Task SendOneWay(string gate)
    {
        await recorder.WaitAtGate(gate);
        _oneWayCount++;
        throw new InvalidOperationException("nobody hears this");
    }

    public Task<int> OneWayCount() => Task.FromResult(_oneWayCount);

    private static Exception Fault(bool isCustom) =>
        isCustom
            ? new TestMessageException("the letter is lost", 7)
            : new ArgumentException("no such address", nameof(isCustom));
}

public sealed class MutableArgumentGrain : Grain, IMutableArgumentGrain
{
    private List<int> _kept = [];

    public Task Store(List<int> numbers)
    {
        _kept = numbers;
        return Task.CompletedTask;
    }

    public Task<int> CountStored() => Task.FromResult(_kept.Count);
}

public sealed class MessageTests(SharedCluster shared) : IClassFixture<SharedCluster>
{
    private readonly string _name = Guid.NewGuid().ToString("N");

    private IEchoGrain Grain => shared.Grains.GetGrain<IEchoGrain>(_name);

    [Fact]
    public async Task A_message_round_trips_unchanged()
    {
        Assert.Null(await Grain.Echo(null).WithinTimeLimit());
        var message = await Grain.Echo(new("hello", [1.5m, 2m])).WithinTimeLimit();
        Assert.Equal(("hello", 1.5m, 2m), (message!.Text, message.Numbers[0], message.Numbers[1]));
        var signed = Assert.IsType<DerivedTestMessage>(
            await Grain.Echo(new DerivedTestMessage("hello", [], new(2025, 4, 26), null)).WithinTimeLimit());
        Assert.Equal(("hello", new DateOnly(2025, 4, 26), null), (signed.Text, signed.Date, signed.By));
        var all = await Grain.EchoAll(ImmutableDictionary<string, int?>.Empty.Add("one", 1).Add("none", null))
            .WithinTimeLimit();
        Assert.Equal((2, 1, null), (all.Count, all["one"], all["none"]));
    }

    [Theory]
    [InlineData("at once"), InlineData("later"), InlineData("far away")]
    public async Task An_exception_reaches_the_caller_unchanged(string how)
    {
        var framework = await Assert.ThrowsAsync<ArgumentException>(() => Throw(false).WithinTimeLimit());
        Assert.Contains("no such address", framework.Message);
        var custom = await Assert.ThrowsAsync<TestMessageException>(() => Throw(true).WithinTimeLimit());
        Assert.Equal(("the letter is lost", 7), (custom.Message, custom.Code));

        Task Throw(bool isCustom) => how switch
        {
            "at once" => Grain.ThrowSynchronously(isCustom),
            "later" => Grain.ThrowAsynchronously(isCustom),
            _ => Grain.ThrowInOtherGrain(_name + " far away", isCustom),
        };
    }

    [Fact]
    public async Task A_one_way_call_returns_at_once_and_reports_no_failure()
    {
        var sent = Grain.SendOneWay(_name);
        Assert.True(sent.IsCompletedSuccessfully);
        shared.Recorder.OpenGate(_name);
        // Two calls of one sender may arrive in a different order.
        await Eventually.BecomesTrue(async () => await Grain.OneWayCount() == 1);
    }

    [Fact]
    public async Task Mutable_arguments_are_copied_or_refused_but_never_shared()
    {
        var grain = shared.Grains.GetGrain<IMutableArgumentGrain>(_name);
        var numbers = new List<int> { 1 };
        try
        {
            await grain.Store(numbers).WithinTimeLimit();
        }
        catch (NotSupportedException refused)
        {
            Assert.Contains("List", refused.Message);
        }
        numbers.Add(2);
        Assert.InRange(await grain.CountStored().WithinTimeLimit(), 0, 1);
    }
}
