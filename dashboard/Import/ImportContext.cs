using IpMonitor.Grains.Metrics;

namespace IpMonitor.Dashboard.Import;

/// <summary>The information from outside the file that recognition of a sheet depends on.</summary>
/// <param name="Form">The layout of the file.</param>
/// <param name="Units">The known units of measure.</param>
/// <param name="Names">The known names of cities, units and metrics.</param>
/// <param name="RequestedPeriod">The period given with the upload.</param>
/// <param name="Answers">The user's answers by question id.</param>
internal sealed record ImportContext(
    ImportForm Form, MeasureUnits Units, NameResolver Names, ReportingPeriod? RequestedPeriod,
    IReadOnlyDictionary<string, string> Answers)
{
    /// <summary>The answer to a question; null if there is none, or if it is none of the choices.</summary>
    public string? GetAnswer(string id, params IReadOnlyList<string> choices) =>
        Answers.GetValueOrDefault(id) is { } answer && choices.Contains(answer) ? answer : null;
}
