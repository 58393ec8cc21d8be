using System.Collections.Concurrent;
using System.Collections.Immutable;
using IpMonitor.Grains.Cities;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Rankings;
using IpMonitor.IntegrationTests.Hosting;
using IpMonitor.Silo.Sql;
using Orleans.TestingHost;

namespace IpMonitor.IntegrationTests.OrleansContracts;

/// <summary>Returns the identity of its activation, or holds a call until its silo dies.</summary>
public interface IActivationGrain : IGrainWithStringKey
{
    /// <summary>Returns the silo and the id of the activation.</summary>
    Task<string> GetActivationName();

    /// <summary>Never completes.</summary>
    Task Hang();
}

public sealed class ActivationGrain : Grain, IActivationGrain
{
    public Task<string> GetActivationName() => Task.FromResult($"{RuntimeIdentity} {GrainContext.ActivationId}");

    public Task Hang() => new TaskCompletionSource().Task;
}

/// <summary>Two real silos in one cluster: identity, failure and the shared store.</summary>
public sealed class TwoSiloClusterTests
{
    private const string City = "370300";
    private const string RankingTopic = "ranking/pledge.count/2024";

    [Fact]
    public async Task A_grain_has_one_activation_for_the_calls_of_both_silos()
    {
        await using var silos = await TwoSiloCluster.Start();
        for (var key = 0; key < 10; key++)
        {
            var names = await Task.WhenAll(silos.RunningSilos
                .Select(silo => TwoSiloCluster.GrainFactoryOf(silo).GetGrain<IActivationGrain>($"{key}"))
                .SelectMany(grain => Enumerable.Range(0, 5).Select(_ => grain.GetActivationName()))).WithinTimeLimit();
            Assert.Single(names.Distinct());
        }
    }

    [Fact]
    public async Task A_grain_of_a_killed_silo_moves_and_its_callers_get_a_transient_fault()
    {
        await using var silos = await TwoSiloCluster.Start();
        var (grain, host, other) = await PlaceGrainAndSilos(
            silos, grains => grains.GetGrain<IActivationGrain>("1"), grain => grain.GetActivationName());
        var before = await grain.GetActivationName().WithinTimeLimit();
        var pendingCall = grain.Hang();

        await silos.Kill(host);

        Assert.True(IsTransient(await Record.ExceptionAsync(() => pendingCall.WithinTimeLimit())));
        var after = await Retry(grain.GetActivationName);
        Assert.NotEqual(before, after);
        Assert.Equal(other.SiloAddress, (await silos.HostOf(grain)).SiloAddress);
        Assert.Equal(after, await grain.GetActivationName().WithinTimeLimit());
    }

