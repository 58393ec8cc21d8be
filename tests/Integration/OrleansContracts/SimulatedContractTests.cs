using System.Reflection;
using IpMonitor.Simulation;

namespace IpMonitor.IntegrationTests.OrleansContracts;

/// <summary>
/// Runs the contract tests on the simulated host too, each under several seeds, to keep both hosts equal.
/// </summary>
[Trait("Category", "Random")]
public sealed class SimulatedContractTests
{
    private const int Seeds = 5;

    private static readonly Type[] Classes =
    [
        typeof(CollectionTests), typeof(IdentityTests), typeof(LifecycleTests), typeof(MessageTests),
        typeof(ObserverTests), typeof(ReminderTests), typeof(StopTests), typeof(TimeoutTests), typeof(TimerTests),
        typeof(TurnTests),
    ];

    private static readonly string[] RealSiloOnly =
    [
        // Depend on the wall clock or on threads.
        nameof(TurnTests.Code_after_an_await_runs_in_a_turn_of_its_grain),
        nameof(StopTests.A_stop_under_load_loses_nothing_acknowledged),
        // Orleans validates its options when a real silo starts.
        nameof(CollectionTests.A_collection_age_below_the_quantum_is_refused),
        // The simulated host holds observers strongly, since no seed controls the garbage collector.
        nameof(ObserverTests.Observers_are_held_weakly_and_a_dead_one_delays_nobody),
    ];

    /// <summary>Class, method and arguments of each contract test.</summary>
    public static TheoryData<string, string, string?> Tests
    {
        get
        {
            var tests = new TheoryData<string, string, string?>();
            foreach (var type in Classes)
                foreach (var method in type.GetMethods().Where(IsSimulated))
                    foreach (var argument in Arguments(method)) tests.Add(type.Name, method.Name, argument);
            return tests;
        }
    }

    [Theory]
    [MemberData(nameof(Tests))]
    public void A_contract_holds_on_the_simulated_host(string type, string method, string? argument)
    {
        var test = Classes.Single(testClass => testClass.Name == type).GetMethod(method)!;
        var failing = new SeedRange(1, Seeds, seed => Execute(seed, test, argument)).FirstFailing();
        if (failing is not null) Assert.Fail(string.Join('\n', failing.Violations));
    }

    private static bool IsSimulated(MethodInfo method) =>
        method.IsDefined(typeof(FactAttribute)) && !RealSiloOnly.Contains(method.Name);

    private static IEnumerable<string?> Arguments(MethodInfo method) => method.IsDefined(typeof(TheoryAttribute))
        ? method.GetCustomAttributes<InlineDataAttribute>().Select(data => (string?)data.Data.Single())
        : [null];

    private static SeedResult Execute(int seed, MethodInfo test, string? argument)
    {
        var scheduler = new SimulationScheduler(seed, maxSteps: 1_000_000);
        var process = new SimulatedProcess(scheduler, "silo");
        try
        {
            var running = process.Run(() => Execute(test, argument));
            scheduler.Run(running);
            if (running.Exception is { } fault) scheduler.ReportViolation(fault.ToString());
        }
        catch (Exception fault)
        {
            scheduler.ReportViolation(fault.ToString());
        }
        return new(seed, InjectedBug.None, [.. scheduler.Violations], scheduler.Trace);
    }

    private static async Task Execute(MethodInfo test, string? argument)
    {
        var fixtures = new List<object>();
        var constructor = test.DeclaringType!.GetConstructors().Single();
        if (constructor.GetParameters().Length > 0) fixtures.Add(new SharedCluster());
        foreach (var fixture in fixtures.OfType<IAsyncLifetime>()) await fixture.InitializeAsync();
        var instance = constructor.Invoke([.. fixtures]);
        if (instance is IAsyncLifetime starting) await starting.InitializeAsync();
        if (test.Invoke(instance, argument is null ? [] : [argument]) is Task running) await running;
        if (instance is IAsyncLifetime lifetime) await lifetime.DisposeAsync();
        foreach (var fixture in fixtures.OfType<IAsyncLifetime>()) await fixture.DisposeAsync();
    }
}
