using System.Text.Json.Serialization;

namespace IpMonitor.Dashboard.Health;

/// <summary>How a part of the server does.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HealthState>))]
internal enum HealthState
{
    [JsonStringEnumMemberName("ok")] Ok,
    [JsonStringEnumMemberName("degraded")] Degraded,
    [JsonStringEnumMemberName("failed")] Failed,
}

/// <summary>Result of one check.</summary>
/// <param name="Check">Name of the check: store, commit, queue, pending, clock or backup.</param>
/// <param name="State">Its result.</param>
/// <param name="Code">Reason, stable for programs.</param>
/// <param name="Message">Reason and remedy, in the reader's language.</param>
/// <param name="Value">Measured value in the unit that the message names; null if there is none.</param>
internal sealed record HealthFinding(string Check, HealthState State, string Code, string Message, double? Value = null);

/// <summary>Results of all checks; the state is that of the worst.</summary>
internal sealed record HealthReport(HealthState State, DateTimeOffset CheckedAt, long Position, IReadOnlyList<HealthFinding> Checks);