    [Fact]
    public async Task Reports_acknowledged_before_and_after_a_kill_count_once()
    {
        const int Senders = 4, EachAfter = 10;
        await using var silos = await TwoSiloCluster.Start();
        var (city, host, other) = await PlaceGrainAndSilos(silos, Zibo, city => city.Check([]));
        var (acknowledged, isKilled) = (0, false);
        var sending = Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
        {
            for (int i = 0, after = 0; after < EachAfter; i++)
            {
                if (Volatile.Read(ref isKilled)) after++;
                // A repeated call carries the same id.
                var (e, faults) = (Event($"{sender}-{i}"), 0);
                var reportResult = await Retry(() => city.Report([e]), () => faults++);
                var status = Assert.Single(reportResult.Results).Status;
                Assert.True(
                    status == EventOutcome.Accepted || (faults > 0 && status == EventOutcome.Duplicate),
                    $"{e.Id}: {status}");
                Interlocked.Increment(ref acknowledged);
            }
        })).ToList();
        await Eventually.BecomesTrue(() => Volatile.Read(ref acknowledged) >= Senders);

        await silos.Kill(host);

        Volatile.Write(ref isKilled, true);
        await Task.WhenAll(sending).WithinTimeLimit();
        Assert.Equal(other.SiloAddress, (await silos.HostOf(city)).SiloAddress);
        await AssertStored(silos, acknowledged);
    }

    [Fact]
    public async Task An_append_of_a_replaced_activation_changes_nothing()
    {
        await using var silos = await TwoSiloCluster.Start();
        var (city, host, other) = await PlaceGrainAndSilos(silos, Zibo, city => city.Check([]));
        var appendHeld = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stale = new TaskCompletionSource<AppendResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        silos.JournalOf(host).AroundAppend = async (append, write) =>
        {
            if (append.Entries.IsEmpty) return await write();
            // Only the first append proceeds: after the conflict the activation would reload the city and append again.
            if (!appendHeld.TrySetResult()) return await new TaskCompletionSource<AppendResult>().Task;
            await released.Task;
            var appended = await write();
            stale.SetResult(appended);
            return appended;
        };
        var unanswered = city.Report([Event("stale")]);
        await appendHeld.Task.WithinTimeLimit();
        await silos.Kill(host);
        Assert.True(IsTransient(await Record.ExceptionAsync(() => unanswered.WithinTimeLimit())));
        Assert.Equal(EventOutcome.Accepted, await StatusOf(city, "fresh"));

        released.SetResult();

        Assert.True((await stale.Task.WithinTimeLimit()).IsConflict);
        await AssertStored(silos, 1);
    }

    [Fact]
    public async Task Two_living_activations_of_a_city_lose_nothing_and_count_nothing_twice()
    {
        await using var silos = await TwoSiloCluster.Start();
        var (city, host, other) = await PlaceGrainAndSilos(silos, Zibo, city => city.Check([]));
        var old = Zibo(TwoSiloCluster.GrainFactoryOf(host));
        var (conflicts, hasMoved, sent) = (0, false, 0);
        silos.JournalOf(other).AroundAppend = (append, write) =>
        {
            if (!append.Entries.IsEmpty) Volatile.Write(ref hasMoved, true);
            return write();
        };
        silos.JournalOf(host).AroundAppend = async (_, write) =>
        {
            var appended = await write();
            if (appended.IsConflict) Interlocked.Increment(ref conflicts);
            return appended;
        };
        Assert.Equal(EventOutcome.Accepted, await StatusOf(old, "before"));

        await silos.DeclareDead(host);

        // The other silo drops its cached grain location soon after it learns of the death.
        await Eventually.BecomesTrue(async () =>
        {
            Assert.Equal(EventOutcome.Accepted, await StatusOf(city, $"new-{sent++}"));
            return Volatile.Read(ref hasMoved);
        });
        Assert.Equal(EventOutcome.Accepted, await StatusOf(old, "old"));
        Assert.Equal(1, Volatile.Read(ref conflicts));
        Assert.Equal(EventOutcome.Duplicate, await StatusOf(old, $"new-{sent - 1}"));
        Assert.Equal(EventOutcome.Duplicate, await StatusOf(city, "old"));
        await AssertStored(silos, sent + 2);
    }

    [Fact]
    public async Task A_source_of_a_killed_silo_is_observed_again_with_a_new_epoch()
    {
        await using var silos = await TwoSiloCluster.Start();
        var (ranking, host, other) = await PlaceGrainAndSilos(silos, Ranking, ranking => ranking.GetUnreported(null));
        var (city, watcher) = (Zibo(TwoSiloCluster.GrainFactoryOf(other)), new RecordingTopicObserver());
        var reference = TwoSiloCluster.GrainFactoryOf(other).CreateObjectReference<ITopicObserver>(watcher);
        var before = (await ranking.Subscribe(RankingTopic, reference).WithinTimeLimit())!;
        await Retry(() => city.Report([Event("before")]));
        await Eventually.BecomesTrue(() => watcher.Shows(before.Epoch, 1));

        await silos.Kill(host);

        var after = (await Retry(() => ranking.Subscribe(RankingTopic, reference)))!;
        Assert.NotEqual(before.Epoch, after.Epoch);
        await Retry(() => city.Report([Event("after")]));
        await Eventually.BecomesTrue(() => watcher.Shows(after.Epoch, 2));
    }

    [Fact]
    public async Task An_observer_of_a_killed_silo_is_removed_at_the_next_call()
    {
        await using var silos = await TwoSiloCluster.Start();
        var notifier = TwoSiloCluster.GrainFactoryOf(silos.RunningSilos[0]).GetGrain<INotifyingGrain>("1");
        await notifier.NotifyAllAndWait("").WithinTimeLimit();
        var host = await silos.HostOf(notifier);
        var (listener, lost) = (new TestObserver(), silos.OtherThan(host));
        notifier = TwoSiloCluster.GrainFactoryOf(host).GetGrain<INotifyingGrain>("1");
        await notifier.Subscribe(TwoSiloCluster.GrainFactoryOf(lost).CreateObjectReference<ITestObserver>(listener))
            .WithinTimeLimit();
        Assert.Equal(1, await notifier.NotifyAllAndWait("one").WithinTimeLimit());
        Assert.Equal(1, listener.Count("one"));

        await silos.Kill(lost);

        await Eventually.BecomesTrue(async () => await notifier.NotifyAllAndWait("two").WithinTimeLimit() == 0);
        Assert.Equal(0, listener.Count("two"));
    }

    // Returns a reference from one silo to a grain that is active on the other.
    private static async Task<(T Grain, InProcessSiloHandle Host, InProcessSiloHandle Other)> PlaceGrainAndSilos<T>(
        TwoSiloCluster silos, Func<IGrainFactory, T> getGrain, Func<T, Task> activate)
        where T : IAddressable
    {
        var grain = getGrain(TwoSiloCluster.GrainFactoryOf(silos.RunningSilos[0]));
        await activate(grain).WithinTimeLimit();
        var host = await silos.HostOf(grain).WithinTimeLimit();
        var other = silos.OtherThan(host);
        return (getGrain(TwoSiloCluster.GrainFactoryOf(other)), host, other);
    }

    // Repeats a call while it fails with a fault that the server reports as transient.
    private static async Task<T> Retry<T>(Func<Task<T>> call, Action? onFault = null)
    {
        T result = default!;
        await Eventually.BecomesTrue(async () =>
        {
            try
            {
                result = await call();
                return true;
            }
            catch (Exception exception) when (IsTransient(exception))
            {
                onFault?.Invoke();
                return false;
            }
        });
        return result;
    }

    private static async Task<EventOutcome> StatusOf(ICityGrain city, string id)
    {
        var reportResult = await Retry(() => city.Report([Event(id)]));
        return Assert.Single(reportResult.Results).Status;
    }

    private static bool IsTransient(Exception? exception) => exception is OrleansException or TimeoutException;

    private static async Task AssertStored(TwoSiloCluster silos, int count)
    {
        var ranking = await Ranking(TwoSiloCluster.GrainFactoryOf(silos.RunningSilos[0]))
            .GetRanking("pledge.count", "2024", Baseline.Previous).WithinTimeLimit();
        Assert.Equal(count, Assert.Single(ranking.Rows).Value);
        using var store = silos.OpenStore();
        Assert.Empty(StoreVerifier.FindDifferences(store, out _));
        await using var journal = new SqlJournal(store, TimeProvider.System);
        Assert.Equal(count, (await journal.GetCityState(City)).Buckets.Sum(bucket => bucket.Count));
    }

    private static ICityGrain Zibo(IGrainFactory grains) => grains.GetGrain<ICityGrain>(City);

    private static IRankingGrain Ranking(IGrainFactory grains) => grains.GetGrain<IRankingGrain>("370000");

    private static Event Event(string id) => new(
        "t",
        id,
        City,
        null,
        "pledge.count",
        1,
        null,
        new(2024, 4, 1),
        null,
        null,
        null,
        Qualifier.Exact,
        EventOperation.Add);

    private sealed class RecordingTopicObserver : ITopicObserver
    {
        private readonly ConcurrentQueue<TopicState> _states = new();

        public Task Update(ImmutableArray<TopicState> states)
        {
            foreach (var state in states) _states.Enqueue(state);
            return Task.CompletedTask;
        }

        public Task Heartbeat(ImmutableArray<TopicHeartbeat> topics) => Task.CompletedTask;

        public bool Shows(string epoch, decimal value) => _states.Any(state =>
            state.Epoch == epoch && ((RankingResponse)state.Data).Rows is [{ } row] && row.Value == value);
    }
}
