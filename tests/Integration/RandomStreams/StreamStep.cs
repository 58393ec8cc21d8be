using System.Collections.Immutable;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.IntegrationTests.RandomStreams;

/// <summary>A step of a stream.</summary>
internal abstract record StreamStep;

/// <summary>A city reports several events together.</summary>
internal sealed record ReportStep(string City, ImmutableArray<Event> Events) : StreamStep
{
    public override string ToString() => $"{City}:\n    {string.Join("\n    ", Events)}";
}

/// <summary>Advances the clock.</summary>
internal sealed record AdvanceTimeStep(TimeSpan Time) : StreamStep;

/// <summary>Changes a reference document.</summary>
internal sealed record ChangeReferenceStep(string Document, string Text) : StreamStep
{
    public override string ToString() => $"{Document} is another ({Text.Length} characters)";
}

/// <summary>Changes the clock and restarts the silo.</summary>
internal sealed record RestartStep(TimeSpan ClockChange = default) : StreamStep;
