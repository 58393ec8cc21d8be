using System.Text.Json.Serialization;

namespace IpMonitor.Dashboard.Health;

/// <summary>Result of a health check, from best to worst.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HealthState>))]
internal enum HealthState
{
    /// <summary>Works as it should.</summary>
    [JsonStringEnumMemberName("ok")] Ok,
    /// <summary>Works, and needs attention.</summary>
    [JsonStringEnumMemberName("degraded")] Degraded,
    /// <summary>Does not work.</summary>
    [JsonStringEnumMemberName("failed")] Failed,
}

/// <summary>Result of one check.</summary>
/// <param name="Check">Name of the check: store, commit, queue, pending, clock or backup.</param>
/// <param name="State">Result of the check.</param>
/// <param name="Code">Reason, stable for programs.</param>
/// <param name="Message">Reason and remedy, in the reader's language.</param>
/// <param name="Value">Measured value in the unit that the message names; null if there is none.</param>
internal sealed record HealthFinding(
    string Check, HealthState State, string Code, string Message, double? Value = null);

/// <summary>Results of all checks.</summary>
/// <param name="State">The worst result.</param>
/// <param name="CheckedAt">Time of the check of the store.</param>
/// <param name="Position">Position of the last commit.</param>
/// <param name="Checks">Result of each check.</param>
internal sealed record HealthReport(
    HealthState State, DateTimeOffset CheckedAt, long Position, IReadOnlyList<HealthFinding> Checks);
