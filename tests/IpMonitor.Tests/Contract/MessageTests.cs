using System.Collections.Immutable;
using Orleans.Concurrency;

namespace IpMonitor.Tests.Contract;

/// <summary>A message.</summary>
[GenerateSerializer, Immutable, Alias("ipm.tests.Letter")]
public record Letter([property: Id(0)] string Text, [property: Id(1)] ImmutableArray<decimal> Numbers);

/// <summary>A message that is more than its declared type says.</summary>
[GenerateSerializer, Immutable, Alias("ipm.tests.SignedLetter")]
public sealed record SignedLetter(
    string Text, ImmutableArray<decimal> Numbers, [property: Id(0)] DateOnly Date, [property: Id(1)] string? By) : Letter(Text, Numbers);

/// <summary>What went wrong, with more than a message.</summary>
[GenerateSerializer, Alias("ipm.tests.LetterException")]
public sealed class LetterException(string message, int code) : Exception(message)
{
    [Id(0)]
    public int Code { get; } = code;
}

/// <summary>A grain that answers what it is asked to.</summary>
public interface IPostGrain : IGrainWithStringKey
{
    Task<Letter?> Echo(Letter? letter);

    Task<ImmutableDictionary<string, int?>> EchoAll(ImmutableDictionary<string, int?> numbers);

    Task ThrowAtOnce(bool own);

    Task<string> ThrowLater(bool own);

    Task<string> ThrowFarAway(string other, bool own);

    [OneWay]
    Task Tell(string gate);

    Task<int> Told();
}

/// <summary>A grain that is given something mutable; apart, so that its refusal is no other method's.</summary>
public interface IMutableGrain : IGrainWithStringKey
{
    Task Keep(List<int> numbers);

    Task<int> Kept();
}

public sealed class PostGrain(Diary diary) : Grain, IPostGrain
{
    private int _told;

    public Task<Letter?> Echo(Letter? letter) => Task.FromResult(letter);

    public Task<ImmutableDictionary<string, int?>> EchoAll(ImmutableDictionary<string, int?> numbers) => Task.FromResult(numbers);

    public Task ThrowAtOnce(bool own) => throw Fault(own);

    public async Task<string> ThrowLater(bool own)
    {
        await Task.Yield();
        throw Fault(own);
    }

    public Task<string> ThrowFarAway(string other, bool own) => GrainFactory.GetGrain<IPostGrain>(other).ThrowLater(own);

    public async Task Tell(string gate)
    {
        await diary.Gate(gate);
        _told++;
        throw new InvalidOperationException("nobody hears this");
    }

    public Task<int> Told() => Task.FromResult(_told);

    private static Exception Fault(bool own) =>
        own ? new LetterException("the letter is lost", 7) : new ArgumentException("no such address", nameof(own));
}

public sealed class MutableGrain : Grain, IMutableGrain
{
    private List<int> _kept = [];

    public Task Keep(List<int> numbers)
    {
        _kept = numbers;
        return Task.CompletedTask;
    }

    public Task<int> Kept() => Task.FromResult(_kept.Count);
}

public sealed class MessageTests(SharedCluster shared) : IClassFixture<SharedCluster>
{
    private readonly string _name = Guid.NewGuid().ToString("N");

    private IPostGrain Grain => shared.Grains.GetGrain<IPostGrain>(_name);

    [Fact]
    public async Task A_message_arrives_and_comes_back_as_it_was()
    {
        Assert.Null(await Grain.Echo(null).Ends());
        var letter = await Grain.Echo(new("hello", [1.5m, 2m])).Ends();
        Assert.Equal(("hello", 1.5m, 2m), (letter!.Text, letter.Numbers[0], letter.Numbers[1]));
        var signed = Assert.IsType<SignedLetter>(await Grain.Echo(new SignedLetter("hello", [], new(2025, 4, 26), null)).Ends());
        Assert.Equal(("hello", new DateOnly(2025, 4, 26), null), (signed.Text, signed.Date, signed.By));
        var all = await Grain.EchoAll(ImmutableDictionary<string, int?>.Empty.Add("one", 1).Add("none", null)).Ends();
        Assert.Equal((2, 1, null), (all.Count, all["one"], all["none"]));
    }

    [Theory]
    [InlineData("at once"), InlineData("later"), InlineData("far away")]
    public async Task An_exception_reaches_the_caller_as_it_was(string how)
    {
        var framework = await Assert.ThrowsAsync<ArgumentException>(() => Throw(false).Ends());
        Assert.Contains("no such address", framework.Message);
        var own = await Assert.ThrowsAsync<LetterException>(() => Throw(true).Ends());
        Assert.Equal(("the letter is lost", 7), (own.Message, own.Code));

        Task Throw(bool mine) => how switch
        {
            "at once" => Grain.ThrowAtOnce(mine),
            "later" => Grain.ThrowLater(mine),
            _ => Grain.ThrowFarAway(_name + " far away", mine),
        };
    }

    [Fact]
    public async Task A_one_way_call_keeps_its_caller_neither_waiting_nor_informed()
    {
        var told = Grain.Tell(_name);
        Assert.True(told.IsCompletedSuccessfully);
        shared.Diary.Open(_name);
        // Two calls of one sender need not arrive in the order in which they were sent.
        await Soon.Is(async () => await Grain.Told() == 1);
    }

    [Fact]
    public async Task What_is_mutable_is_copied_or_refused_but_never_shared()
    {
        var grain = shared.Grains.GetGrain<IMutableGrain>(_name);
        var numbers = new List<int> { 1 };
        try
        {
            await grain.Keep(numbers).Ends();
        }
        catch (NotSupportedException refused)
        {
            Assert.Contains("List", refused.Message);
        }
        numbers.Add(2);
        Assert.InRange(await grain.Kept().Ends(), 0, 1);
    }
}
