using System.Collections.Immutable;

namespace IpMonitor.Grains.Journal;

/// <summary>The outcome of appending one entry.</summary>
public enum AppendStatus
{
    /// <summary>The event was new and is stored.</summary>
    New,
    /// <summary>The same event was already stored.</summary>
    Duplicate,
    /// <summary>Another event with the same source and id was already stored.</summary>
    IdReused,
}

/// <summary>The result of an append.</summary>
/// <param name="IsConflict">
/// True if the city has another version than expected, or if one of several dependent events is already stored. Nothing
/// was appended, and the writer must reload.
/// </param>
/// <param name="Version">Current version of the city.</param>
/// <param name="Position">A position that includes the append.</param>
/// <param name="Statuses">One status per entry, in order; empty after a conflict.</param>
public sealed record AppendResult(
    bool IsConflict, long Version, long Position, ImmutableArray<AppendStatus> Statuses);
