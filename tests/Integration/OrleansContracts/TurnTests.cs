using IpMonitor.IntegrationTests.Hosting;
using Orleans.Concurrency;

namespace IpMonitor.IntegrationTests.OrleansContracts;

/// <summary>A grain whose calls wait at gates and record their begin and end.</summary>
public interface ITurnGrain : IGrainWithStringKey
{
    Task<bool> Add();

    Task<int> Count();

    Task<bool> ResumesOnScheduler();

    Task Write(string line, string? gate);

    [ReadOnly]
    Task Read(string line, string? gate);

    [AlwaysInterleave]
    Task Interleave(string line);
}

/// <summary>The same grain with interleaving calls.</summary>
public interface IReentrantGrain : IGrainWithStringKey
{
    Task Write(string line, string? gate);

    Task<bool> RunInterleavedTurn();
}

public sealed class TurnGrain(GrainRecorder recorder) : Grain, ITurnGrain
{
    private bool _isRunning;
    private int _count;

    /// <summary>Adds one in two steps; returns true if another call ran in between.</summary>
    public async Task<bool> Add()
    {
        var overlapped = _isRunning;
        _isRunning = true;
        var before = _count;
        await Task.Yield();
        _count = before + 1;
        _isRunning = false;
        return overlapped;
    }

    public Task<int> Count() => Task.FromResult(_count);

    public async Task<bool> ResumesOnScheduler()
    {
        var scheduler = TaskScheduler.Current;
        await Task.Delay(1);
        return scheduler != TaskScheduler.Default && scheduler == TaskScheduler.Current;
    }

    public Task Write(string line, string? gate) => WriteAroundGate(line, gate);

    public Task Read(string line, string? gate) => WriteAroundGate(line, gate);

    public Task Interleave(string line) => WriteAroundGate(line, null);

    private async Task WriteAroundGate(string line, string? gate)
    {
        recorder.Write($"{this.GetPrimaryKeyString()} {line} begins");
        if (gate is not null) await recorder.WaitAtGate(gate);
        recorder.Write($"{this.GetPrimaryKeyString()} {line} ends");
    }
}

[Reentrant]
public sealed class ReentrantGrain(GrainRecorder recorder) : Grain, IReentrantGrain
{
    private bool _isRunning;

    public async Task Write(string line, string? gate)
    {
        recorder.Write($"{this.GetPrimaryKeyString()} {line} begins");
        if (gate is not null) await recorder.WaitAtGate(gate);
        recorder.Write($"{this.GetPrimaryKeyString()} {line} ends");
    }

    /// <summary>Works without an await; returns true if another piece of code ran at the same time.</summary>
    public async Task<bool> RunInterleavedTurn()
    {
        await Task.Yield();
        var overlapped = _isRunning;
        _isRunning = true;
        Thread.SpinWait(200);
        _isRunning = false;
        return overlapped;
    }
}

public sealed class TurnTests(SharedCluster shared) : IClassFixture<SharedCluster>
{
    private readonly string _name = Guid.NewGuid().ToString("N");

    private ITurnGrain Grain => shared.Grains.GetGrain<ITurnGrain>(_name);

    private IEnumerable<string> Lines => shared.Recorder.LinesOf(_name);

    [Fact]
    public async Task Ten_thousand_concurrent_calls_lose_nothing_and_never_overlap()
    {
        // In waves, because the silo searches the queue of an activation at each turn.
        for (var wave = 0; wave < 10; wave++)
            Assert.DoesNotContain(
                true, await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => Grain.Add())).WithinTimeLimit());
        Assert.Equal(10_000, await Grain.Count());
    }

    [Fact]
    public async Task Code_after_an_await_runs_in_a_turn_of_its_grain() =>
        Assert.True(await Grain.ResumesOnScheduler().WithinTimeLimit());

    [Fact]
    public async Task A_call_waits_for_the_previous_one()
    {
        var first = Grain.Write("first", _name);
        await Eventually.BecomesTrue(() => Lines.Any());
        var second = Grain.Write("second", null);
        await Grain.Interleave("between").WithinTimeLimit();
        shared.Recorder.OpenGate(_name);
        await Task.WhenAll(first, second).WithinTimeLimit();
        Assert.Equal(
            ["first begins", "between begins", "between ends", "first ends", "second begins", "second ends"], Lines);
    }

    [Fact]
    public async Task An_AlwaysInterleave_call_blocks_no_other_call()
    {
        var writes = Grain.Write("write", _name);
        await Eventually.BecomesTrue(() => Lines.Any());
        await Grain.Interleave("beside").WithinTimeLimit();
        Assert.False(writes.IsCompleted);
        shared.Recorder.OpenGate(_name);
        await writes.WithinTimeLimit();
    }

    [Fact]
    public async Task ReadOnly_calls_interleave()
    {
        var first = Grain.Read("first", _name);
        var second = Grain.Read("second", _name);
        await Eventually.BecomesTrue(() => Lines.Contains("first begins") && Lines.Contains("second begins"));
        shared.Recorder.OpenGate(_name);
        await Task.WhenAll(first, second).WithinTimeLimit();
    }

    [Fact]
    public async Task A_ReadOnly_call_waits_for_a_writing_call()
    {
        var write = Grain.Write("write", _name);
        await Eventually.BecomesTrue(() => Lines.Any());
        var read = Grain.Read("read", null);
        await Grain.Interleave("between").WithinTimeLimit();
        shared.Recorder.OpenGate(_name);
        await Task.WhenAll(write, read).WithinTimeLimit();
        Assert.Equal(
            ["write begins", "between begins", "between ends", "write ends", "read begins", "read ends"], Lines);
    }

    [Fact]
    public async Task A_writing_call_waits_for_a_ReadOnly_call()
    {
        var read = Grain.Read("read", _name);
        await Eventually.BecomesTrue(() => Lines.Any());
        var write = Grain.Write("write", null);
        await Grain.Interleave("between").WithinTimeLimit();
        shared.Recorder.OpenGate(_name);
        await Task.WhenAll(read, write).WithinTimeLimit();
        Assert.Equal(
            ["read begins", "between begins", "between ends", "read ends", "write begins", "write ends"], Lines);
    }

    [Fact]
    public async Task Calls_of_a_reentrant_grain_interleave()
    {
        var grain = shared.Grains.GetGrain<IReentrantGrain>(_name);
        var first = grain.Write("first", _name);
        await Eventually.BecomesTrue(() => Lines.Any());
        await grain.Write("second", null).WithinTimeLimit();
        shared.Recorder.OpenGate(_name);
        await first.WithinTimeLimit();
        Assert.Equal(["first begins", "second begins", "second ends", "first ends"], Lines);
    }

    [Fact]
    public async Task Interleaving_calls_never_run_in_parallel()
    {
        var grain = shared.Grains.GetGrain<IReentrantGrain>(_name);
        var overlapped = await Task.WhenAll(Enumerable.Range(0, 2_000).Select(_ => grain.RunInterleavedTurn()))
            .WithinTimeLimit();
        Assert.DoesNotContain(true, overlapped);
    }
}
