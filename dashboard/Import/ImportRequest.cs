using IpMonitor.Dashboard.Security;
using IpMonitor.Grains.Metrics;

namespace IpMonitor.Dashboard.Import;

/// <summary>A request to import a file.</summary>
/// <param name="Form">The layout of the file.</param>
/// <param name="File">The name of the file.</param>
/// <param name="User">The user of the upload.</param>
/// <param name="Period">The period of rows that name none.</param>
/// <param name="Answers">The user's answers by question id.</param>
/// <param name="Progress">Receives the progress.</param>
internal sealed record ImportRequest(
    ImportForm Form, string File, CurrentUser User, ReportingPeriod? Period,
    IReadOnlyDictionary<string, string> Answers, ImportProgress Progress);
