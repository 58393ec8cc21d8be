using System.Data.Common;
using System.Diagnostics;
using System.Text.RegularExpressions;
using IpMonitor.Grains.Cities;
using Microsoft.AspNetCore.Http;

namespace IpMonitor.UnitTests.Architecture;

#pragma warning disable CA1823, CA1852, CA2211, CS0169, CS0414, CS0649, IDE0044, IDE0051, IDE0052

// Each type uses IpMonitor.Grains.Cities in a different way.
internal sealed class FaultyBase : List<CorrectionOptions>;

internal interface IFaultyInterface : IEnumerable<CorrectionOptions>;

internal sealed class FaultyField
{
    private CorrectionOptions? _options;
}

internal sealed class FaultyParameter
{
    public static void Take(CorrectionOptions? options) => _ = options;
}

internal sealed class FaultyCall
{
    public static object Make() => new CorrectionOptions();
}

internal sealed class FaultyLambda
{
    public static Func<object> Maker() => () => new CorrectionOptions();
}

internal sealed class FaultyAsync
{
    public static async Task<object> Make()
    {
        await Task.Yield();
        return new CorrectionOptions();
    }
}

internal sealed class FaultyTypeArgument
{
    private List<CorrectionOptions[]>? _options;
}

internal sealed class FaultyMethodArgument
{
    public static bool IsOptions(object[] values) => values.OfType<CorrectionOptions>().Any();
}

[AttributeUsage(AttributeTargets.Class)]
internal sealed class MadeOfAttribute(Type type) : Attribute
{
    public Type Type => type;
}

[MadeOf(typeof(CorrectionOptions))]
internal sealed class FaultyAttribute;

internal sealed class FaultyNested
{
    private sealed class Inner
    {
        private CorrectionOptions? _options;
    }
}

internal sealed class FaultyClock
{
    public static object Now() => DateTime.Now;

    public static object UtcNow() => DateTime.UtcNow;

    public static object OffsetUtcNow() => DateTimeOffset.UtcNow;

    public static object Watch() => Stopwatch.StartNew();

    public static object Ticks() => Environment.TickCount64;

    public static object Delay() => Task.Delay(1);

    public static object Wait(Task<int> task) => task.WaitAsync(TimeSpan.FromSeconds(1));

    public static object Period() => new PeriodicTimer(TimeSpan.FromSeconds(1));

    public static object Cancel() => new CancellationTokenSource(TimeSpan.FromSeconds(1));

    public static object SystemTime() => TimeProvider.System;
}

internal sealed class GoodClock
{
    public static object Now(TimeProvider time) => time.GetUtcNow();

    public static object Delay(TimeProvider time) => Task.Delay(TimeSpan.FromSeconds(1), time);

    public static object Wait(Task<int> task, TimeProvider time) => task.WaitAsync(TimeSpan.FromSeconds(1), time);

    public static object Period(TimeProvider time) => new PeriodicTimer(TimeSpan.FromSeconds(1), time);

    public static object Cancel() => new CancellationTokenSource();

    public static object Date(DateTime date) => date.AddDays(1);
}

internal sealed class FaultyState
{
    private static int s_count;
    private static readonly int[] Array = [1];
    private static readonly List<int> List = [];
    private static readonly Setter Own = new();
    private static readonly IReadOnlyList<int> View = List;

    public static string Property { get; set; } = "";

    internal sealed class Setter
    {
        public int Value { get; set; }
    }
}

internal sealed class GoodState
{
    private const int Count = 1;
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(1);
    private static readonly System.Collections.Immutable.ImmutableArray<Own> Owns = [new("")];
    private static readonly Regex Pattern = new("a", RegexOptions.Compiled);
    private static readonly Lazy<string> Late = new(() => "late");

    public static Func<int> Cached() => () => 1;

    internal sealed record Own(string Text);
}

internal sealed class FaultySql
{
    public static object? Read(DbConnection connection) => connection.Database;
}

internal sealed class FaultyHttp
{
    public static object Client() => new HttpClient();
}

internal sealed class FaultyRequest
{
    public static int Status(HttpContext context) => context.Response.StatusCode;
}

internal sealed class FaultyConsole
{
    public static void Write() => Console.Error.WriteLine("fault");
}
