using System.Collections.Immutable;

namespace IpMonitor.Grains.Audit;

/// <summary>Stores the audit log, append-only.</summary>
public interface IAuditStore
{
    /// <summary>Returns the last row; null if there is none.</summary>
    Task<AuditRow?> GetLast();

    /// <summary>Appends a row; false if its number exists.</summary>
    Task<bool> Append(AuditRow row);

    /// <summary>Returns the rows below a number, newest first: a limited number of rows and characters.</summary>
    Task<ImmutableArray<AuditRow>> GetPage(long before, int limit);
}
