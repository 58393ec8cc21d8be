namespace IpMonitor.UnitTests.Architecture;

/// <summary>Grains have no wall clock, no mutable static state, no SQL, no HTTP and no console.</summary>
public sealed class GrainRuleTests
{
    private static readonly IReadOnlyList<Type> Grains = [.. CodeReferences.WrittenTypes(NamespaceTests.Grains)];

    // Without Program.cs, which has no namespace: the commands of the silo are given the writers to use.
    private static readonly IReadOnlyList<Type> Silo = [.. CodeReferences.WrittenTypes(NamespaceTests.Silo)];

    [Fact]
    public void Grains_do_not_read_the_wall_clock() => AssertNone(GrainRules.ClockUses(Grains));

    [Fact]
    public void Grains_have_no_mutable_static_state() => AssertNone(GrainRules.FindStaticState(Grains));

    [Fact]
    public void Grains_use_no_sql() => AssertNone(GrainRules.SqlUses(Grains));

    [Fact]
    public void Grains_use_no_http() => AssertNone(GrainRules.HttpUses(Grains));

    [Fact]
    public void Grains_and_silo_do_not_use_the_console() => AssertNone(GrainRules.ConsoleUses([.. Grains, .. Silo]));

    [Fact]
    public void Each_read_of_the_wall_clock_is_found()
    {
        string[] found =
        [
            "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTimeOffset.get_UtcNow",
            "System.Diagnostics.Stopwatch.StartNew", "System.Environment.get_TickCount64",
            "System.Threading.Tasks.Task.Delay", "System.Threading.Tasks.Task`1[System.Int32].WaitAsync",
            "System.Threading.PeriodicTimer..ctor", "System.Threading.CancellationTokenSource..ctor",
            "System.TimeProvider.get_System",
        ];
        Assert.Equal(
            found.Select(name => $"{typeof(FaultyClock)} uses the wall clock: {name}").Order(StringComparer.Ordinal),
            GrainRules.ClockUses([typeof(FaultyClock)]).Order(StringComparer.Ordinal));
        Assert.Empty(GrainRules.ClockUses([typeof(GoodClock)]));
    }

    [Fact]
    public void Each_static_field_that_can_change_is_found()
    {
        string[] found = ["s_count", "Array", "List", "Own", "View", "<Property>k__BackingField"];
        Assert.Equal(
            found.Select(name => $"{typeof(FaultyState)}.{name} is").Order(StringComparer.Ordinal),
            GrainRules.FindStaticState([typeof(FaultyState)])
                .Select(fault => fault[..(fault.IndexOf(" is ", StringComparison.Ordinal) + 3)])
                .Order(StringComparer.Ordinal));
        Assert.Empty(GrainRules.FindStaticState([typeof(GoodState)]));
    }

    [Fact]
    public void A_use_of_sql_http_or_the_console_is_found()
    {
        var faulty = new[] { typeof(FaultySql), typeof(FaultyHttp), typeof(FaultyRequest), typeof(FaultyConsole) };
        Assert.All(GrainRules.SqlUses(faulty), use => Assert.StartsWith($"{typeof(FaultySql)} uses SQL: ", use));
        Assert.NotEmpty(GrainRules.SqlUses(faulty));
        Assert.Equal(
            [typeof(FaultyHttp), typeof(FaultyRequest)],
            faulty.Where(type => GrainRules.HttpUses([type]).Count > 0));
        Assert.Equal([typeof(FaultyConsole)], faulty.Where(type => GrainRules.ConsoleUses([type]).Count > 0));
    }

    private static void AssertNone(IReadOnlyList<string> violations) =>
        Assert.True(violations.Count == 0, string.Join('\n', violations));
}
